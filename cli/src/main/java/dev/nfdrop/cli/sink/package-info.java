/// How drops are shown: text for people, JSON for scripts.
///
/// Sinks keep one large buffer and reuse what they can, so that printing keeps up with a flood.
@NullMarked
package dev.nfdrop.cli.sink;

import org.jspecify.annotations.NullMarked;
