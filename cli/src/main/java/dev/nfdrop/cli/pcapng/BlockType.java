package dev.nfdrop.cli.pcapng;

/// The numbers of blocks (draft-ietf-opsawg-pcapng, section 4).
final class BlockType {
  /// The same in both byte orders.
  static final int SECTION_HEADER = 0x0a0d0d0a;

  static final int INTERFACE_DESCRIPTION = 1;
  static final int INTERFACE_STATISTICS = 5;
  static final int ENHANCED_PACKET = 6;

  /// The first member of a section header, from which its byte order is told.
  static final int BYTE_ORDER_MAGIC = 0x1a2b3c4d;

  private BlockType() {}
}
