package dev.nfdrop.nftables.netlink;

import dev.nfdrop.nftables.Chain;
import dev.nfdrop.nftables.Family;
import dev.nfdrop.nftables.Rule;
import dev.nfdrop.nftables.Table;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Reads tables, chains and rules out of messages. Attribute numbers are those of
/// include/uapi/linux/netfilter/nf_tables.h.
///
/// An object of a family that is not known gives nothing; one without name or handle is malformed.
final class RulesetDecoder {
  // spotless:off
  private static final int TABLE_NAME = 1;
  private static final int TABLE_FLAGS = 2;
  private static final int TABLE_HANDLE = 4;

  private static final int CHAIN_TABLE = 1;
  private static final int CHAIN_HANDLE = 2;
  private static final int CHAIN_NAME = 3;
  private static final int CHAIN_HOOK = 4;
  private static final int CHAIN_POLICY = 5;
  private static final int CHAIN_TYPE = 7;
  private static final int CHAIN_FLAGS = 10;
  private static final int CHAIN_USERDATA = 12;

  private static final int HOOK_NUMBER = 1;
  private static final int HOOK_PRIORITY = 2;
  private static final int HOOK_DEVICE = 3;
  private static final int HOOK_DEVICES = 4;

  private static final int RULE_TABLE = 1;
  private static final int RULE_CHAIN = 2;
  private static final int RULE_HANDLE = 3;
  private static final int RULE_USERDATA = 7;

  private static final int GENERATION_ID = 1;
  // spotless:on

  private RulesetDecoder() {}

  static Optional<Table> table(NftMessage message) {
    var attributes = message.attributes();
    return Family.of(message.family())
        .map(family ->
            new Table(
                family,
                requireString(attributes, TABLE_NAME, "table name"),
                requireHandle(attributes, TABLE_HANDLE, "table handle"),
                attributes.number32(TABLE_FLAGS).orElse(0)));
  }

  static Optional<Chain> chain(NftMessage message) {
    var attributes = message.attributes();
    return Family.of(message.family())
        .map(family ->
            new Chain(
                family,
                requireString(attributes, CHAIN_TABLE, "table of a chain"),
                requireString(attributes, CHAIN_NAME, "chain name"),
                requireHandle(attributes, CHAIN_HANDLE, "chain handle"),
                attributes.number32(CHAIN_FLAGS).orElse(0),
                base(family, attributes),
                attributes.value(CHAIN_USERDATA).flatMap(UserData::comment)));
  }

  static Optional<Rule> rule(NftMessage message) {
    var attributes = message.attributes();
    return Family.of(message.family())
        .map(family -> rule(family, attributes, RuleVerdicts.of(attributes)));
  }

  private static Rule rule(Family family, Attributes attributes, RuleVerdicts verdicts) {
    return new Rule(
        family,
        requireString(attributes, RULE_TABLE, "table of a rule"),
        requireString(attributes, RULE_CHAIN, "chain of a rule"),
        requireHandle(attributes, RULE_HANDLE, "rule handle"),
        attributes.value(RULE_USERDATA).flatMap(UserData::comment),
        verdicts.jumps(),
        verdicts.gotos(),
        verdicts.maps(),
        verdicts.changesPackets());
  }

  /// The generation that a `NFT_MSG_NEWGEN` announces.
  static OptionalInt generation(NftMessage message) {
    return message.attributes().number32(GENERATION_ID);
  }

  private static Optional<Chain.Base> base(Family family, Attributes chain) {
    if (chain.value(CHAIN_HOOK).isEmpty()) {
      return Optional.empty();
    }
    var hook = chain.nested(CHAIN_HOOK);
    var number = hook.number32(HOOK_NUMBER).orElse(-1);
    return Optional.of(
        new Chain.Base(
            family.hook(number).map(Object::toString).orElse("hook " + number),
            hook.number32(HOOK_PRIORITY).orElse(0),
            chain.number32(CHAIN_POLICY).orElse(1) == 0 ? Chain.Policy.DROP : Chain.Policy.ACCEPT,
            chain.string(CHAIN_TYPE).orElse("filter"),
            devices(hook)));
  }

  /// The devices of a hook: one by itself, or a list, which may name the same one.
  private static List<String> devices(Attributes hook) {
    var list = hook.nested(HOOK_DEVICES).all();
    return list.isEmpty()
        ? hook.string(HOOK_DEVICE).stream().toList()
        : list.stream().map(Attributes.Attribute::string).toList();
  }

  private static String requireString(Attributes attributes, int type, String what) {
    return attributes
        .string(type)
        .orElseThrow(() -> new MalformedMessageException(what, 0, "nothing", "attribute " + type));
  }

  private static long requireHandle(Attributes attributes, int type, String what) {
    return attributes
        .number64(type)
        .orElseThrow(() -> new MalformedMessageException(what, 0, "nothing", "attribute " + type));
  }
}
