package dev.nfdrop.trace;

/// How many packets one rule, policy or other hook function has decided over.
///
/// @param first the first of them, which tells who decided
public record RuleCount(Drop first, Amount amount) {}
