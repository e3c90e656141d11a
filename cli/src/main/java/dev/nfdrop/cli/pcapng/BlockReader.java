package dev.nfdrop.cli.pcapng;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// Reads blocks of either byte order. The file is foreign: whatever is in it, what comes out is
/// blocks, the end, or an [IllegalCaptureException] with the block's offset.
public final class BlockReader {
  /// A block that is longer is an error: 16 MiB.
  static final int LONGEST_BLOCK = 1 << 24;

  /// Type, length, and the length again.
  private static final int FRAME = 12;

  private static final int HEAD = 8;
  private static final int TAIL = 4;

  /// Interface, time, captured and original length.
  private static final int PACKET_HEAD = 20;

  private static final int CAPTURED = 12;

  /// Interface and time.
  private static final int STATISTICS_HEAD = 12;

  /// Code and length.
  private static final int OPTION_HEAD = 4;

  private static final int SWAPPED_MAGIC = Integer.reverseBytes(BlockType.BYTE_ORDER_MAGIC);

  private final InputStream in;
  private ByteOrder order = LITTLE_ENDIAN;
  private boolean begun;
  private long offset;
  private long nextOffset;

  public BlockReader(InputStream in) {
    this.in = in;
  }

  /// What comes next in a file.
  public sealed interface Next {
    record Whole(Block block) implements Next {}

    record End() implements Next {}

    /// The file ends within a block.
    ///
    /// @param offset of that block
    record CutOff(long offset) implements Next {}
  }

  /// Where the block begins that was read last, in bytes.
  public long offset() {
    return offset;
  }

  /// Reads a block.
  ///
  /// @throws IllegalCaptureException if this is no pcapng
  public Next next() throws IOException {
    offset = nextOffset;
    var head = in.readNBytes(HEAD);
    if (head.length == 0 && begun) {
      return new Next.End();
    }
    if (head.length < HEAD) {
      return cutOff();
    }
    var isHeader = ByteBuffer.wrap(head).getInt() == BlockType.SECTION_HEADER;
    if (!isHeader && !begun) {
      throw problem("this is not a pcapng file");
    }
    var magic = new byte[0];
    if (isHeader) {
      magic = in.readNBytes(Integer.BYTES);
      if (magic.length < Integer.BYTES) {
        return cutOff();
      }
      order = orderOf(magic);
      begun = true;
    }
    var frame = ByteBuffer.wrap(head).order(order);
    var type = frame.getInt();
    var length = length(frame.getInt());
    var rest = in.readNBytes(length - HEAD - magic.length);
    if (rest.length < length - HEAD - magic.length) {
      return cutOff();
    }
    nextOffset += length;
    return new Next.Whole(block(type, body(rest, length)));
  }

  /// A file without a whole header is not one of ours that was cut off.
  private Next cutOff() {
    if (!begun) {
      throw problem("this is not a pcapng file");
    }
    return new Next.CutOff(offset);
  }

  private ByteOrder orderOf(byte[] magic) {
    var number = ByteBuffer.wrap(magic).order(LITTLE_ENDIAN).getInt();
    if (number == BlockType.BYTE_ORDER_MAGIC) {
      return LITTLE_ENDIAN;
    }
    if (number == SWAPPED_MAGIC) {
      return BIG_ENDIAN;
    }
    throw problem("the section's byte order cannot be told");
  }

  private int length(int length) {
    if (length < FRAME || length % Integer.BYTES != 0 || length > LONGEST_BLOCK) {
      throw problem("no block has %s bytes".formatted(Integer.toUnsignedString(length)));
    }
    return length;
  }

  /// What is between the two lengths; of a section header without its magic.
  private ByteBuffer body(byte[] rest, int length) {
    if (rest.length < TAIL) {
      throw problem("no section header has %d bytes".formatted(length));
    }
    var body = ByteBuffer.wrap(rest).order(order);
    var again = body.getInt(rest.length - TAIL);
    if (again != length) {
      throw problem(
          "the block's length is %d at its beginning and %s at its end"
              .formatted(length, Integer.toUnsignedString(again)));
    }
    return body.limit(rest.length - TAIL);
  }

  private Block block(int type, ByteBuffer body) {
    return switch (type) {
      case BlockType.ENHANCED_PACKET -> packet(body);
      case BlockType.INTERFACE_STATISTICS -> {
        skip(body, STATISTICS_HEAD);
        yield new Block.InterfaceStatistics(CustomText.read(options(body), order));
      }
      default -> new Block.Other();
    };
  }

  private Block packet(ByteBuffer body) {
    skip(body, PACKET_HEAD);
    var bytes = take(body, body.getInt(CAPTURED));
    return new Block.EnhancedPacket(bytes, CustomText.read(options(body), order));
  }

  private List<Option> options(ByteBuffer body) {
    var options = new ArrayList<Option>();
    while (body.remaining() >= OPTION_HEAD) {
      var code = Short.toUnsignedInt(body.getShort());
      var length = Short.toUnsignedInt(body.getShort());
      if (code == OptionCode.END) {
        return options;
      }
      options.add(new Option(code, take(body, length)));
    }
    return options;
  }

  private void skip(ByteBuffer body, int length) {
    require(body, length);
    body.position(body.position() + length);
  }

  /// Bytes and what fills them up to a multiple of four.
  private byte[] take(ByteBuffer body, int length) {
    require(body, length);
    var bytes = new byte[length];
    body.get(bytes);
    var padding = -length & Integer.BYTES - 1;
    body.position(Math.min(body.limit(), body.position() + padding));
    return bytes;
  }

  private void require(ByteBuffer body, int length) {
    if (length < 0 || body.remaining() < length) {
      throw problem(
          "the block has %d bytes left and says %s"
              .formatted(body.remaining(), Integer.toUnsignedString(length)));
    }
  }

  private IllegalCaptureException problem(String what) {
    return new IllegalCaptureException(offset, what);
  }
}
