/// Drops in pcapng files: written with packets that Wireshark shows, and read again exactly. The
/// format of what is ours is in docs/pcapng.md.
@NullMarked
package dev.nfdrop.cli.capture;

import org.jspecify.annotations.NullMarked;
