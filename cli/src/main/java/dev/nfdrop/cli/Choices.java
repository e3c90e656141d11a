package dev.nfdrop.cli;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads one of an enum's constants as users write them: in lower case.
final class Choices<E extends Enum<E>> implements ITypeConverter<E> {
  private final List<E> constants;

  Choices(Class<E> type) {
    this.constants = List.of(type.getEnumConstants());
  }

  @Override
  public E convert(String text) {
    return constants.stream()
        .filter(constant -> word(constant).equalsIgnoreCase(text))
        .findFirst()
        .orElseThrow(() ->
            new TypeConversionException("'%s' is none of %s".formatted(text, words(constants))));
  }

  private static String words(List<? extends Enum<?>> constants) {
    return constants.stream().map(Choices::word).collect(Collectors.joining(", "));
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
