package dev.nfdrop.ebpf.btf;

import java.nio.ByteBuffer;

/// The two sections of a BTF as absolute byte ranges.
///
/// Source: `struct btf_header`, include/uapi/linux/btf.h. Fields after `str_len`, which newer
/// kernels add, are skipped by `hdr_len`.
record Header(int typesStart, int typesEnd, int stringsStart, int stringsEnd) {
  private static final int MAGIC = 0xeb9f;
  private static final int VERSION = 1;
  private static final int HDR_LEN_AT = 4;
  private static final int TYPE_OFF_AT = 8;
  private static final int TYPE_LEN_AT = 12;
  private static final int STR_OFF_AT = 16;
  private static final int STR_LEN_AT = 20;
  private static final int MINIMUM_BYTES = 24;

  static Header read(ByteBuffer bytes, String origin) {
    if (bytes.limit() < MINIMUM_BYTES) {
      throw new BtfFormatException(
          origin, "size", 0, bytes.limit(), "a header of at least " + MINIMUM_BYTES + " bytes");
    }
    int magic = Short.toUnsignedInt(bytes.getShort(0));
    if (magic != MAGIC) {
      throw new BtfFormatException(
          origin, "magic", 0, "0x%04x".formatted(magic), "0xeb9f (little-endian BTF)");
    }
    if (bytes.get(2) != VERSION) {
      throw new BtfFormatException(origin, "version", 2, bytes.get(2), "1");
    }
    long headerEnd = unsigned(bytes, HDR_LEN_AT);
    if (headerEnd < MINIMUM_BYTES || headerEnd > bytes.limit()) {
      throw new BtfFormatException(
          origin, "hdr_len", HDR_LEN_AT, headerEnd, MINIMUM_BYTES + " to " + bytes.limit());
    }
    int types = sectionStart(bytes, origin, "type section", TYPE_OFF_AT, headerEnd);
    int strings = sectionStart(bytes, origin, "string section", STR_OFF_AT, headerEnd);
    var header =
        new Header(
            types,
            types + (int) unsigned(bytes, TYPE_LEN_AT),
            strings,
            strings + (int) unsigned(bytes, STR_LEN_AT));
    header.checkApart(origin);
    return header;
  }

  private static int sectionStart(
      ByteBuffer bytes, String origin, String section, int at, long headerEnd) {
    long start = headerEnd + unsigned(bytes, at);
    long end = start + unsigned(bytes, at + Integer.BYTES);
    if (end > bytes.limit()) {
      throw new BtfFormatException(
          origin, "end of the " + section, at, end, "at most " + bytes.limit());
    }
    return (int) start;
  }

  private void checkApart(String origin) {
    if (typesStart < stringsEnd && stringsStart < typesEnd) {
      throw new BtfFormatException(
          origin,
          "string section",
          STR_OFF_AT,
          stringsStart + " to " + stringsEnd,
          "no overlap with the type section, " + typesStart + " to " + typesEnd);
    }
  }

  private static long unsigned(ByteBuffer bytes, int at) {
    return Integer.toUnsignedLong(bytes.getInt(at));
  }
}
