package dev.nfdrop.cli;

import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads a size as people write it: `500K`, `100M`, `1G`, powers of 1024; a bare number is bytes.
final class SizeConverter implements ITypeConverter<Long> {
  private static final Pattern FORM = Pattern.compile("(\\d{1,9})([KMG])?");
  private static final long KILO = 1024;

  @Override
  public Long convert(String text) {
    var match = FORM.matcher(text);
    if (!match.matches()) {
      throw new TypeConversionException("'%s' is not a size such as 100M or 1G".formatted(text));
    }
    var amount = Long.parseLong(match.group(1));
    if (amount == 0) {
      throw new TypeConversionException("'%s' is no size at all".formatted(text));
    }
    var unit = match.group(2);
    return switch (unit == null ? "" : unit) {
      case "K" -> amount * KILO;
      case "M" -> amount * KILO * KILO;
      case "G" -> amount * KILO * KILO * KILO;
      default -> amount;
    };
  }
}
