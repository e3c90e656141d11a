/// The file format pcapng, as far as drops need it (draft-ietf-opsawg-pcapng): blocks and their
/// options, written and read. Knows nothing of drops.
@NullMarked
package dev.nfdrop.cli.pcapng;

import org.jspecify.annotations.NullMarked;
