@NullMarked
package dev.nfdrop.cli.demo;

import org.jspecify.annotations.NullMarked;
