package dev.nfdrop.trace.locate;

import dev.nfdrop.ebpf.btf.Btf;
import dev.nfdrop.locator.site.BpftraceScript.Handle;
import dev.nfdrop.locator.site.Layout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// What a BTF tells of the structures that `nft_do_chain()` works on.
///
/// @param handle where a rule keeps its handle
/// @param source names the BTF, for people
record Told(Layout layout, Optional<Handle> handle, String source) {
  private static final String CODE = "the code";

  /// All kernels that nfdrop reads have had this.
  private static final String USUAL = "no source: what every kernel since 4.1 has";

  /// Nothing is told.
  static Told nothing() {
    return new Told(Layout.UNKNOWN, Optional.empty(), "");
  }

  /// All that a BTF tells whose names can be read.
  static Told by(Btf btf) {
    var rule = btf.hasStruct("nft_rule_dp") ? "nft_rule_dp" : "nft_rule";
    var handle =
        btf.findMember(rule, "handle")
            .flatMap(member -> member.word())
            .map(word -> new Handle(word.offsetBytes(), word.shiftBits()));
    return new Told(
        new Layout(
            offset(btf, rule, "data"),
            offset(btf, "nft_pktinfo", "skb"),
            size(btf, "nft_regs"),
            btf.findEnumValue("skb_drop_reason", "SKB_DROP_REASON_NETFILTER_DROP")
                .map(value -> OptionalInt.of((int) value.value()))
                .orElse(OptionalInt.empty())),
        handle,
        btf.origin());
  }

  /// What a module's BTF tells where that of its kernel, which has the names of most members, is
  /// not at hand: sizes of structures. A rule's expressions are an array without a length behind
  /// everything else, so they start where the structure ends.
  static Told bySizes(byte[] module) {
    var rule = SplitBtf.sizeOf(module, "nft_rule_dp");
    return new Told(
        new Layout(
            rule.isPresent() ? rule : SplitBtf.sizeOf(module, "nft_rule"),
            OptionalInt.empty(),
            SplitBtf.sizeOf(module, "nft_regs"),
            OptionalInt.empty()),
        Optional.empty(),
        "the module's BTF");
  }

  private static OptionalInt offset(Btf btf, String struct, String member) {
    return btf.findMember(struct, member)
        .map(found -> OptionalInt.of(found.offsetBytes()))
        .orElse(OptionalInt.empty());
  }

  private static OptionalInt size(Btf btf, String struct) {
    return btf.findStruct(struct)
        .map(found -> OptionalInt.of(found.sizeBytes()))
        .orElse(OptionalInt.empty());
  }

  /// What the analysis worked with.
  ///
  /// @param expressions the offset of a rule's first expression, as told or as found
  /// @param reason the drop reason in the function's calls; empty if it has none
  List<Offset> offsets(OptionalInt expressions, OptionalInt reason) {
    var offsets = new ArrayList<Offset>();
    expressions.ifPresent(found ->
        offsets.add(
            offset(
                "rule_expressions",
                "first expression of a rule",
                layout.ruleExpressions(),
                found,
                CODE)));
    offsets.add(
        offset(
            "packet_skb",
            "skb in struct nft_pktinfo",
            layout.packetBuffer(),
            Layout.USUAL_PACKET_BUFFER,
            reason.isPresent() ? CODE : USUAL));
    offsets.add(
        offset(
            "regs_size",
            "size of struct nft_regs",
            layout.registersSize(),
            Layout.USUAL_REGISTERS_SIZE,
            USUAL));
    reason.ifPresent(found ->
        offsets.add(
            offset(
                "drop_reason",
                "SKB_DROP_REASON_NETFILTER_DROP",
                layout.dropReason(),
                found,
                CODE)));
    return offsets;
  }

  private Offset offset(
      String name, String meaning, OptionalInt told, int other, String otherwise) {
    return told.isPresent()
        ? new Offset(name, meaning, told.getAsInt(), source)
        : new Offset(name, meaning, other, otherwise);
  }
}
