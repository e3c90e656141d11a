package dev.nfdrop.nftables.netlink;

import dev.nfdrop.nftables.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Changes to the ruleset that nf_tables makes together or not at all.
///
/// Plain data until [NftablesSocket#commit] sends it.
public final class Batch {
  /// `NFNL_MSG_BATCH_BEGIN` and `NFNL_MSG_BATCH_END`, include/uapi/linux/netfilter/nfnetlink.h.
  private static final int BEGIN = 16;

  private static final int END = 17;

  /// `NFNL_SUBSYS_NFTABLES`, which the frame of the batch names.
  private static final int SUBSYSTEM_NUMBER = NftMessage.SUBSYSTEM >> 8;

  private record Change(
      String description,
      int operation,
      int flags,
      Family family,
      Consumer<MessageWriter> attributes) {}

  private final List<Change> changes = new ArrayList<>();

  /// A batch without changes.
  public Batch() {}

  /// What a change makes or removes.
  public enum Kind {
    // spotless:off
    NEW_TABLE("NFT_MSG_NEWTABLE", NftMessage.NEW_TABLE, NetlinkMessage.CREATE | NetlinkMessage.EXCLUSIVE),
    ENSURE_TABLE("NFT_MSG_NEWTABLE", NftMessage.NEW_TABLE, NetlinkMessage.CREATE),
    DELETE_TABLE("NFT_MSG_DELTABLE", NftMessage.DELETE_TABLE, 0),
    NEW_CHAIN("NFT_MSG_NEWCHAIN", NftMessage.NEW_CHAIN, NetlinkMessage.CREATE | NetlinkMessage.EXCLUSIVE),
    NEW_SET("NFT_MSG_NEWSET", NftMessage.NEW_SET, NetlinkMessage.CREATE | NetlinkMessage.EXCLUSIVE),
    NEW_SET_ELEMENT("NFT_MSG_NEWSETELEM", NftMessage.NEW_SET_ELEMENT, NetlinkMessage.CREATE),
    APPEND_RULE("NFT_MSG_NEWRULE", NftMessage.NEW_RULE, NetlinkMessage.CREATE | NetlinkMessage.APPEND),
    DELETE_RULE("NFT_MSG_DELRULE", NftMessage.DELETE_RULE, 0);
    // spotless:on

    private final String label;
    private final int operation;
    private final int flags;

    Kind(String label, int operation, int flags) {
      this.label = label;
      this.operation = operation;
      this.flags = flags;
    }
  }

  /// Adds a change.
  ///
  /// @param subject what is changed, for error messages
  /// @param attributes writes the message's attributes; called once per commit
  public Batch add(Kind kind, Family family, String subject, Consumer<MessageWriter> attributes) {
    changes.add(
        new Change(
            "%s of %s".formatted(kind.label, subject),
            kind.operation,
            kind.flags,
            family,
            attributes));
    return this;
  }

  int changes() {
    return changes.size();
  }

  /// Messages in the datagram: the changes and their frame.
  int messages() {
    return changes.size() + 2;
  }

  /// The message at an index of the datagram, in words.
  String describe(int index) {
    return index >= 1 && index <= changes.size() ? changes.get(index - 1).description : "batch";
  }

  /// @param firstSequence the sequence number of the first message
  byte[] datagram(int firstSequence) {
    var writer = new MessageWriter();
    var sequence = firstSequence;
    frame(writer, BEGIN, sequence++);
    for (var change : changes) {
      writer.message(
          NftMessage.SUBSYSTEM | change.operation,
          NetlinkMessage.REQUEST | NetlinkMessage.ACKNOWLEDGE | change.flags,
          sequence++,
          change.family.number(),
          0,
          change.attributes);
    }
    frame(writer, END, sequence);
    return writer.toByteArray();
  }

  private static void frame(MessageWriter writer, int type, int sequence) {
    writer.message(type, NetlinkMessage.REQUEST, sequence, 0, SUBSYSTEM_NUMBER, _ -> {});
  }
}
