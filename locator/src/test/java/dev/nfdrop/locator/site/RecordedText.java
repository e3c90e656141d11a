package dev.nfdrop.locator.site;

import dev.nfdrop.locator.machine.Architecture;
import dev.nfdrop.locator.machine.Code;
import dev.nfdrop.locator.machine.Text;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Live kernel text, as it was read once; the format is in the files' first lines.
final class RecordedText {
  private RecordedText() {}

  static Code read(String resource, Architecture architecture) {
    Map<Long, String> symbols = new HashMap<>();
    var bytes = new StringBuilder();
    var function = "";
    long address = 0;
    for (var line : lines(resource)) {
      var words = line.split(" ", -1);
      switch (words[0]) {
        case "#" -> {}
        case "function" -> {
          function = words[1];
          address = Long.parseUnsignedLong(words[2].substring(2), 16);
        }
        case "symbol" -> symbols.put(Long.parseUnsignedLong(words[1].substring(2), 16), words[2]);
        default -> bytes.append(line);
      }
    }
    var text = new Text(function, address, HexFormat.of().parseHex(bytes));
    return new Code(
        function,
        architecture,
        List.of(text),
        at -> Optional.ofNullable(symbols.get(at)),
        Map.of(),
        List.of());
  }

  /// The same code with some bytes of its text replaced.
  static Code patch(Code code, int offset, byte[] replacement) {
    var bytes = bytes(code.main());
    System.arraycopy(replacement, 0, bytes, offset, replacement.length);
    return withText(code, bytes);
  }

  static byte[] bytes(Text text) {
    var bytes = new byte[text.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) text.unsignedByte(text.address() + i);
    }
    return bytes;
  }

  static Code withText(Code code, byte[] bytes) {
    var text = new Text(code.main().symbol(), code.main().address(), bytes);
    return new Code(
        code.function(),
        code.architecture(),
        List.of(text),
        code.symbols(),
        code.references(),
        code.patchSites());
  }

  private static List<String> lines(String resource) {
    try (var stream = RecordedText.class.getResourceAsStream(resource)) {
      var content = Objects.requireNonNull(stream, resource).readAllBytes();
      return new String(content, StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
