package dev.nfdrop.trace;

/// A base chain that let a packet pass before another dropped it.
///
/// @param family the table's
public record Passed(String family, String table, String chain, int priority) {}
