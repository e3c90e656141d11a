package dev.nfdrop.ebpf.btf;

import java.util.Locale;

/// The C text of a type without what it is the type of: `const struct sk_buff *`.
final class TypeText {
  private final Btf btf;

  TypeText(Btf btf) {
    this.btf = btf;
  }

  String of(int typeId) {
    return text(typeId, 0);
  }

  private String text(int typeId, int depth) {
    btf.checkDepth(depth, typeId);
    return switch (btf.type(typeId)) {
      case BtfType.Pointer pointer -> pointerTo(text(pointer.targetId(), depth + 1));
      case BtfType.Array array -> text(array.elementId(), depth + 1) + "[" + array.length() + "]";
      case BtfType.Modifier modifier -> modified(modifier, depth);
      case BtfType.Composite composite ->
          tagged(composite.kind() == Kind.UNION ? "union" : "struct", composite.name());
      case BtfType.Forward forward -> tagged(forward.union() ? "union" : "struct", forward.name());
      case BtfType.Enumeration enumeration -> tagged("enum", enumeration.name());
      case BtfType.Prototype _ -> "function";
      case BtfType.Unknown unknown -> "kind " + unknown.code();
      case BtfType.VoidType type -> type.name();
      case BtfType.Int type -> type.name();
      case BtfType.FloatingPoint type -> type.name();
      case BtfType.Function type -> type.name();
      case BtfType.Variable type -> type.name();
      case BtfType.Section type -> type.name();
      case BtfType.DeclarationTag type -> type.name();
    };
  }

  private String modified(BtfType.Modifier modifier, int depth) {
    if (modifier.kind() == Kind.TYPEDEF) {
      return modifier.name();
    }
    var target = text(modifier.targetId(), depth + 1);
    if (modifier.kind() == Kind.TYPE_TAG) {
      return target;
    }
    var qualifier = modifier.kind().name().toLowerCase(Locale.ROOT);
    return target.endsWith("*") ? target + " " + qualifier : qualifier + " " + target;
  }

  private static String pointerTo(String target) {
    return target.endsWith("*") ? target + "*" : target + " *";
  }

  private static String tagged(String keyword, String name) {
    return keyword + " " + (name.isEmpty() ? "(anonymous)" : name);
  }
}
