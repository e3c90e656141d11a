package dev.nfdrop.locator.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.locator.machine.Architecture;
import dev.nfdrop.locator.x86.X86Decoder;
import java.util.HexFormat;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Against live text, where static keys, ftrace's nops and return thunks are patched in. The
/// expected places were read by hand from the disassembly, and agree with the drops of a tracer
/// that knew the rules.
class LiveTextTest {
  private static Answer.Located locate() {
    var code = RecordedText.read("nft_do_chain-6.18-builtin-x86_64.txt", Architecture.X86_64);
    var answer = Locator.locate(code, new X86Decoder(), Layout.UNKNOWN);
    assertThat(answer).isInstanceOf(Answer.Located.class);
    return (Answer.Located) answer;
  }

  @Test
  void findsTheRuleDropOfABuiltInKernel() {
    var site = locate().sites().getFirst();
    assertThat(site.kind()).isEqualTo(Site.Kind.RULE_DROP);
    assertThat(site.shared()).isFalse();
    assertThat(site.offset()).isEqualTo(0x3e3);
    assertThat(site.call()).contains(new Site.DropCall("sk_skb_reason_drop", 12, 0x3e8));
    assertThat(site.values().rule()).extracting(Location::toString).containsExactly("r14");
    assertThat(site.values().packet()).extracting(Location::toString).containsExactly("r15");
    assertThat(site.values().buffer()).extracting(Location::toString).containsExactly("rsi");
    assertThat(site.values().baseChain())
        .extracting(Location::toString)
        .containsExactly("[rsp+0x0]");
    assertThat(site.values().verdict())
        .extracting(Location::toString)
        .containsExactly("[rsp+0x18]");
  }

  @Test
  void findsThePolicyDropOfABuiltInKernel() {
    var sites = locate().sites();
    assertThat(sites).hasSize(2);
    var site = sites.getLast();
    assertThat(site.kind()).isEqualTo(Site.Kind.POLICY_DROP);
    assertThat(site.offset()).isEqualTo(0x5a8);
    assertThat(site.values().rule()).isEmpty();
    assertThat(site.values().baseChain())
        .extracting(Location::toString)
        .containsExactly("[rsp+0x0]");
  }

  @ParameterizedTest
  @CsvSource({
    "0x5, cc, int3", // a kprobe's breakpoint in the place of push r15
    "0x57, e9f0ffff0f, jmp", // an optimised kprobe's jump to memory without a symbol
  })
  void refusesTextWithAnotherToolsProbe(String offset, String bytes, String found) {
    var code = RecordedText.read("nft_do_chain-6.18-builtin-x86_64.txt", Architecture.X86_64);
    var patched = RecordedText.patch(code, Integer.decode(offset), HexFormat.of().parseHex(bytes));
    var answer = Locator.locate(patched, Layout.UNKNOWN);
    assertThat(answer).isInstanceOf(Answer.Refused.class);
    assertThat(((Answer.Refused) answer).reason())
        .startsWith(found)
        .contains("another tool's probe");
  }

  @Test
  void refusesADropReasonOtherThanTheOneTold() {
    var code = RecordedText.read("nft_do_chain-6.18-builtin-x86_64.txt", Architecture.X86_64);
    var layout =
        new Layout(
            OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty(), OptionalInt.of(7919));
    assertThat(Locator.locate(code, layout)).isInstanceOf(Answer.Refused.class);
  }

  @Test
  void saysInTheListingWhatRegistersHold() {
    var code = RecordedText.read("nft_do_chain-6.18-builtin-x86_64.txt", Architecture.X86_64);
    var listing =
        Listing.of(Analysis.of(code, Locator.decoder(code.architecture()), Layout.UNKNOWN));
    assertThat(listing.lines()).extracting(Listing.Line::offset).contains(0x3e3L);
    var lines = listing.aroundSites().getFirst().stream().map(Object::toString).toList();
    assertThat(lines)
        .anyMatch(line ->
            line.contains("mov    rsi,QWORD PTR [r15]") && line.endsWith("; rsi = pkt->skb"))
        .anyMatch(line ->
            line.startsWith("> nft_do_chain+0x3e3")
                && line.contains("call   sk_skb_reason_drop")
                && line.contains("rule-drop, r14 = rule, r15 = pkt, [rsp+0x0] = base chain"));
  }
}
