@NullMarked
package dev.nfdrop.cli.pcapng;

import org.jspecify.annotations.NullMarked;
