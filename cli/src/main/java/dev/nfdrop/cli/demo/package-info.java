/// The demo: a client, a firewall that drops, and both answers side by side.
@NullMarked
package dev.nfdrop.cli.demo;

import org.jspecify.annotations.NullMarked;
