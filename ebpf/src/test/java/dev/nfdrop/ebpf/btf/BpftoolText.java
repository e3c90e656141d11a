package dev.nfdrop.ebpf.btf;

import java.util.stream.Stream;

/// Types as `bpftool btf dump … format raw` prints them.
final class BpftoolText {
  private final Btf btf;

  BpftoolText(Btf btf) {
    this.btf = btf;
  }

  Stream<String> lines(BtfType type) {
    var name = type.name().isEmpty() ? "(anon)" : type.name();
    var start = "[%d] %s '%s'".formatted(type.id(), type.kind(), name);
    return switch (type) {
      case BtfType.VoidType _, BtfType.Unknown _ -> Stream.empty();
      case BtfType.Int each ->
          Stream.of(
              start
                  + " size=%d bits_offset=%d nr_bits=%d encoding=%s"
                      .formatted(
                          each.sizeBytes(),
                          each.offsetBits(),
                          each.sizeBits(),
                          each.signed() ? "SIGNED" : each.bool() ? "BOOL" : "(none)"));
      case BtfType.Pointer each -> Stream.of(start + " type_id=" + each.targetId());
      case BtfType.Array each ->
          Stream.of(
              start
                  + " type_id=%d index_type_id=%d nr_elems=%d"
                      .formatted(each.elementId(), each.indexId(), each.length()));
      case BtfType.Composite each ->
          Stream.concat(
              Stream.of(
                  start + " size=%d vlen=%d".formatted(each.sizeBytes(), each.fields().size())),
              each.fields().stream().map(BpftoolText::field));
      case BtfType.Enumeration each ->
          Stream.concat(
              Stream.of(
                  start
                      + " encoding=%s size=%d vlen=%d"
                          .formatted(
                              each.signed() ? "SIGNED" : "UNSIGNED",
                              each.sizeBytes(),
                              each.values().size())),
              each.values().stream().map(value -> constant(each, value)));
      case BtfType.Forward each ->
          Stream.of(start + " fwd_kind=" + (each.union() ? "union" : "struct"));
      case BtfType.Modifier each -> Stream.of(start + " type_id=" + each.targetId());
      case BtfType.Function each ->
          Stream.of(
              start
                  + " type_id=%d linkage=%s"
                      .formatted(each.prototypeId(), linkage(each.linkage())));
      case BtfType.Prototype each ->
          Stream.concat(
              Stream.of(
                  start
                      + " ret_type_id=%d vlen=%d"
                          .formatted(each.returnId(), each.parameters().size())),
              each.parameters().stream()
                  .map(parameter -> element(parameter.name(), parameter.typeId())));
      case BtfType.Variable each ->
          Stream.of(
              start + " type_id=%d, linkage=%s".formatted(each.typeId(), linkage(each.linkage())));
      case BtfType.Section each ->
          Stream.concat(
              Stream.of(
                  start + " size=%d vlen=%d".formatted(each.sizeBytes(), each.entries().size())),
              each.entries().stream().map(this::entry));
      case BtfType.FloatingPoint each -> Stream.of(start + " size=" + each.sizeBytes());
      case BtfType.DeclarationTag each ->
          Stream.of(
              start + " type_id=%d component_idx=%d".formatted(each.targetId(), each.component()));
    };
  }

  private static String element(String name, int typeId) {
    return "\t'%s' type_id=%d".formatted(name.isEmpty() ? "(anon)" : name, typeId);
  }

  private static String field(BtfType.Composite.Field field) {
    var text = element(field.name(), field.typeId()) + " bits_offset=" + field.offsetBits();
    return field.bitfieldSizeBits() == 0
        ? text
        : text + " bitfield_size=" + field.bitfieldSizeBits();
  }

  private static String constant(BtfType.Enumeration type, EnumValue value) {
    var suffix = type.kind() == Kind.ENUM ? "" : type.signed() ? "LL" : "ULL";
    var number =
        type.signed() ? Long.toString(value.value()) : Long.toUnsignedString(value.value());
    return "\t'%s' val=%s%s".formatted(value.name(), number, suffix);
  }

  private String entry(BtfType.Section.Entry entry) {
    return "\ttype_id=%d offset=%d size=%d (VAR '%s')"
        .formatted(
            entry.variableId(),
            entry.offsetBytes(),
            entry.sizeBytes(),
            btf.type(entry.variableId()).name());
  }

  private static String linkage(int linkage) {
    return switch (linkage) {
      case 0 -> "static";
      case 1 -> "global";
      default -> "extern";
    };
  }
}
