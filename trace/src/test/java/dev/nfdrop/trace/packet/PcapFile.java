package dev.nfdrop.trace.packet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Writes Ethernet frames as a classic pcap file (draft-ietf-opsawg-pcap).
final class PcapFile {
  private static final long MAGIC_MICROSECONDS = 0xa1b2c3d4L;
  private static final int LINKTYPE_ETHERNET = 1;
  private static final int SNAP_LENGTH = 0x10000;

  private PcapFile() {}

  static void write(Path file, List<Frame> frames) throws IOException {
    var out = new Bytes().u32(MAGIC_MICROSECONDS).u16(2).u16(4).u32(0).u32(0).u32(SNAP_LENGTH);
    out.u32(LINKTYPE_ETHERNET);
    for (var frame : frames) {
      out.u32(0).u32(0).u32(frame.length()).u32(frame.length()).bytes(frame.toArray());
    }
    Files.write(file, out.toArray());
  }
}
