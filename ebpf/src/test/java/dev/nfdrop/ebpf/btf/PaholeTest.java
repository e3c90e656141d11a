package dev.nfdrop.ebpf.btf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Offsets and sizes of members against pahole: the structures that tracing needs, and others by a
/// printed seed (`-Dnfdrop.seed=N` takes one back).
final class PaholeTest {
  private static final int RANDOM_STRUCTS = 250;
  private static final List<String> NEEDED =
      List.of(
          "nft_pktinfo",
          "nf_hook_state",
          "nft_base_chain",
          "nf_hook_ops",
          "nft_chain",
          "nft_table",
          "nft_rule_dp",
          "nft_rule_dp_last",
          "sk_buff",
          "net_device",
          "net",
          "nft_regs",
          "nft_verdict",
          "nft_traceinfo");

  private static final Pattern ATTRIBUTE = Pattern.compile("\\s*__attribute__\\(\\(.*?\\)\\)(?=;)");
  private static final Pattern MEMBER =
      Pattern.compile(
          "\\s+.*?\\(?\\*?(\\w+)(?:\\[\\d*])*(?:\\)\\(.*\\))?(?::(\\d+))?;"
              + "\\s+/\\*\\s+(\\d+)(?::\\s*(\\d+))?\\s+(\\d+) \\*/");

  private final Btf btf = Btf.load(KernelBtf.VMLINUX);
  private final long seed = Long.getLong("nfdrop.seed", System.nanoTime());

  private record Expected(String path, int offsetBits, int sizeBits) {
    Expected inside(String outer) {
      return outer.isEmpty() ? this : new Expected(outer + "." + path, offsetBits, sizeBits);
    }
  }

  @Test
  void placesMembersWherePaholeDoes() throws IOException, InterruptedException {
    var structs = Stream.concat(NEEDED.stream(), randomStructs()).distinct().toList();
    int members = 0;
    int bitfields = 0;
    for (var block : pahole(structs)) {
      var struct = structName(block);
      for (var expected : members(block)) {
        var member = btf.member(struct, expected.path());
        assertThat(new Expected(member.path(), member.offsetBits(), member.sizeBits()))
            .as("struct %s, -Dnfdrop.seed=%d", struct, seed)
            .isEqualTo(expected);
        members++;
        bitfields += member.bitfield() ? 1 : 0;
      }
    }
    System.out.printf(
        "pahole: %d structs, %d members, %d bitfields, -Dnfdrop.seed=%d%n",
        structs.size(), members, bitfields, seed);
    assertThat(members).isGreaterThan(structs.size());
    assertThat(bitfields).isPositive();
  }

  private Stream<String> randomStructs() {
    var names = new ArrayList<String>();
    IntStream.range(1, btf.endId())
        .mapToObj(btf::type)
        .filter(type -> type.kind() == Kind.STRUCT && !type.name().isEmpty())
        .filter(type -> isUnique(type.name()))
        .forEach(type -> names.add(type.name()));
    Collections.shuffle(names, new Random(seed));
    return names.stream().limit(RANDOM_STRUCTS);
  }

  // pahole prints one type for each name, whatever its kind.
  private boolean isUnique(String name) {
    return Stream.of(Kind.STRUCT, Kind.UNION, Kind.ENUM, Kind.TYPEDEF, Kind.FWD)
            .flatMap(kind -> btf.findAll(kind, name))
            .count()
        == 1;
  }

  /// One block of lines for each structure.
  private List<List<String>> pahole(List<String> structs) throws IOException, InterruptedException {
    var process =
        new ProcessBuilder("pahole", "-C", String.join(",", structs), KernelBtf.VMLINUX.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    var blocks = new ArrayList<List<String>>();
    for (var line : process.inputReader().readAllLines()) {
      if (line.startsWith("struct ")) {
        blocks.add(new ArrayList<>());
      }
      if (!blocks.isEmpty()) {
        blocks.getLast().add(ATTRIBUTE.matcher(line).replaceAll(""));
      }
    }
    assertThat(process.waitFor()).isZero();
    assertThat(blocks.stream().map(PaholeTest::structName))
        .as("-Dnfdrop.seed=%d", seed)
        .containsExactlyInAnyOrderElementsOf(structs);
    return blocks;
  }

  private static String structName(List<String> block) {
    return block.getFirst().replaceAll("struct (\\w+) .*", "$1");
  }

  // What stands in braces belongs to the member named behind them, if there is a name.
  private static List<Expected> members(List<String> block) {
    Deque<List<Expected>> open = new ArrayDeque<>();
    open.push(new ArrayList<>());
    for (var line : block.subList(1, block.size())) {
      var member = MEMBER.matcher(line);
      boolean named = member.matches();
      if (line.endsWith("{")) {
        open.push(new ArrayList<>());
      } else if (line.strip().startsWith("}") && open.size() > 1) {
        var outer = named ? member.group(1) : "";
        var inner = open.pop().stream().map(each -> each.inside(outer)).toList();
        open.element().addAll(inner);
      }
      if (named) {
        open.element().add(expected(member));
      } else {
        assertThat(line).as("neither member nor remark").doesNotContainPattern("\\w; +/\\* +\\d");
      }
    }
    return open.element();
  }

  private static Expected expected(Matcher member) {
    int offsetBits = Integer.parseInt(member.group(3)) * Byte.SIZE;
    if (member.group(2) == null) {
      return new Expected(
          member.group(1), offsetBits, Integer.parseInt(member.group(5)) * Byte.SIZE);
    }
    return new Expected(
        member.group(1),
        offsetBits + Integer.parseInt(member.group(4)),
        Integer.parseInt(member.group(2)));
  }
}
