package dev.nfdrop.ebpf.btf;

import java.util.Optional;
import java.util.stream.Stream;

/// Looks up what functions take and return.
final class Prototypes {
  private final Btf btf;

  Prototypes(Btf btf) {
    this.btf = btf;
  }

  Optional<FunctionPrototype> find(String name) {
    return Stream.of(Kind.FUNC, Kind.TYPEDEF)
        .flatMap(kind -> btf.findAll(kind, name))
        .map(type -> behind(type.id()))
        .filter(BtfType.Prototype.class::isInstance)
        .map(type -> named(name, (BtfType.Prototype) type))
        .findFirst();
  }

  private BtfType behind(int typeId) {
    var type = btf.resolve(typeId);
    if (type instanceof BtfType.Pointer pointer) {
      type = btf.resolve(pointer.targetId());
    }
    return type instanceof BtfType.Function function ? btf.type(function.prototypeId()) : type;
  }

  private FunctionPrototype named(String name, BtfType.Prototype prototype) {
    var arguments =
        prototype.parameters().stream()
            .map(each ->
                new FunctionPrototype.Argument(
                    each.name(), each.typeId(), btf.typeText(each.typeId())))
            .toList();
    return new FunctionPrototype(
        name, prototype.returnId(), btf.typeText(prototype.returnId()), arguments);
  }
}
