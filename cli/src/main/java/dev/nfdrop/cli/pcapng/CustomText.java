package dev.nfdrop.cli.pcapng;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/// Text of our own in the options of a block.
///
/// An option holds at most 65,535 bytes, so that a longer text is cut into several, which are
/// joined again in their order. Each begins with the number of an enterprise and a magic word. We
/// have no number of our own: it is the one that RFC 5612 sets aside for examples, and the magic
/// word tells us from others who use it.
final class CustomText {
  /// RFC 5612.
  private static final int EXAMPLE_ENTERPRISE = 32473;

  private static final byte[] MAGIC = "nfdrop 1 ".getBytes(US_ASCII);
  private static final int START = Integer.BYTES + MAGIC.length;
  private static final int LONGEST_PART = 65_000;

  private CustomText() {}

  /// Appends the text as options.
  ///
  /// @param length how many of the bytes belong to it, all of them ASCII
  static void write(BlockBuffer block, byte[] text, int length) {
    for (int start = 0; start < length; start += LONGEST_PART) {
      int part = Math.min(LONGEST_PART, length - start);
      block.u16(OptionCode.CUSTOM_TEXT).u16(START + part).u32(EXAMPLE_ENTERPRISE);
      block.bytes(MAGIC, 0, MAGIC.length).bytes(text, start, part).pad();
    }
  }

  /// The text in the options of a block, if there is any.
  static Optional<String> read(List<Option> options, ByteOrder order) {
    var text = new StringBuilder();
    for (var option : options) {
      if (option.code() == OptionCode.CUSTOM_TEXT && isOurs(option.data(), order)) {
        var data = option.data();
        text.append(new String(data, START, data.length - START, US_ASCII));
      }
    }
    return text.isEmpty() ? Optional.empty() : Optional.of(text.toString());
  }

  private static boolean isOurs(byte[] data, ByteOrder order) {
    return data.length > START
        && ByteBuffer.wrap(data).order(order).getInt() == EXAMPLE_ENTERPRISE
        && ByteBuffer.wrap(data, Integer.BYTES, MAGIC.length).equals(ByteBuffer.wrap(MAGIC));
  }
}
