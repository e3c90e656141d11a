package dev.nfdrop.locator.site;

import dev.nfdrop.locator.machine.Register;
import dev.nfdrop.locator.machine.Width;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A bpftrace script that prints the handle of every rule that drops a packet, on exactly the
/// kernel whose code was read.
///
/// It prints a line for each drop: `rule HANDLE skb ADDRESS`, `policy basechain ADDRESS skb
/// ADDRESS` or `jump-depth skb ADDRESS`.
public final class BpftraceScript {
  private final Answer.Located located;
  private final Handle handle;

  /// Where a rule keeps its handle.
  ///
  /// @param offset of a 64-bit word in the rule, in bytes
  /// @param shift of the handle's lowest bit in the word
  public record Handle(int offset, int shift) {
    /// `handle:42` of `struct nft_rule_dp`, include/net/netfilter/nf_tables.h, from Linux 5.17.
    public static final Handle RULE_DP = new Handle(0, 13);

    /// `handle:42` of `struct nft_rule`, before.
    public static final Handle RULE = new Handle(16, 0);

    private static final int RULE_DP_EXPRESSIONS = 8;

    /// The one of the structure whose expressions start at this offset.
    public static Handle of(int ruleExpressions) {
      return ruleExpressions == RULE_DP_EXPRESSIONS ? RULE_DP : RULE;
    }
  }

  private static final String MASK = "0x3ffffffffff"; // 42 bits

  private BpftraceScript(Answer.Located located, Handle handle) {
    this.located = located;
    this.handle = handle;
  }

  /// The script.
  ///
  /// @param kernel the release that the code is from, for the script's first line
  public static String of(Answer.Located located, String kernel, Handle handle) {
    return new BpftraceScript(located, handle).text(kernel);
  }

  private String text(String kernel) {
    var script = new StringBuilder();
    script.append("#!/usr/bin/env bpftrace\n");
    script.append("// For kernel %s (%s) only.%n".formatted(kernel, architecture()));
    for (var site : located.sites()) {
      script.append('\n').append(probe(site));
    }
    return script.toString();
  }

  private String architecture() {
    return located.architecture().name().toLowerCase(Locale.ROOT);
  }

  private String probe(Site site) {
    var body = new StringBuilder();
    body.append("// ").append(String.join("; ", site.evidence())).append('\n');
    site.obstacle()
        .ifPresent(why -> body.append("// No kprobe may stand here: ").append(why).append('\n'));
    body.append("kprobe:%s+%d {%n".formatted(located.function(), site.offset()));
    body.append(assign("pkt", site.values().packet()));
    body.append("  $skb = *(uint64*)$pkt;\n");
    body.append(
        switch (site.kind()) {
          case RULE_DROP -> site.shared() ? either(site) : rule(site);
          case POLICY_DROP -> policy(site);
          case JUMP_DEPTH -> DEPTH;
          case VERDICT_TEST -> test(site);
        });
    return body.append("}\n").toString();
  }

  /// The rules ended with NFT_CONTINUE (-1) or NFT_RETURN (-5); enum nft_verdicts.
  private static final String POLICY = "$code == 0xffffffff || $code == 0xfffffffb";

  /// NFT_JUMP (-3) or NFT_GOTO (-4).
  private static final String TOO_DEEP = "$code == 0xfffffffd || $code == 0xfffffffc";

  private static final String DEPTH = "  printf(\"jump-depth skb 0x%lx\\n\", $skb);\n";

  private String rule(Site site) {
    return assign("rule", site.values().rule())
        + "  printf(\"rule %%lu skb 0x%%lx\\n\", (*(uint64*)($rule + %d) >> %d) & %s, $skb);%n"
            .formatted(handle.offset(), handle.shift(), MASK);
  }

  private String policy(Site site) {
    return assign("basechain", site.values().baseChain())
        + "  printf(\"policy basechain 0x%lx skb 0x%lx\\n\", $basechain, $skb);\n";
  }

  /// One block for rule and policy: the code in memory tells them apart.
  private String either(Site site) {
    return assignCode(site)
        + branch("($code & 0xff) == 0", rule(site))
        + branch(POLICY, policy(site))
        + branch(TOO_DEEP, DEPTH);
  }

  /// The drops among all verdicts: low byte 0 of what is returned.
  private String test(Site site) {
    var drops =
        assignCode(site)
            + branch("$code == $verdict", rule(site))
            + branch(POLICY, policy(site))
            + branch(TOO_DEEP, DEPTH);
    return assign("verdict64", site.values().verdict())
        + "  $verdict = $verdict64 & 0xffffffff;\n"
        + branch("($verdict & 0xff) == 0", drops);
  }

  private String assignCode(Site site) {
    return site.values().code().stream()
        .findFirst()
        .map(place -> "  $code = %s & 0xffffffff;%n".formatted(value(place)))
        .orElse("");
  }

  private static String branch(String condition, String body) {
    return "  if (" + condition + ") {\n" + body.indent(2) + "  }\n";
  }

  private String assign(String name, List<Location> locations) {
    Optional<Location> place = locations.stream().findFirst();
    return place.map(found -> "  $%s = %s;%n".formatted(name, value(found))).orElse("");
  }

  private String value(Location location) {
    return switch (location) {
      case Location.InRegister(var register) -> "reg(\"" + name(register) + "\")";
      case Location.OnStack(var pointer, var offset, var bytes) ->
          load("reg(\"" + name(pointer) + "\") + " + offset, bytes);
      case Location.InMemory(var base, var offset, var bytes) ->
          load(value(base) + " + " + offset, bytes);
    };
  }

  private static String load(String address, int bytes) {
    return "*(uint%d*)(%s)".formatted(bytes * Byte.SIZE, address);
  }

  /// As bpftrace calls it: `bp` for `rbp`, `r20` for `x20`.
  private String name(Register register) {
    var full = register.fullName();
    return switch (located.architecture()) {
      case X86_64 -> Character.isDigit(full.charAt(1)) ? full : register.name(Width.HALF);
      case ARM64 -> full.replaceFirst("^x", "r");
    };
  }
}
