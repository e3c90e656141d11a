package dev.nfdrop.trace.select;

/// A name, or with a `*` at its end, as nft has it for interfaces, how names begin.
///
/// @param text not empty but for the pattern `*`
/// @param prefix whether more may follow
public record NamePattern(String text, boolean prefix) {
  private static final String ANY_ENDING = "*";

  /// Reads a pattern as users write it.
  public static NamePattern of(String pattern) {
    return pattern.endsWith(ANY_ENDING)
        ? new NamePattern(pattern.substring(0, pattern.length() - ANY_ENDING.length()), true)
        : new NamePattern(pattern, false);
  }

  public boolean matches(String name) {
    return prefix ? name.startsWith(text) : name.equals(text);
  }
}
