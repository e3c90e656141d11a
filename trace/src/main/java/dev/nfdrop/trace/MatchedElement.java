package dev.nfdrop.trace;

import java.util.Optional;

/// The element of a set or map that a packet matched in a rule.
///
/// @param set the name that somebody gave the set or map; empty if it is part of the rule
/// @param key the packet's own, as text
/// @param element the keys that the element stands for, as text: `10.0.0.0/8`, `*`; empty if it was
///   not there any more
/// @param comment the element's
public record MatchedElement(
    Optional<String> set, String key, Optional<String> element, Optional<String> comment) {}
