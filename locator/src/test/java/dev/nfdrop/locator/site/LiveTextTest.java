package dev.nfdrop.locator.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.locator.machine.Architecture;
import dev.nfdrop.locator.x86.X86Decoder;
import org.junit.jupiter.api.Test;

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
}
