package dev.nfdrop.cli.pcapng;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/// Writes one section: its header, then the blocks of interfaces and packets as they come. Times
/// are nanoseconds since 1970.
public final class SectionWriter {
  private static final short MAJOR = 1;
  private static final short MINOR = 0;

  /// Of a section that is written while it happens.
  private static final long LENGTH_NOT_KNOWN = -1;

  /// The exponent of 1/10: nanoseconds.
  private static final byte[] TIME_RESOLUTION = {9};

  private static final int NO_LIMIT = 0;

  private final OutputStream out;
  private final BlockBuffer block = new BlockBuffer();
  private long written;
  private int interfaces;

  /// @param out where blocks go, each in one piece
  public SectionWriter(OutputStream out) {
    this.out = out;
  }

  /// Writes the section's header, which comes first.
  ///
  /// @param application what writes
  /// @param system the operating system that the packets come from, where that is known
  public void header(String application, Optional<String> system) {
    block.begin(BlockType.SECTION_HEADER);
    block.u32(BlockType.BYTE_ORDER_MAGIC).u16(MAJOR).u16(MINOR).u64(LENGTH_NOT_KNOWN);
    system.ifPresent(name -> block.option(OptionCode.SECTION_SYSTEM, name));
    block.option(OptionCode.SECTION_APPLICATION, application);
    end();
  }

  /// Writes an interface.
  ///
  /// @return its number in this section
  public int addInterface(LinkType type, Optional<String> name, String description) {
    block.begin(BlockType.INTERFACE_DESCRIPTION).u16(type.number()).u16(0).u32(NO_LIMIT);
    name.ifPresent(text -> block.option(OptionCode.INTERFACE_NAME, text));
    block.option(OptionCode.INTERFACE_DESCRIPTION, description);
    block.u16(OptionCode.INTERFACE_TIME_RESOLUTION).u16(TIME_RESOLUTION.length);
    block.bytes(TIME_RESOLUTION, 0, TIME_RESOLUTION.length).pad();
    end();
    return interfaces++;
  }

  /// Writes a packet.
  ///
  /// @param text of our own, ASCII
  /// @param textLength how many bytes of it
  public void packet(PacketFacts facts, PacketBytes bytes, byte[] text, int textLength) {
    block.begin(BlockType.ENHANCED_PACKET).u32(facts.interfaceNumber());
    time(facts.nanos());
    block.u32(bytes.captured()).u32(bytes.original());
    bytes.appendTo(block);
    block.pad();
    block.option(OptionCode.COMMENT, facts.comment());
    if (facts.direction() != Direction.UNKNOWN) {
      block.u16(OptionCode.PACKET_FLAGS).u16(Integer.BYTES).u32(facts.direction().flag());
    }
    if (facts.lostBefore() > 0) {
      block.u16(OptionCode.PACKET_DROP_COUNT).u16(Long.BYTES).u64(facts.lostBefore());
    }
    CustomText.write(block, text, textLength);
    end();
  }

  /// Writes how many packets are missing so far.
  ///
  /// @param lost since the section began
  /// @param text of our own, ASCII
  /// @param textLength how many bytes of it
  public void statistics(int interfaceNumber, long nanos, long lost, byte[] text, int textLength) {
    block.begin(BlockType.INTERFACE_STATISTICS).u32(interfaceNumber);
    time(nanos);
    block.u16(OptionCode.STATISTICS_DROPPED_BY_SYSTEM).u16(Long.BYTES).u64(lost);
    CustomText.write(block, text, textLength);
    end();
  }

  /// How many interfaces there are.
  public int interfaces() {
    return interfaces;
  }

  /// The length of all blocks so far in bytes.
  public long written() {
    return written;
  }

  /// The upper half first, whatever the byte order.
  private void time(long nanos) {
    block.u32((int) (nanos >>> Integer.SIZE)).u32((int) nanos);
  }

  private void end() {
    try {
      written += block.endTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
