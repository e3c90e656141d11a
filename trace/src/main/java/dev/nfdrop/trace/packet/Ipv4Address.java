package dev.nfdrop.trace.packet;

/// An IPv4 address.
///
/// @param bits the first of the four numbers is in the highest byte
public record Ipv4Address(int bits) implements IpAddress {
  @Override
  public void appendTo(StringBuilder text) {
    for (int shift = 24; shift >= 0; shift -= 8) {
      text.append(bits >>> shift & 0xff);
      if (shift > 0) {
        text.append('.');
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
