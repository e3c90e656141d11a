package dev.nfdrop.locator.site;

import dev.nfdrop.locator.corpus.Objdump;
import dev.nfdrop.locator.machine.Code;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// A function as objdump reads it: a second opinion that shares no decoder and no graph with the
/// locator.
record Disassembly(Code code, TreeMap<Long, Objdump.Line> lines) {
  private static final Pattern JUMP =
      Pattern.compile("(?:j\\w+|b(?:\\.\\w+)?|cbn?z|tbn?z) (?:.*, )?0x([0-9a-f]+)");
  private static final Pattern UNCONDITIONAL = Pattern.compile("(jmp|b|br|ret\\w*)( .*)?");

  static Disassembly of(Code code) {
    var lines = new TreeMap<Long, Objdump.Line>();
    try {
      Objdump.disassemble(
          code.architecture(), code.main(), line -> lines.put(line.address(), line));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Disassembly(code, lines);
  }

  /// The instruction at an offset, a jump with its target's offset.
  Optional<String> at(long offset) {
    var line = Optional.ofNullable(lines.get(code.main().address() + offset));
    return line.map(found ->
        target(found)
            .map(target -> found.text().replaceFirst("0x[0-9a-f]+$", offsetText(target)))
            .orElse(found.text()));
  }

  /// The offsets of returns, and of jumps out of the function, that can be reached without running
  /// the instruction at an offset. Calls are taken to return, and whatever stands behind a jump, to
  /// be reached in some way, such as by a static key: more ways than there are.
  List<Long> exitsAround(long offset) {
    return exits(Set.of(code.main().address() + offset));
  }

  /// All of these offsets.
  List<Long> exits() {
    return exits(Set.of());
  }

  private List<Long> exits(Set<Long> avoided) {
    Set<Long> seen = new HashSet<>(avoided);
    var open = new ArrayDeque<>(starts());
    var exits = new ArrayList<Long>();
    while (!open.isEmpty()) {
      long at = open.pop();
      if (!seen.add(at)) {
        continue;
      }
      var line = Objects.requireNonNull(lines.get(at), () -> "no instruction at " + at);
      if (leaves(line)) {
        exits.add(at - code.main().address());
        continue;
      }
      target(line).ifPresent(open::add);
      if (!UNCONDITIONAL.matcher(line.text()).matches() && !endsWithCall(line)) {
        open.add(at + line.length());
      }
    }
    return exits;
  }

  /// The last instruction of a function may be a call only if that does not return.
  private boolean endsWithCall(Objdump.Line line) {
    return line.address() + line.length() == code.main().end()
        && line.text().matches("(call|bl) .*");
  }

  private List<Long> starts() {
    var behindJumps =
        lines.values().stream()
            .filter(line -> UNCONDITIONAL.matcher(line.text()).matches())
            .map(line -> line.address() + line.length())
            .filter(lines::containsKey);
    return Stream.concat(Stream.of(code.main().address()), behindJumps).toList();
  }

  /// Returns, jumps through registers, and jumps with a relocation: to the return thunk or
  /// elsewhere.
  private boolean leaves(Objdump.Line line) {
    boolean jumps =
        JUMP.matcher(line.text()).matches() || UNCONDITIONAL.matcher(line.text()).matches();
    return jumps && target(line).isEmpty();
  }

  private Optional<Long> target(Objdump.Line line) {
    var jump = JUMP.matcher(line.text());
    if (!jump.matches() || relocated(line)) {
      return Optional.empty();
    }
    return Optional.of(Long.parseUnsignedLong(jump.group(1), 16)).filter(code.main()::contains);
  }

  private boolean relocated(Objdump.Line line) {
    return LongStream.range(line.address(), line.address() + line.length())
        .anyMatch(code.references()::containsKey);
  }

  private String offsetText(long address) {
    return "+0x" + Long.toHexString(address - code.main().address());
  }
}
