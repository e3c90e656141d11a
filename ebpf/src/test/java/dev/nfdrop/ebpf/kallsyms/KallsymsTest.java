package dev.nfdrop.ebpf.kallsyms;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.SequenceInputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KallsymsTest {
  private static final long KERNEL = 0xffff_ffff_8100_0000L;
  private static final String TEXT =
      """
      0000000000000000 A fixed_percpu_data
      ffffffff81000000 T _stext
      ffffffff81000000 T _text
      ffffffff81000040 t helper
      ffffffff81000060 d helper_data
      ffffffff81000100 T nft_do_chain
      ffffffff81000100 W nft_do_chain_alias
      ffffffff81000400 t helper
      ffffffffc0201000 t init_module\t[nf_tables]
      ffffffffc0200000 t nft_trace\t[nf_tables]
      ffffffffc0200008 t $x\t[nf_tables]
      ffffffffc0200009 t .L17\t[nf_tables]
      ffffffffc0200010 t nft_trace.cold\t[nf_tables]
      ffffffffc0100000 t helper\t[other]
      ffffffffffffffff t bpf_prog_7919\t[bpf]
      """;

  private static Kallsyms read(String text) throws IOException {
    return Kallsyms.read(new ByteArrayInputStream(text.getBytes(UTF_8)), "made up");
  }

  private static SymbolTable table(String text) throws IOException {
    return (SymbolTable) read(text);
  }

  @Test
  void findsAllSymbolsOfAName() throws IOException {
    var symbols = table(TEXT);

    assertThat(symbols.size()).isEqualTo(13);
    assertThat(symbols.find("helper")).extracting(Symbol::address).hasSize(3).isSorted();
    assertThat(symbols.findInModule("helper", "other"))
        .containsExactly(new Symbol("helper", 0xffff_ffff_c010_0000L, 't', Optional.of("other")));
    assertThat(symbols.find("help")).isEmpty();
    assertThat(symbols.find("")).isEmpty();
    assertThat(symbols.find("helper\t[other]")).isEmpty();
    assertThat(symbols.findCode("helper_data")).isEmpty();
    assertThat(symbols.find("helper_data")).hasSize(1);
  }

  @Test
  void findsCodeByTheStartOfItsName() throws IOException {
    var symbols = table(TEXT);

    assertThat(symbols.findCodeStarting("nft_trace"))
        .extracting(Symbol::name)
        .containsExactlyInAnyOrder("nft_trace", "nft_trace.cold");
    assertThat(symbols.findCodeStarting("helper_")).isEmpty();
    assertThat(symbols.findCodeStarting("nft_trace\t[nf")).isEmpty();
  }

  @Test
  void findsTheNearestSymbolBelowAnAddress() throws IOException {
    var symbols = table(TEXT);

    var data = symbols.nearest(KERNEL + 0x64).orElseThrow();
    assertThat(data.symbol().name()).isEqualTo("helper_data");
    var code = symbols.nearestCode(KERNEL + 0x64).orElseThrow();
    assertThat(code.symbol().name()).isEqualTo("helper");
    assertThat(code.offsetBytes()).isEqualTo(0x24);
    assertThat(code.endAddress()).hasValue(KERNEL + 0x100);
    assertThat(code.isInside()).isTrue();
    assertThat(symbols.nearestCode(KERNEL + 0x100).orElseThrow().symbol().name())
        .isEqualTo("nft_do_chain");
    assertThat(symbols.nearestCode(KERNEL - 1)).isEmpty();
    assertThat(symbols.nearest(KERNEL - 1)).isEmpty();
    assertThat(symbols.nearest(-1).orElseThrow().isInside()).isFalse();
    assertThat(symbols.nearest(-1).orElseThrow().symbol().name()).isEqualTo("bpf_prog_7919");
    assertThat(symbols.at(KERNEL)).extracting(Symbol::name).containsExactly("_stext", "_text");
    assertThat(symbols.at(KERNEL + 1)).isEmpty();
  }

  @Test
  void estimatesSizesByTheNextCodeSymbolOfTheSameModule() throws IOException {
    var symbols = table(TEXT);

    assertThat(symbols.codeSizeBytes(symbols.find("nft_do_chain").getFirst())).hasValue(0x300);
    assertThat(symbols.codeSizeBytes(symbols.find("nft_do_chain_alias").getFirst()))
        .hasValue(0x300);
    assertThat(symbols.codeSizeBytes(symbols.find("nft_trace").getFirst())).hasValue(0x10);
    assertThat(symbols.codeSizeBytes(symbols.find("init_module").getFirst())).isEmpty();
    assertThat(symbols.codeSizeBytes(symbols.find("bpf_prog_7919").getFirst())).isEmpty();
  }

  @Test
  void saysHowToSeeHiddenAddresses() throws IOException {
    var hidden = read("0000000000000000 T _text\n0000000000000000 t nft_do_chain\n");

    assertThat(hidden)
        .isInstanceOfSatisfying(
            Kallsyms.Unavailable.class,
            each -> assertThat(each.remedy()).contains("CAP_SYSLOG", "kernel.kptr_restrict"));
    assertThat(read("")).isInstanceOf(Kallsyms.Unavailable.class);
    assertThat(Kallsyms.read(Path.of("/proc/nfd-no-such-file")))
        .isInstanceOf(Kallsyms.Unavailable.class);
  }

  // spotless:off
  @ParameterizedTest
  @ValueSource(strings = {
    "\n",
    " \n",
    "zz T name\n",
    "ffffffff81000000\n",
    "ffffffff81000000 \n",
    "ffffffff81000000 T\n",
    "ffffffff81000000 T \n",
    "ffffffff81000000 TT name\n",
    "ffffffff81000000  T name\n",
    "ffffffff81000000 T \t[module]\n",
    "ffffffff81000000 T name\tmodule\n",
    "ffffffff81000000 T name\t[]\n",
    "ffffffff81000000 T name\t[module\n",
    "fffffffff81000000 T name\n",
    "ffffffff81000000 T name",
  })
  // spotless:on
  void refusesHostileLinesByNumber(String line) {
    assertThatThrownBy(() -> read("ffffffff81000000 T first\n" + line))
        .isInstanceOf(KallsymsFormatException.class)
        .hasMessageContaining("made up, line 2: ");
  }

  @Test
  void refusesEndlessLinesAndHidesControlCharacters() {
    var endless = "ffffffff81000000 T " + "x".repeat(100_000);
    assertThatThrownBy(() -> read(endless + "\n"))
        .isInstanceOf(KallsymsFormatException.class)
        .hasMessageContaining("at most 4096 bytes");
    assertThatThrownBy(() -> read("\u001b[31m T x\n")).hasMessageContaining("found \"?[31m T x\"");
  }

  @Test
  void readsOrRefusesMutatedText() throws IOException {
    long seed = Long.getLong("nfdrop.seed", System.nanoTime());
    var random = new Random(seed);
    var original = TEXT.getBytes(UTF_8);
    for (int i = 0; i < 4000; i++) {
      var bytes = original.clone();
      for (int changes = random.nextInt(6); changes >= 0; changes--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try {
        ask(Kallsyms.read(new ByteArrayInputStream(bytes), "mutated"));
      } catch (KallsymsFormatException e) {
        assertThat(e.line()).isPositive();
      } catch (RuntimeException e) {
        throw new AssertionError("case " + i + ", -Dnfdrop.seed=" + seed, e);
      }
    }
  }

  private static void ask(Kallsyms kallsyms) {
    if (kallsyms instanceof SymbolTable symbols) {
      symbols.find("helper").forEach(symbols::codeSizeBytes);
      var _ = symbols.nearest(KERNEL).map(SymbolTable.Location::isInside);
      var _ = symbols.nearestCode(-1);
    }
  }

  @Test
  void readsLinesThatStraddleReads() throws IOException {
    var line = "ffffffff81000100 T nft_do_chain\n";
    for (int cut = 0; cut <= line.length(); cut++) {
      var parts =
          new SequenceInputStream(
              new ByteArrayInputStream(line.substring(0, cut).getBytes(UTF_8)),
              new ByteArrayInputStream(line.substring(cut).getBytes(UTF_8)));
      assertThat(((SymbolTable) Kallsyms.read(parts, "in two parts")).find("nft_do_chain"))
          .hasSize(1);
    }
  }
}
