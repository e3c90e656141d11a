package dev.nfdrop.ebpf.btf;

import java.util.List;

/// One type of a BTF, decoded. Ids inside a record are valid in the [Btf] the record came from.
///
/// Source: include/uapi/linux/btf.h, `struct btf_type` and what follows it for each kind.
public sealed interface BtfType {
  /// The type's number, counted through base and split BTF; 0 is void.
  int id();

  /// The name, `""` for an anonymous type.
  String name();

  /// The kind as it stands in the file.
  Kind kind();

  /// Number 0, which no file contains.
  record VoidType() implements BtfType {
    @Override
    public int id() {
      return 0;
    }

    @Override
    public String name() {
      return "void";
    }

    @Override
    public Kind kind() {
      return Kind.VOID;
    }
  }

  /// An integer. `offsetBits` and `sizeBits` differ from 0 and the full width only where old
  /// compilers described a bitfield by an integer type of its own.
  record Int(
      int id,
      String name,
      int sizeBytes,
      int offsetBits,
      int sizeBits,
      boolean signed,
      boolean bool)
      implements BtfType {
    @Override
    public Kind kind() {
      return Kind.INT;
    }
  }

  /// A pointer.
  record Pointer(int id, int targetId) implements BtfType {
    @Override
    public String name() {
      return "";
    }

    @Override
    public Kind kind() {
      return Kind.PTR;
    }
  }

  /// An array; `length` 0 is a flexible array member.
  record Array(int id, int elementId, int indexId, long length) implements BtfType {
    @Override
    public String name() {
      return "";
    }

    @Override
    public Kind kind() {
      return Kind.ARRAY;
    }
  }

  /// A struct or a union.
  record Composite(int id, Kind kind, String name, int sizeBytes, List<Field> fields)
      implements BtfType {
    /// Keeps a copy of the fields.
    public Composite {
      fields = List.copyOf(fields);
    }

    /// A field as written: `bitfieldSizeBits` is 0 unless the field says that it is a bitfield.
    public record Field(String name, int typeId, int offsetBits, int bitfieldSizeBits) {}
  }

  /// An enum of 32-bit ([Kind#ENUM]) or 64-bit ([Kind#ENUM64]) constants.
  record Enumeration(
      int id, Kind kind, String name, int sizeBytes, boolean signed, List<EnumValue> values)
      implements BtfType {
    /// Keeps a copy of the values.
    public Enumeration {
      values = List.copyOf(values);
    }
  }

  /// A declaration of a struct or union whose definition is elsewhere.
  record Forward(int id, String name, boolean union) implements BtfType {
    @Override
    public Kind kind() {
      return Kind.FWD;
    }

    /// The kind of the definition.
    public Kind definitionKind() {
      return union ? Kind.UNION : Kind.STRUCT;
    }
  }

  /// A typedef, `const`, `volatile`, `restrict` or type tag: another name or shade of its target.
  record Modifier(int id, Kind kind, String name, int targetId) implements BtfType {}

  /// A function; its prototype is a type of its own.
  record Function(int id, String name, int prototypeId, int linkage) implements BtfType {
    @Override
    public Kind kind() {
      return Kind.FUNC;
    }
  }

  /// What a function takes and returns.
  record Prototype(int id, int returnId, List<Parameter> parameters) implements BtfType {
    /// Keeps a copy of the parameters.
    public Prototype {
      parameters = List.copyOf(parameters);
    }

    @Override
    public String name() {
      return "";
    }

    @Override
    public Kind kind() {
      return Kind.FUNC_PROTO;
    }

    /// A parameter; a last one of type 0 without a name stands for `...`.
    public record Parameter(String name, int typeId) {}
  }

  /// A global variable.
  record Variable(int id, String name, int typeId, int linkage) implements BtfType {
    @Override
    public Kind kind() {
      return Kind.VAR;
    }
  }

  /// A section of variables, such as `.data..percpu`.
  record Section(int id, String name, int sizeBytes, List<Entry> entries) implements BtfType {
    /// Keeps a copy of the entries.
    public Section {
      entries = List.copyOf(entries);
    }

    @Override
    public Kind kind() {
      return Kind.DATASEC;
    }

    /// Where a variable lies in its section.
    public record Entry(int variableId, int offsetBytes, int sizeBytes) {}
  }

  /// A floating-point number.
  record FloatingPoint(int id, String name, int sizeBytes) implements BtfType {
    @Override
    public Kind kind() {
      return Kind.FLOAT;
    }
  }

  /// A tag on a declaration; `component` is -1 for the declaration itself, else a field or
  /// parameter.
  record DeclarationTag(int id, String name, int targetId, int component) implements BtfType {
    @Override
    public Kind kind() {
      return Kind.DECL_TAG;
    }
  }

  /// A type of a kind that this reader does not know; `code` is the kind's number.
  record Unknown(int id, int code) implements BtfType {
    @Override
    public String name() {
      return "";
    }

    @Override
    public Kind kind() {
      return Kind.UNKNOWN;
    }
  }
}
