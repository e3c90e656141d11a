package dev.nfdrop.trace.kernel;

import dev.nfdrop.trace.kernel.KernelLayout.BaseChain;
import dev.nfdrop.trace.kernel.KernelLayout.Bits;
import dev.nfdrop.trace.kernel.KernelLayout.Chain;
import dev.nfdrop.trace.kernel.KernelLayout.Field;
import dev.nfdrop.trace.kernel.KernelLayout.HookState;
import dev.nfdrop.trace.kernel.KernelLayout.NetDevice;
import dev.nfdrop.trace.kernel.KernelLayout.PacketInfo;
import dev.nfdrop.trace.kernel.KernelLayout.Rule;
import dev.nfdrop.trace.kernel.KernelLayout.SkBuff;
import dev.nfdrop.trace.kernel.KernelLayout.Table;
import java.util.Optional;
import java.util.OptionalInt;

/// The layout of a kernel that does not exist, for tests without one.
public final class MadeUpLayout {
  /// Where the handle begins in a rule's first word.
  public static final int HANDLE_SHIFT = 13;

  private static final Field PACKET_TYPE = new Field(88, Byte.BYTES, new Bits(0, 3));

  private static final Rule RULE =
      new Rule(
          0,
          8,
          Optional.of(new Bits(0, 1)),
          new Bits(1, 12),
          new Bits(HANDLE_SHIFT, 42),
          OptionalInt.of(8));

  private static final HookLayout HOOKS =
      new HookLayout(
          64,
          72,
          0,
          48,
          OptionalInt.empty(),
          new Field(0, Byte.BYTES, new Bits(0, Byte.SIZE)),
          new Field(1, Byte.BYTES, new Bits(0, Byte.SIZE)),
          new HookLayout.Entries(0, 8, 16, 0, 8, 36));

  private MadeUpLayout() {}

  /// A kernel where a VLAN tag is there exactly if its protocol is.
  public static KernelLayout layout() {
    return layout(Optional.empty());
  }

  /// A kernel where a bit says whether there is a VLAN tag.
  public static KernelLayout withVlanBit(int bit) {
    return layout(Optional.of(new Field(0, Byte.BYTES, new Bits(bit, 1))));
  }

  private static KernelLayout layout(Optional<Field> vlanPresent) {
    return new KernelLayout(
        OptionalInt.of(7),
        new SkBuff(0, 8, 12, PACKET_TYPE, 16, 24, 32, 40, 48, 50, 54, 56, 58, vlanPresent),
        new NetDevice(0, 16, 24),
        new PacketInfo(0, 8),
        new HookState(0, 8, 16),
        new BaseChain(0, 4, 8, 9, 16),
        new Chain(0, 8, 16),
        new Table(0, 8, new Field(16, Short.BYTES, new Bits(0, 6))),
        RULE,
        80,
        0,
        HOOKS,
        Optional.empty(),
        Optional.empty());
  }
}
