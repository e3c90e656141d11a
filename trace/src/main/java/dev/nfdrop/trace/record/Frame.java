package dev.nfdrop.trace.record;

/// The stack frame of every engine's program: 64-bit slots at these offsets from R10.
///
/// An engine finds the first five values and the jump stack; [DropRecorder] reads them. The frame
/// has the same size in every program, because the engine `tracepoint` finds saved registers below
/// it.
public final class Frame {
  /// `struct sk_buff *`.
  public static final int SKB = -8;

  /// `const struct nft_rule_dp *`, where a rule is the cause.
  public static final int RULE = -16;

  /// Instead, where nf_tables did not decide: the address to which the freeing call returns.
  public static final int FREED_AT = RULE;

  /// `const struct nf_hook_entries *`, where [#HOOK_STATE] is not 0.
  public static final int HOOK_ENTRIES = -24;

  /// Which of them, in the low 32 bits.
  public static final int HOOK_INDEX = -32;

  /// `struct nf_hook_state *` where the function at the hook can be told; else 0.
  public static final int HOOK_STATE = -56;

  /// `const struct nft_chain *`: the base chain, second argument of `nft_do_chain()`.
  public static final int BASE_CHAIN = -24;

  /// `const struct nft_pktinfo *`.
  public static final int PACKET = -32;

  /// A [CauseCode] in the low 32 bits.
  public static final int CAUSE = -40;

  /// In the other 32 bits: `NF_ACCEPT` or `NF_QUEUE` of a packet that lives, 0 of a dropped one.
  public static final int LIVES = -36;

  /// For whatever is needed for a moment.
  public static final int SCRATCH = -48;

  /// What `nft_do_chain()` is about to return, where a program looks at that.
  public static final int VERDICT = -56;

  /// Address of the jump stack's first entry; 0 where it is not known.
  public static final int JUMPS = -64;

  /// `stackptr`, how many entries of it are in use; the low half counts.
  public static final int JUMP_DEPTH = -72;

  /// From here on the slots are [DropRecorder]'s; it needs the verdict no more.
  static final int STATE = -56;

  static final int TABLE = -80;
  static final int NETNS = -88;
  static final int RULE_HEADER = -96;
  static final int DEVICE = -104;
  static final int CHAIN = -112;

  /// A [CountKey], where drops are counted by it.
  static final int KEY = CHAIN - CountKey.BYTES;

  /// What a packet adds there: an [AmountFormat].
  static final int AMOUNT = KEY - AmountFormat.SIZE;

  /// The lowest slot.
  public static final int BOTTOM = AMOUNT;

  private Frame() {}
}
