package dev.nfdrop.trace.select;

import java.nio.charset.StandardCharsets;

/// A name, or with a `*` at its end, as nft has it for interfaces, how names begin.
///
/// @param text not empty but for the pattern `*`
/// @param prefix whether more may follow
public record NamePattern(String text, boolean prefix) {
  private static final String ANY_ENDING = "*";
  private static final int LONGEST_INTERFACE = 15;

  /// Reads a pattern as users write it.
  public static NamePattern of(String pattern) {
    return pattern.endsWith(ANY_ENDING)
        ? new NamePattern(pattern.substring(0, pattern.length() - ANY_ENDING.length()), true)
        : new NamePattern(pattern, false);
  }

  /// Whether an interface may have such a name: they have at most 15 bytes, `IFNAMSIZ`.
  public boolean canBeInterface() {
    return text.getBytes(StandardCharsets.UTF_8).length <= LONGEST_INTERFACE;
  }

  public boolean matches(String name) {
    return prefix ? name.startsWith(text) : name.equals(text);
  }
}
