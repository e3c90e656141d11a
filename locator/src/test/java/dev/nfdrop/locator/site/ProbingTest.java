package dev.nfdrop.locator.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.locator.flow.Graph;
import dev.nfdrop.locator.machine.Architecture;
import dev.nfdrop.locator.machine.Code;
import dev.nfdrop.locator.machine.Symbols;
import dev.nfdrop.locator.machine.Text;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ProbingTest {
  private static final long START = 0x1000;

  /// Whether the instruction at an offset is a cheap place, in a function of these bytes.
  private static boolean isCheap(String hex, long offset) {
    var text = new Text("f", START, HexFormat.of().parseHex(hex.replace(" ", "")));
    var code = new Code("f", Architecture.X86_64, List.of(text), Symbols.NONE, Map.of(), List.of());
    var graph = Graph.of(code, Locator.decoder(Architecture.X86_64));
    var block = graph.containing(START + offset).orElseThrow();
    var instruction =
        block.instructions().stream()
            .filter(at -> at.address() == START + offset)
            .findFirst()
            .orElseThrow();
    return Probing.isCheap(Architecture.X86_64, block, instruction);
  }

  @Test
  void isCheapWhereFiveBytesCanBeMoved() {
    // mov rax, rbx; mov rcx, rdx; ret
    assertThat(isCheap("48 89 d8 48 89 d1 c3", 0)).isTrue();
    // mov rax, [rsp+0x1a0]; ret
    assertThat(isCheap("48 8b 84 24 a0 01 00 00 c3", 0)).isTrue();
  }

  @Test
  void isDearWhereTheFiveBytesLeadElsewhere() {
    // mov rax, rbx; ret
    assertThat(isCheap("48 89 d8 c3 90 90", 0)).isFalse();
    // call +0; ret
    assertThat(isCheap("e8 00 00 00 00 c3", 0)).isFalse();
  }

  @Test
  void isDearWhereAJumpLeadsIntoTheFiveBytes() {
    // mov rax, rbx; mov rcx, rdx; je to the second; ret
    assertThat(isCheap("48 89 d8 48 89 d1 74 fb c3", 0)).isFalse();
  }
}
