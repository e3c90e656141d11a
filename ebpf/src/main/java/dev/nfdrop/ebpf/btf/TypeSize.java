package dev.nfdrop.ebpf.btf;

import java.util.OptionalInt;

/// The size of a type in memory.
final class TypeSize {
  private final Btf btf;

  TypeSize(Btf btf) {
    this.btf = btf;
  }

  OptionalInt of(int typeId) {
    return size(typeId, 0);
  }

  private OptionalInt size(int typeId, int depth) {
    btf.checkDepth(depth, typeId);
    return switch (btf.resolve(typeId)) {
      case BtfType.Int type -> OptionalInt.of(type.sizeBytes());
      case BtfType.Pointer _ -> OptionalInt.of(Long.BYTES);
      case BtfType.Array array -> arraySize(array, depth);
      case BtfType.Composite type -> OptionalInt.of(type.sizeBytes());
      case BtfType.Enumeration type -> OptionalInt.of(type.sizeBytes());
      case BtfType.FloatingPoint type -> OptionalInt.of(type.sizeBytes());
      case BtfType.Section type -> OptionalInt.of(type.sizeBytes());
      case BtfType.Variable type -> size(type.typeId(), depth + 1);
      case BtfType.VoidType _,
          BtfType.Forward _,
          BtfType.Modifier _,
          BtfType.Function _,
          BtfType.Prototype _,
          BtfType.DeclarationTag _,
          BtfType.Unknown _ ->
          OptionalInt.empty();
    };
  }

  private OptionalInt arraySize(BtfType.Array array, int depth) {
    var element = size(array.elementId(), depth + 1);
    if (element.isEmpty()) {
      return element;
    }
    long sizeBytes = array.length() * element.getAsInt();
    btf.checkBits(sizeBytes * Byte.SIZE, array.id());
    return OptionalInt.of((int) sizeBytes);
  }
}
