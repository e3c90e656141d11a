package dev.nfdrop.ebpf.btf;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.stream.IntStream;

/// Asks a BTF everything it can be asked.
final class Exercise {
  private Exercise() {}

  /// The format error that reading ended in, if it did; any other exception passes through.
  static Optional<BtfFormatException> of(byte[] bytes, Optional<Btf> base) {
    try {
      var segment = MemorySegment.ofArray(bytes);
      var btf =
          base.map(each -> Btf.split(each, segment, "mutated split"))
              .orElseGet(() -> Btf.parse(segment, "mutated"));
      int firstId = base.map(Btf::endId).orElse(0);
      return IntStream.range(firstId, btf.endId())
          .mapToObj(id -> type(btf, id))
          .flatMap(Optional::stream)
          .reduce((first, _) -> first);
    } catch (BtfFormatException e) {
      return Optional.of(e);
    }
  }

  private static Optional<BtfFormatException> type(Btf btf, int id) {
    try {
      var type = btf.type(id);
      btf.resolve(id);
      var _ = btf.sizeOf(id);
      btf.typeText(id);
      var _ = btf.find(type.kind(), type.name());
      var _ = btf.findPrototype(type.name());
      if (type instanceof BtfType.Composite composite) {
        members(btf, composite);
      }
      if (type instanceof BtfType.Enumeration enumeration) {
        enumeration.values().forEach(each -> btf.findEnumValue(type.name(), each.name()));
      }
      return Optional.empty();
    } catch (BtfFormatException e) {
      return Optional.of(e);
    }
  }

  private static void members(Btf btf, BtfType.Composite composite) {
    var _ = btf.findMember(composite.name(), "no_such_member");
    for (var field : composite.fields()) {
      if (field.name().matches("\\w+")) {
        btf.findMember(composite.name(), field.name()).ifPresent(Member::word);
        var _ = btf.findMember(composite.name(), field.name() + "[1].a");
      }
    }
  }
}
