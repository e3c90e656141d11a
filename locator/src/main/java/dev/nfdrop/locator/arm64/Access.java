package dev.nfdrop.locator.arm64;

import dev.nfdrop.locator.machine.Effect;
import dev.nfdrop.locator.machine.Expression;
import dev.nfdrop.locator.machine.Width;
import java.util.List;

/// What a load or store moves between one register and memory.
///
/// @param suffix of the mnemonic: `b`, `h`, `sb`, `sh`, `sw` or none
/// @param load whether memory is read
/// @param bytes in memory
/// @param signed whether a loaded value is sign-extended
/// @param target width of the general register; ignored for a vector register
/// @param vector whether it is a vector register
record Access(
    String suffix, boolean load, int bytes, boolean signed, Width target, boolean vector) {

  static Access general(boolean load, Width width, Width target) {
    var suffix = width == Width.BYTE ? "b" : width == Width.HALF ? "h" : "";
    return new Access(suffix, load, width.bytes(), false, target, false);
  }

  static Access signed(Width width, Width target) {
    var suffix = width == Width.BYTE ? "sb" : width == Width.HALF ? "sh" : "sw";
    return new Access(suffix, true, width.bytes(), true, target, false);
  }

  static Access vector(boolean load, int bytes) {
    return new Access("", load, bytes, false, Width.LONG, true);
  }

  String mnemonic(String forLoad, String forStore) {
    return (load ? forLoad : forStore) + suffix;
  }

  /// The register as it is written.
  String register(int number) {
    if (!vector) {
      return Operand.of(number, target).toString();
    }
    return "bhsdq".charAt(Integer.numberOfTrailingZeros(bytes)) + Integer.toString(number);
  }

  /// What moving one register does.
  List<Effect> effects(int number, Expression address) {
    if (vector) {
      return load
          ? List.of()
          : List.of(new Effect.ClobberMemory(address, Expression.immediate(bytes)));
    }
    var width = Width.ofBytes(bytes);
    var operand = Operand.of(number, target);
    return load
        ? operand.assign(loaded(address, width))
        : List.of(new Effect.Store(address, width, operand.value()));
  }

  private Expression loaded(Expression address, Width width) {
    var value = new Expression.Load(address, width);
    if (!signed) {
      return value;
    }
    var extended = new Expression.SignExtend(value, width);
    return target == Width.LONG ? extended : new Expression.Truncate(extended, target);
  }
}
