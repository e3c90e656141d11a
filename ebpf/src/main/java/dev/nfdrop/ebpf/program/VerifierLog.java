package dev.nfdrop.ebpf.program;

import dev.nfdrop.ebpf.asm.Code;
import dev.nfdrop.ebpf.asm.Disassembler;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What the verifier wrote while it looked at a program.
///
/// @param text the whole log
public record VerifierLog(String text) {
  /// A visited instruction: `12: (79) r0 = *(u64 *)(r1 +0)`.
  private static final Pattern VISITED = Pattern.compile("(\\d+): \\([0-9a-f]{2}\\) .*");

  /// A register state: `12: R0=...` or `R0_w=inv(...)`, or a jump: `from 3 to 9: R0=...`.
  private static final Pattern STATE =
      Pattern.compile("(from \\d+ to \\d+.*|\\d+: [RW]\\d.*|R\\d+.*=.*|; .*)");

  /// The statistics at the end: `processed 7 insns (limit 1000000) ...`.
  private static final String STATISTICS = "processed ";

  private static final int SLOTS_BEFORE = 5;
  private static final int SLOTS_BEHIND = 2;

  /// The number of the slot that was visited last, if any was: where the complaint is about.
  public OptionalInt lastSlot() {
    return text.lines()
        .map(VISITED::matcher)
        .filter(java.util.regex.Matcher::matches)
        .mapToInt(visited -> Integer.parseInt(visited.group(1)))
        .reduce((_, second) -> second);
  }

  /// What the verifier objects to: the lines behind the last instruction that are neither register
  /// states nor statistics.
  public List<String> complaint() {
    var lines = text.lines().toList();
    var start = 0;
    for (var i = 0; i < lines.size(); i++) {
      if (VISITED.matcher(lines.get(i)).matches()) {
        start = i + 1;
      }
    }
    return lines.subList(start, lines.size()).stream()
        .filter(line -> !line.isBlank() && !line.startsWith(STATISTICS))
        .filter(line -> !STATE.matcher(line).matches())
        .toList();
  }

  /// The complaint, below it the instructions around its place, which is marked.
  public String excerpt(Code code) {
    var complaint = String.join("\n", complaint());
    var place = lastSlot();
    if (place.isEmpty()) {
      return complaint;
    }
    var slot = place.getAsInt();
    var instructions =
        Disassembler.lines(code).stream()
            .filter(line -> line.slot() >= slot - SLOTS_BEFORE)
            .filter(line -> line.slot() <= slot + SLOTS_BEHIND)
            .map(line -> (line.slot() == slot ? "=> " : "   ") + line)
            .collect(Collectors.joining("\n"));
    return complaint + "\n" + instructions;
  }
}
