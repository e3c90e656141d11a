package dev.nfdrop.ebpf.btf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/// The types of a kernel or a module, by number and by name.
///
/// Immutable, safe for any number of threads, holds no resources: the bytes are copied to the heap.
/// A split BTF, which a module has, sees its base's types as its own; their numbers come first.
public final class Btf {
  /// A kernel's BTF has 4 to 10 MiB. More than this is refused unread.
  private static final long MAX_BYTES = 64L << 20;

  /// `MAX_RESOLVE_DEPTH`, kernel/bpf/btf.c: longer chains of types do not pass the kernel either.
  private static final int MAX_DEPTH = 32;

  private final TypeTable types;
  private final TypeDecoder decoder;
  private final NameIndex names;
  private final Optional<Btf> base;

  private Btf(byte[] content, String origin, Optional<Btf> base) {
    var bytes = new Bytes(content);
    var header = Header.read(bytes, origin);
    var strings = new StringTable(origin, bytes, header, base.map(each -> each.types.strings()));
    int firstId = base.map(each -> each.types.endId()).orElse(1);
    this.types = new TypeTable(origin, bytes, header, strings, firstId);
    this.decoder = new TypeDecoder(types);
    this.names = new NameIndex(types);
    this.base = base;
  }

  /// The BTF in a file, for instance [KernelBtf#VMLINUX].
  ///
  /// @throws UncheckedIOException if the file cannot be read
  /// @throws BtfFormatException if it is not BTF
  public static Btf load(Path file) {
    return new Btf(read(file), file.toString(), Optional.empty());
  }

  /// The split BTF in a file, on top of the base it was made for.
  public static Btf loadSplit(Path file, Btf base) {
    return new Btf(read(file), file.toString(), Optional.of(base));
  }

  /// The BTF in memory, for instance an ELF section `.BTF`; `origin` names it in errors.
  public static Btf parse(MemorySegment bytes, String origin) {
    checkSize(bytes.byteSize(), origin);
    return new Btf(bytes.toArray(JAVA_BYTE), origin, Optional.empty());
  }

  /// The split BTF in memory, on top of the base it was made for.
  public static Btf split(Btf base, MemorySegment bytes, String origin) {
    checkSize(bytes.byteSize(), origin);
    return new Btf(bytes.toArray(JAVA_BYTE), origin, Optional.of(base));
  }

  private static byte[] read(Path file) {
    try {
      checkSize(Files.size(file), file.toString());
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the BTF " + file + ": " + e.getMessage(), e);
    }
  }

  private static void checkSize(long sizeBytes, String origin) {
    if (sizeBytes > MAX_BYTES) {
      throw new BtfFormatException(origin, "size", 0, sizeBytes, "at most " + MAX_BYTES + " bytes");
    }
  }

  /// Where the BTF came from.
  public String origin() {
    return types.origin();
  }

  /// One more than the highest type number, base included.
  public int endId() {
    return types.endId();
  }

  /// The type with this number, void for 0.
  ///
  /// @throws IllegalArgumentException if there is none
  public BtfType type(int id) {
    if (id < 0 || id >= types.endId()) {
      throw new IllegalArgumentException("type id " + id + ": 0 to " + (types.endId() - 1));
    }
    if (id == 0) {
      return new BtfType.VoidType();
    }
    return id < types.firstId() ? base.orElseThrow().type(id) : decoder.decode(id);
  }

  /// The first type of that kind and name, this BTF's own before its base's.
  public Optional<BtfType> find(Kind kind, String name) {
    return findAll(kind, name).findFirst();
  }

  /// All types of that kind and name, this BTF's own before its base's.
  public Stream<BtfType> findAll(Kind kind, String name) {
    var own = names.ids(kind, name).stream().map(decoder::decode);
    return Stream.concat(own, base.stream().flatMap(each -> each.findAll(kind, name)));
  }

  /// What the type is behind typedefs, qualifiers and tags; a forward declaration gives the
  /// definition where this BTF or its base has one.
  public BtfType resolve(int typeId) {
    var type = type(typeId);
    for (int steps = 0; type instanceof BtfType.Modifier modifier; steps++) {
      checkDepth(steps, typeId);
      type = type(modifier.targetId());
    }
    return type instanceof BtfType.Forward forward
        ? find(forward.definitionKind(), forward.name()).orElse(forward)
        : type;
  }

  /// The struct or union of that name, or the one that a typedef of that name stands for.
  public Optional<BtfType.Composite> findStruct(String name) {
    return Stream.of(Kind.STRUCT, Kind.UNION, Kind.TYPEDEF)
        .flatMap(kind -> findAll(kind, name))
        .map(type -> resolve(type.id()))
        .filter(BtfType.Composite.class::isInstance)
        .map(BtfType.Composite.class::cast)
        .findFirst();
  }

  /// Whether there is a struct or union of that name.
  public boolean hasStruct(String name) {
    return findStruct(name).isPresent();
  }

  /// The member at a path, for instance `ops.hooknum`: names joined by dots, through nested
  /// structures, arrays (`hooks[2].priv`; without a number the first element) and whatever is
  /// anonymous on the way. Empty where the structure, or something on the path, does not exist.
  ///
  /// @throws IllegalArgumentException if the path is not one
  public Optional<Member> findMember(String struct, String path) {
    return switch (walk(struct, path)) {
      case MemberPath.Walk.Found(var member) -> Optional.of(member);
      case MemberPath.Walk.Missing _ -> Optional.empty();
    };
  }

  /// The member at a path, as [#findMember] finds it.
  ///
  /// @throws BtfLookupException naming what is missing
  public Member member(String struct, String path) {
    return switch (walk(struct, path)) {
      case MemberPath.Walk.Found(var member) -> member;
      case MemberPath.Walk.Missing(var what) -> throw new BtfLookupException(origin(), what);
    };
  }

  private MemberPath.Walk walk(String struct, String path) {
    return findStruct(struct)
        .map(from -> new MemberPath(this).walk(from, struct, path))
        .orElseGet(() -> new MemberPath.Walk.Missing("no struct or union \"" + struct + "\""));
  }

  /// The size in bytes of a struct or union.
  ///
  /// @throws BtfLookupException if there is none of that name
  public int sizeOf(String struct) {
    return findStruct(struct)
        .orElseThrow(
            () -> new BtfLookupException(origin(), "no struct or union \"" + struct + "\""))
        .sizeBytes();
  }

  /// The size in bytes of a type; empty for what has none, such as void or a function.
  public OptionalInt sizeOf(int typeId) {
    return new TypeSize(this).of(typeId);
  }

  /// The constant of that name in an enum; empty where the enum or the constant does not exist.
  public Optional<EnumValue> findEnumValue(String enumeration, String constant) {
    return Stream.of(Kind.ENUM, Kind.ENUM64)
        .flatMap(kind -> findAll(kind, enumeration))
        .filter(BtfType.Enumeration.class::isInstance)
        .flatMap(type -> ((BtfType.Enumeration) type).values().stream())
        .filter(value -> value.name().equals(constant))
        .findFirst();
  }

  /// The constant of that name in an enum.
  ///
  /// @throws BtfLookupException if the enum or the constant does not exist
  public EnumValue enumValue(String enumeration, String constant) {
    return findEnumValue(enumeration, constant)
        .orElseThrow(() ->
            new BtfLookupException(
                origin(), "no constant \"%s\" in enum %s".formatted(constant, enumeration)));
  }

  /// The prototype of a function, or of the function that a typedef of that name points to, such as
  /// `btf_trace_kfree_skb`. Functions that the compiler changed (`.isra`, `.constprop`) or that
  /// exist twice with different prototypes are not in a kernel's BTF.
  public Optional<FunctionPrototype> findPrototype(String name) {
    return new Prototypes(this).find(name);
  }

  /// The prototype of a function, as [#findPrototype] finds it.
  ///
  /// @throws BtfLookupException if neither a function nor a typedef of one has that name
  public FunctionPrototype prototype(String name) {
    return findPrototype(name)
        .orElseThrow(() -> new BtfLookupException(origin(), "no function \"" + name + "\""));
  }

  /// The type in C, such as `const struct sk_buff *`.
  public String typeText(int typeId) {
    return new TypeText(this).of(typeId);
  }

  /// Ends a walk along types that go round in a circle.
  void checkDepth(int steps, int typeId) {
    if (steps >= MAX_DEPTH) {
      throw new BtfFormatException(
          origin(), "chain of types", position(typeId), "longer", "at most " + MAX_DEPTH);
    }
  }

  /// Refuses what does not fit an `int` of bits.
  void checkBits(long bits, int typeId) {
    if (bits > Integer.MAX_VALUE) {
      throw new BtfFormatException(
          origin(),
          "end of a member or array",
          position(typeId),
          "bit " + bits,
          "at most " + Integer.MAX_VALUE);
    }
  }

  private int position(int typeId) {
    if (typeId < types.firstId()) {
      return base.map(each -> each.position(typeId)).orElse(0);
    }
    return types.position(typeId);
  }
}
