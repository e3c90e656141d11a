package dev.nfdrop.nftables.set;

/// A set or map, without its elements.
///
/// @param keyType what its keys are, by nft's own numbers: see [KeyText]
/// @param keyBytes how long they are
/// @param anonymous whether it is part of a rule, and has no name that anybody gave it
/// @param ranges whether elements are ranges whose ends are elements of their own
public record SetDeclaration(
    String name, int keyType, int keyBytes, boolean anonymous, boolean ranges) {}
