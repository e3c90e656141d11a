package dev.nfdrop.ebpf.btf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The running kernel's BTF, all of it, against bpftool.
final class KernelBtfTest {
  private static final long WARM_LOAD_LIMIT_CPU_MILLIS = 150;

  private final Btf btf = Btf.load(KernelBtf.VMLINUX);

  @Test
  void decodesEveryTypeAsBpftoolDoes() throws IOException, InterruptedException {
    var process =
        new ProcessBuilder(
                "bpftool", "btf", "dump", "file", KernelBtf.VMLINUX.toString(), "format", "raw")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (var expected = process.inputReader()) {
      var text = new BpftoolText(btf);
      IntStream.range(1, btf.endId())
          .mapToObj(btf::type)
          .flatMap(text::lines)
          .forEach(line -> assertNextLine(expected, line));
      assertThat(expected.readLine()).isNull();
    }
    assertThat(process.waitFor()).isZero();
  }

  private static void assertNextLine(BufferedReader expected, String line) {
    try {
      if (!line.equals(expected.readLine())) {
        assertThat(line).isEqualTo("what bpftool prints");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void resolvesAndSizesEveryType() {
    IntStream.range(0, btf.endId())
        .forEach(id -> {
          btf.resolve(id);
          btf.sizeOf(id).ifPresent(size -> assertThat(size).isNotNegative());
          assertThat(btf.typeText(id)).isNotEmpty();
        });
  }

  @Test
  void findsWhatTheTracerNeeds() {
    assertThat(btf.member("nft_rule_dp", "handle").sizeBits()).isEqualTo(42);
    assertThat(btf.hasStruct("nft_base_chain")).isTrue();
    assertThat(btf.findMember("nft_base_chain", "ops.hooknum")).isPresent();
    assertThat(btf.findMember("nft_base_chain", "chain.table")).isPresent();
    assertThat(btf.enumValue("skb_drop_reason", "SKB_DROP_REASON_NETFILTER_DROP").value())
        .isPositive();
    assertThat(btf.prototype("nft_do_chain").arguments().getFirst().type())
        .isEqualTo("struct nft_pktinfo *");
    assertThat(btf.prototype("btf_trace_kfree_skb").arguments().get(1).type())
        .isEqualTo("struct sk_buff *");
  }

  @Test
  void aModuleThatIsNotThereHasNoBtf() {
    assertThat(KernelBtf.module("nfd_no_such_module", btf)).isEmpty();
  }

  @Test
  void loadsFastOnceWarm() {
    long best = IntStream.range(0, 5).mapToLong(_ -> loadCpuMillis()).min().orElseThrow();
    assertThat(best).isLessThan(WARM_LOAD_LIMIT_CPU_MILLIS);
  }

  private static long loadCpuMillis() {
    long startNanos = threadCpuNanos();
    assertThat(Btf.load(KernelBtf.VMLINUX).endId()).isPositive();
    return TimeUnit.NANOSECONDS.toMillis(threadCpuNanos() - startNanos);
  }

  // Time on a CPU, which other load does not lengthen: Documentation/scheduler/sched-stats.rst.
  private static long threadCpuNanos() {
    try {
      var schedstat = Files.readString(Path.of("/proc/thread-self/schedstat"));
      return Long.parseLong(schedstat, 0, schedstat.indexOf(' '), 10);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
