package dev.nfdrop.trace;

import dev.nfdrop.trace.Drop.Namespace;

/// A namespace's ruleset as `nft` listed it.
///
/// @param listing what `nft --handle --stateless --terse list ruleset` printed: foreign bytes
public record ListedRuleset(Namespace netns, String listing) {}
