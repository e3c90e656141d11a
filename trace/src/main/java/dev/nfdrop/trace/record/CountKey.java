package dev.nfdrop.trace.record;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.nfdrop.trace.Drop.Cause;
import dev.nfdrop.trace.select.Selection;
import java.lang.foreign.MemorySegment;

/// By what drops are counted in the kernel: who decided, and as much of a packet as a selection
/// asks for. The first drop of a key is recorded as well, which tells the rest.
///
/// In memory in the order of the constants, in the byte order of the machine.
///
/// @param netns inode of the namespace, 32 bits
/// @param cookie the lowest 32 bits of the namespace's cookie, which tells it from a later one with
///   that inode; 0 where the kernel has none, or the hook is not known
/// @param cause [CauseCode], 16 bits
/// @param verdict [VerdictCode], 16 bits
/// @param table the table's handle; where nf_tables did not decide, the address to which the
///   freeing call returns
/// @param decider the rule's handle; for a policy the base chain's; where nf_tables did not decide,
///   the address of the function, 0 where it is not known
/// @param hook its number, where the selection asks for hooks or nf_tables did not decide, else 0
/// @param family the hook's, where nf_tables did not decide, else 0
/// @param in index of the interface, where the selection asks for it, else 0
/// @param out the same
public record CountKey(
    long netns,
    int cookie,
    int cause,
    int verdict,
    long table,
    long decider,
    int hook,
    int family,
    int in,
    int out) {

  static final int NETNS = 0;
  static final int CAUSE = 4;
  static final int VERDICT = 6;
  static final int TABLE = 8;
  static final int DECIDER = 16;
  static final int HOOK = 24;
  static final int FAMILY = 28;
  static final int IN = 32;
  static final int OUT = 36;
  static final int COOKIE = 40;
  static final int BYTES = 48;

  /// The key that a drop was counted by.
  public static CountKey of(RawDrop drop, Selection selection) {
    var byHook = drop.cause() == Cause.HOOK;
    return new CountKey(
        drop.netnsInode(),
        drop.netnsCookie(),
        CauseCode.of(drop.cause()),
        VerdictCode.of(drop.verdict()),
        drop.freed().map(RawDrop.Freed::at).orElseGet(drop::tableHandle),
        decider(drop),
        byHook || asksHook(selection) ? drop.hook() : 0,
        byHook ? drop.family() : 0,
        asksIn(selection) ? drop.inIndex() : 0,
        asksOut(selection) ? drop.outIndex() : 0);
  }

  private static long decider(RawDrop drop) {
    return switch (drop.cause()) {
      case RULE -> drop.ruleHandle();
      case POLICY, JUMP_DEPTH -> drop.baseChainHandle();
      case HOOK -> drop.freed().orElseThrow().function();
    };
  }

  /// The key in memory.
  static CountKey read(MemorySegment key) {
    return new CountKey(
        Integer.toUnsignedLong(key.get(JAVA_INT, NETNS)),
        key.get(JAVA_INT, COOKIE),
        Short.toUnsignedInt(key.get(JAVA_SHORT, CAUSE)),
        Short.toUnsignedInt(key.get(JAVA_SHORT, VERDICT)),
        key.get(JAVA_LONG, TABLE),
        key.get(JAVA_LONG, DECIDER),
        key.get(JAVA_INT, HOOK),
        key.get(JAVA_INT, FAMILY),
        key.get(JAVA_INT, IN),
        key.get(JAVA_INT, OUT));
  }

  static boolean asksHook(Selection selection) {
    return !selection.hooks().isEmpty();
  }

  static boolean asksIn(Selection selection) {
    return !selection.iifs().isEmpty();
  }

  static boolean asksOut(Selection selection) {
    return !selection.oifs().isEmpty();
  }
}
