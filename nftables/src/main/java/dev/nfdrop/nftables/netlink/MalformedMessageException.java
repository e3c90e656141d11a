package dev.nfdrop.nftables.netlink;

/// Bytes that should be a netlink message are not one.
public final class MalformedMessageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// @param what what was being read
  /// @param offsetBytes where, from the start of the datagram or nest
  /// @param found what is there
  /// @param expected what should be
  MalformedMessageException(String what, int offsetBytes, String found, String expected) {
    super("%s at byte %d: %s, expected %s".formatted(what, offsetBytes, found, expected));
  }
}
