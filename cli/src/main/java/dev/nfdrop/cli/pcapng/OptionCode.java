package dev.nfdrop.cli.pcapng;

/// The numbers of options (draft-ietf-opsawg-pcapng, sections 3.5 and 4). `epb_verdict` is not
/// among them: it has values for hardware, tc and XDP, and none for a firewall.
final class OptionCode {
  static final int END = 0;
  static final int COMMENT = 1;

  /// UTF-8 text after the number of an enterprise; whoever copies the block keeps it.
  static final int CUSTOM_TEXT = 2988;

  static final int SECTION_SYSTEM = 3;
  static final int SECTION_APPLICATION = 4;

  static final int INTERFACE_NAME = 2;
  static final int INTERFACE_DESCRIPTION = 3;
  static final int INTERFACE_TIME_RESOLUTION = 9;

  static final int PACKET_FLAGS = 2;
  static final int PACKET_DROP_COUNT = 4;

  static final int STATISTICS_DROPPED_BY_SYSTEM = 7;

  private OptionCode() {}
}
