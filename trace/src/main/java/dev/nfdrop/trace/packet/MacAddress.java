package dev.nfdrop.trace.packet;

/// An Ethernet address.
///
/// @param bits the first of the six bytes is the highest; the upper 16 bits are zero
public record MacAddress(long bits) {
  private static final int HIGHEST_NIBBLE = 44;

  /// Appends six pairs of hexadecimal digits with colons between them.
  public void appendTo(StringBuilder text) {
    for (int shift = HIGHEST_NIBBLE; shift >= 0; shift -= 4) {
      text.append(Character.forDigit((int) (bits >>> shift) & 0xf, 16));
      if (shift % 8 == 0 && shift > 0) {
        text.append(':');
      }
    }
  }

  @Override
  public String toString() {
    var text = new StringBuilder();
    appendTo(text);
    return text.toString();
  }
}
