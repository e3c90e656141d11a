package dev.nfdrop.locator.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.locator.machine.Architecture;
import org.junit.jupiter.api.Test;

class BpftraceScriptTest {
  @Test
  void readsTheHandleWhereTheRuleIs() {
    var code = RecordedText.read("nft_do_chain-6.18-builtin-x86_64.txt", Architecture.X86_64);
    var analysis = Analysis.of(code, Locator.decoder(code.architecture()), Layout.UNKNOWN);
    assertThat(analysis.ruleExpressions()).hasValue(8);
    var script =
        BpftraceScript.of(
            (Answer.Located) analysis.answer(),
            "6.18.0",
            BpftraceScript.Handle.of(analysis.ruleExpressions().orElseThrow()));
    assertThat(script)
        .isEqualTo(
            """
            #!/usr/bin/env bpftrace
            // For kernel 6.18.0 (x86_64) only.

            // calls sk_skb_reason_drop(pkt->skb, reason 12); reached when an expression leaves verdict 0 (NF_DROP)
            kprobe:nft_do_chain+995 {
              $pkt = reg("r15");
              $skb = *(uint64*)$pkt;
              $rule = reg("r14");
              printf("rule %lu skb 0x%lx\\n", (*(uint64*)($rule + 0) >> 13) & 0x3ffffffffff, $skb);
            }

            // calls sk_skb_reason_drop(pkt->skb, reason 12); reached when the rules end without a verdict
            kprobe:nft_do_chain+1448 {
              $pkt = reg("r15");
              $skb = *(uint64*)$pkt;
              $basechain = *(uint64*)(reg("sp") + 0);
              printf("policy basechain 0x%lx skb 0x%lx\\n", $basechain, $skb);
            }
            """);
  }
}
