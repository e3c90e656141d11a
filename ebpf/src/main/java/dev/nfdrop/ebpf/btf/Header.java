package dev.nfdrop.ebpf.btf;

/// The sections of a BTF as absolute byte ranges.
///
/// Source: `struct btf_header`, include/uapi/linux/btf.h. What newer kernels put after the layout
/// section's fields is skipped by `hdr_len`.
record Header(Section types, Section strings, Section layout) {
  private static final int MAGIC = 0xeb9f;
  private static final int VERSION = 1;
  private static final int VERSION_AT = 2;
  private static final int HDR_LEN_AT = 4;
  private static final int TYPE_OFF_AT = 8;
  private static final int STR_OFF_AT = 16;
  private static final int LAYOUT_OFF_AT = 24;
  private static final int MINIMUM_BYTES = 24;
  private static final int WITH_LAYOUT_BYTES = 32;

  /// A byte range, `end` exclusive.
  record Section(int start, int end) {
    int sizeBytes() {
      return end - start;
    }

    private boolean overlaps(Section other) {
      return start < other.end && other.start < end;
    }
  }

  static Header read(Bytes bytes, String origin) {
    if (bytes.length() < MINIMUM_BYTES) {
      throw new BtfFormatException(
          origin, "size", 0, bytes.length(), "a header of at least " + MINIMUM_BYTES + " bytes");
    }
    if (bytes.u16(0) != MAGIC) {
      throw new BtfFormatException(
          origin, "magic", 0, "0x%04x".formatted(bytes.u16(0)), "0xeb9f (little-endian BTF)");
    }
    if (bytes.u8(VERSION_AT) != VERSION) {
      throw new BtfFormatException(
          origin, "version", VERSION_AT, bytes.u8(VERSION_AT), "" + VERSION);
    }
    long headerBytes = bytes.u32(HDR_LEN_AT);
    if (headerBytes < MINIMUM_BYTES || headerBytes > bytes.length()) {
      throw new BtfFormatException(
          origin, "hdr_len", HDR_LEN_AT, headerBytes, MINIMUM_BYTES + " to " + bytes.length());
    }
    var types = section(bytes, origin, TYPE_OFF_AT, (int) headerBytes);
    var strings = section(bytes, origin, STR_OFF_AT, (int) headerBytes);
    var layout =
        headerBytes < WITH_LAYOUT_BYTES
            ? new Section(0, 0)
            : section(bytes, origin, LAYOUT_OFF_AT, (int) headerBytes);
    checkApart(origin, STR_OFF_AT, strings, types);
    checkApart(origin, LAYOUT_OFF_AT, layout, types);
    checkApart(origin, LAYOUT_OFF_AT, layout, strings);
    return new Header(types, strings, layout);
  }

  // Offset and length; the offset counts from the end of the header.
  private static Section section(Bytes bytes, String origin, int at, int headerBytes) {
    long start = headerBytes + bytes.u32(at);
    long end = start + bytes.u32(at + Integer.BYTES);
    if (end > bytes.length()) {
      throw new BtfFormatException(
          origin, "end of a section", at, end, "at most " + bytes.length());
    }
    return new Section((int) start, (int) end);
  }

  private static void checkApart(String origin, int at, Section section, Section other) {
    if (section.overlaps(other)) {
      throw new BtfFormatException(origin, "section", at, section, "no overlap with " + other);
    }
  }
}
