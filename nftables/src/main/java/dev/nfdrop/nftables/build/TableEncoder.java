package dev.nfdrop.nftables.build;

import dev.nfdrop.nftables.Chain;
import dev.nfdrop.nftables.Family;
import dev.nfdrop.nftables.Table;
import dev.nfdrop.nftables.netlink.Batch;
import dev.nfdrop.nftables.netlink.MessageWriter;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Turns a spec into a batch. Attribute numbers are those of
/// include/uapi/linux/netfilter/nf_tables.h.
final class TableEncoder {
  // spotless:off
  private static final int TABLE_NAME = 1;
  private static final int TABLE_FLAGS = 2;
  private static final int TABLE_USERDATA = 6;

  private static final int CHAIN_TABLE = 1;
  private static final int CHAIN_NAME = 3;
  private static final int CHAIN_HOOK = 4;
  private static final int CHAIN_POLICY = 5;
  private static final int CHAIN_TYPE = 7;

  private static final int HOOK_NUMBER = 1;
  private static final int HOOK_PRIORITY = 2;
  private static final int HOOK_DEVICE = 3;

  private static final int SET_TABLE = 1;
  private static final int SET_NAME = 2;
  private static final int SET_FLAGS = 3;
  private static final int SET_KEY_TYPE = 4;
  private static final int SET_KEY_LENGTH = 5;
  private static final int SET_DATA_TYPE = 6;
  private static final int SET_DATA_LENGTH = 7;
  private static final int SET_ID = 10;
  private static final int SET_USERDATA = 13;

  private static final int ELEMENTS_TABLE = 1;
  private static final int ELEMENTS_SET = 2;
  private static final int ELEMENTS = 3;
  private static final int ELEMENT_KEY = 1;
  private static final int ELEMENT_DATA = 2;

  private static final int DATA_VALUE = 1;

  private static final int RULE_TABLE = 1;
  private static final int RULE_CHAIN = 2;
  private static final int RULE_EXPRESSIONS = 4;
  private static final int RULE_USERDATA = 7;

  /// Elements of a list: `NFTA_LIST_ELEM`.
  private static final int LIST_ELEMENT = 1;
  // spotless:on

  /// `NFT_SET_MAP`.
  private static final int MAP = 0x8;

  /// `NFT_DATA_VERDICT`.
  private static final int VERDICT_TYPE = 0xffffff00;

  /// `NFTNL_UDATA_RULE_COMMENT` and `NFTNL_UDATA_TABLE_COMMENT`, include/libnftnl/udata.h.
  private static final int COMMENT = 0;

  /// `NFTNL_UDATA_SET_KEYBYTEORDER` and nft's `BYTEORDER_BIG_ENDIAN`: keys are packet bytes.
  private static final int KEY_BYTE_ORDER = 0;

  private static final byte BIG_ENDIAN = 2;

  private final Batch batch;
  private final TableSpec table;

  TableEncoder(Batch batch, TableSpec table) {
    this.batch = batch;
    this.table = table;
  }

  static void remove(Batch batch, Family family, String name) {
    batch.add(Batch.Kind.DELETE_TABLE, family, "table " + name, m -> m.string(TABLE_NAME, name));
  }

  /// Making, deleting and making it again replaces it whether it is there or not.
  void replace() {
    batch.add(Batch.Kind.ENSURE_TABLE, table.family(), "table " + table.name(), this::table);
    remove(batch, table.family(), table.name());
    encode();
  }

  void encode() {
    var family = table.family();
    batch.add(Batch.Kind.NEW_TABLE, family, "table " + table.name(), this::table);
    for (var chain : table.chains()) {
      batch.add(Batch.Kind.NEW_CHAIN, family, "chain " + chain.name(), m -> chain(m, chain));
    }
    var id = 0;
    for (var map : table.maps()) {
      var number = ++id;
      batch.add(Batch.Kind.NEW_SET, family, "map " + map.name(), m -> map(m, map, number));
      batch.add(Batch.Kind.NEW_SET_ELEMENT, family, "map " + map.name(), m -> entries(m, map));
    }
    for (var chain : table.chains()) {
      for (var rule : chain.rules()) {
        batch.add(
            Batch.Kind.APPEND_RULE,
            family,
            "rule of chain " + chain.name(),
            m -> rule(m, chain, rule));
      }
    }
  }

  private void table(MessageWriter message) {
    message.string(TABLE_NAME, table.name()).number32(TABLE_FLAGS, table.owned() ? Table.OWNED : 0);
    table.comment().ifPresent(comment -> message.bytes(TABLE_USERDATA, comment(comment)));
  }

  private void chain(MessageWriter message, ChainSpec chain) {
    message.string(CHAIN_TABLE, table.name()).string(CHAIN_NAME, chain.name());
    chain
        .attachment()
        .ifPresent(at ->
            message
                .nested(CHAIN_HOOK, hook -> attachment(hook, at))
                .number32(CHAIN_POLICY, at.policy() == Chain.Policy.DROP ? 0 : 1)
                .string(CHAIN_TYPE, "filter"));
  }

  private void attachment(MessageWriter hook, ChainSpec.Attachment at) {
    hook.number32(HOOK_NUMBER, table.family().number(at.hook()))
        .number32(HOOK_PRIORITY, at.priority());
    at.device().ifPresent(device -> hook.string(HOOK_DEVICE, device));
  }

  private void map(MessageWriter message, VerdictMapSpec map, int id) {
    message
        .string(SET_TABLE, table.name())
        .string(SET_NAME, map.name())
        .number32(SET_FLAGS, MAP)
        .number32(SET_KEY_TYPE, map.keyType())
        .number32(SET_KEY_LENGTH, map.keyBytes())
        .number32(SET_DATA_TYPE, VERDICT_TYPE)
        .number32(SET_DATA_LENGTH, 0)
        .number32(SET_ID, id)
        .bytes(SET_USERDATA, userData(KEY_BYTE_ORDER, new byte[] {BIG_ENDIAN, 0, 0, 0}));
  }

  private void entries(MessageWriter message, VerdictMapSpec map) {
    message
        .string(ELEMENTS_TABLE, table.name())
        .string(ELEMENTS_SET, map.name())
        .nested(
            ELEMENTS,
            elements ->
                map.entries().forEach(e -> elements.nested(LIST_ELEMENT, x -> entry(x, e))));
  }

  private static void entry(MessageWriter element, VerdictMapSpec.Entry entry) {
    element
        .nested(ELEMENT_KEY, key -> key.bytes(DATA_VALUE, entry.key().toByteArray()))
        .nested(ELEMENT_DATA, data -> ExpressionEncoder.verdict(data, entry.verdict()));
  }

  private void rule(MessageWriter message, ChainSpec chain, RuleSpec rule) {
    message
        .string(RULE_TABLE, table.name())
        .string(RULE_CHAIN, chain.name())
        .nested(
            RULE_EXPRESSIONS,
            list ->
                rule.expressions()
                    .forEach(
                        e -> list.nested(LIST_ELEMENT, x -> ExpressionEncoder.expression(x, e))));
    rule.comment().ifPresent(comment -> message.bytes(RULE_USERDATA, comment(comment)));
  }

  private static byte[] comment(String comment) {
    return userData(COMMENT, (comment + '\0').getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] userData(int type, byte[] value) {
    if (value.length > 0xff) {
      throw new IllegalArgumentException(
          "user data of %d bytes; 255 can be kept".formatted(value.length));
    }
    var bytes = new ByteArrayOutputStream();
    bytes.write(type);
    bytes.write(value.length);
    bytes.writeBytes(value);
    return bytes.toByteArray();
  }
}
