package dev.nfdrop.trace.locate;

/// A number that the analysis used, and where it came from.
///
/// @param name such as `rule_expressions`, for scripts
/// @param meaning in terms of the source
/// @param value in bytes, but for the drop reason
/// @param source such as `the code`, or the name of a BTF
public record Offset(String name, String meaning, int value, String source) {}
