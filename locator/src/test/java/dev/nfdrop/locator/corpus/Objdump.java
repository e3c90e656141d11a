package dev.nfdrop.locator.corpus;

import dev.nfdrop.locator.machine.Architecture;
import dev.nfdrop.locator.machine.Text;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// binutils' objdump, over bytes without symbols.
public final class Objdump {
  private Objdump() {}

  /// One instruction as it is printed.
  ///
  /// @param text without padding, comments and symbols, words separated by one space
  public record Line(long address, int length, String text) {}

  /// Hands over each instruction as it is printed.
  public static void disassemble(Architecture architecture, Text code, Consumer<Line> lines)
      throws IOException {
    var file = Files.createTempFile("code", ".bin");
    try {
      Files.write(file, bytes(code));
      var command = new ArrayList<>(command(architecture));
      command.addAll(
          List.of("-D", "-z", "-b", "binary", "--adjust-vma=" + code.address(), file.toString()));
      var process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      try (var output =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        output.lines().forEach(line -> parse(line, lines));
      }
    } finally {
      Files.delete(file);
    }
  }

  private static List<String> command(Architecture architecture) {
    return switch (architecture) {
      case X86_64 -> List.of("objdump", "-m", "i386:x86-64", "-M", "intel", "--insn-width=15");
      case ARM64 -> List.of("aarch64-linux-gnu-objdump", "-m", "aarch64");
    };
  }

  private static byte[] bytes(Text code) {
    var bytes = new byte[code.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) code.unsignedByte(code.address() + i);
    }
    return bytes;
  }

  /// ` address:`, bytes in hex, mnemonic and operands, separated by tabs.
  private static void parse(String line, Consumer<Line> lines) {
    int colon = line.indexOf(":\t");
    var columns = line.split("\t", 3);
    if (colon < 0 || columns.length < 3) {
      return;
    }
    long address = Long.parseUnsignedLong(line.substring(0, colon).strip(), 16);
    int digits = columns[1].replace(" ", "").length();
    lines.accept(new Line(address, digits / 2, plain(columns[2])));
  }

  /// Segment and size prefixes that pad an instruction without changing it.
  private static final Pattern PADDING =
      Pattern.compile("^((data16|cs) )+(?=(nop|call|jmp|ret|xchg)\\b)");

  private static String plain(String text) {
    for (var comment : List.of("//", " ;", "\t;", " #", "\t#")) {
      int at = text.indexOf(comment);
      boolean immediate =
          comment.endsWith("#") && !text.substring(0, Math.max(at, 0)).contains("rip");
      if (at >= 0 && !immediate) {
        text = text.substring(0, at);
      }
    }
    return PADDING.matcher(oneSpace(text)).replaceFirst("");
  }

  /// Without the padding between mnemonic and operands.
  public static String oneSpace(String text) {
    return text.strip().replaceAll("\\s+", " ");
  }
}
