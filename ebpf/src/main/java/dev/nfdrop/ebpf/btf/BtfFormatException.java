package dev.nfdrop.ebpf.btf;

/// Bytes that should be BTF are not: what was read, where, what stood there and what should have.
public final class BtfFormatException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final long offsetBytes;

  BtfFormatException(String origin, String what, long offsetBytes, Object found, String expected) {
    super(
        "BTF %s, offset %d: %s is %s, expected %s"
            .formatted(origin, offsetBytes, what, found, expected));
    this.offsetBytes = offsetBytes;
  }

  /// Bytes from the start of the BTF data to the offending field.
  public long offsetBytes() {
    return offsetBytes;
  }
}
