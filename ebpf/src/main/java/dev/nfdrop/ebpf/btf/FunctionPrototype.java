package dev.nfdrop.ebpf.btf;

import java.util.List;
import java.util.stream.Collectors;

/// What a function, or the function a typedef points to, takes and returns.
public record FunctionPrototype(
    String name, int returnTypeId, String returnType, List<Argument> arguments) {
  /// Keeps a copy of the arguments.
  public FunctionPrototype {
    arguments = List.copyOf(arguments);
  }

  /// An argument: `type` is its C declaration, such as `struct sk_buff *`.
  public record Argument(String name, int typeId, String type) {}

  /// The position of the argument so named, counted from 0, or -1.
  public int indexOf(String argument) {
    return arguments.stream().map(Argument::name).toList().indexOf(argument);
  }

  /// The prototype as C would declare it.
  @Override
  public String toString() {
    var list =
        arguments.stream()
            .map(each -> (each.type() + " " + each.name()).strip().replace("* ", "*"))
            .collect(Collectors.joining(", "));
    return "%s %s(%s)".formatted(returnType, name, list.isEmpty() ? "void" : list);
  }
}
