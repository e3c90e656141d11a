package dev.nfdrop.cli.sink;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;

/// Prints instants; what does not change within a second is made once a second.
final class Timestamp {
  private static final int NANO_DIGITS = 9;
  private static final int MICRO_DIGITS = 6;
  private static final int HIGHEST_NANO_DIGIT = 100_000_000;

  private final ZoneId zone;
  private final boolean withDate;
  private final int fractionDigits;
  private final String suffix;
  private final StringBuilder prefix = new StringBuilder();
  private long second = Long.MIN_VALUE;

  private Timestamp(ZoneId zone, boolean withDate, int fractionDigits, String suffix) {
    this.zone = zone;
    this.withDate = withDate;
    this.fractionDigits = fractionDigits;
    this.suffix = suffix;
  }

  /// RFC 3339 in UTC with nanoseconds: `2026-11-22T14:03:07.123456789Z`.
  static Timestamp rfc3339() {
    return new Timestamp(ZoneOffset.UTC, true, NANO_DIGITS, "Z");
  }

  /// The time of day with microseconds: `14:03:07.123456`.
  static Timestamp timeOfDay(ZoneId zone) {
    return new Timestamp(zone, false, MICRO_DIGITS, "");
  }

  void append(StringBuilder text, Instant time) {
    long epochSecond = time.getEpochSecond();
    int nano = time.getNano();
    if (epochSecond != second) {
      second = epochSecond;
      startSecond(LocalDateTime.ofInstant(time, zone));
    }
    text.append(prefix);
    int divisor = HIGHEST_NANO_DIGIT;
    for (int digit = 0; digit < fractionDigits; digit++) {
      text.append((char) ('0' + nano / divisor % 10));
      divisor /= 10;
    }
    text.append(suffix);
  }

  private void startSecond(LocalDateTime time) {
    prefix.setLength(0);
    if (withDate) {
      appendPadded(time.getYear(), 4).append('-');
      appendPadded(time.getMonthValue(), 2).append('-');
      appendPadded(time.getDayOfMonth(), 2).append('T');
    }
    appendPadded(time.getHour(), 2).append(':');
    appendPadded(time.getMinute(), 2).append(':');
    appendPadded(time.getSecond(), 2).append('.');
  }

  private StringBuilder appendPadded(int number, int digits) {
    var text = Integer.toString(number);
    for (int i = text.length(); i < digits; i++) {
      prefix.append('0');
    }
    return prefix.append(text);
  }
}
