package dev.nfdrop.cli.capture;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// Files one after the other, each complete in itself. `drops.pcapng` becomes
/// `drops_00001_20261122140307.pcapng` and so on, as dumpcap names them: a number and the local
/// time at which the file was begun.
public final class RotatedFiles implements CaptureFiles {
  private static final DateTimeFormatter BEGUN = DateTimeFormatter.ofPattern("uuuuMMddHHmmss");

  private final Path base;
  private final Limits limits;
  private final InstantSource clock;
  private final ZoneId zone;
  private final ArrayDeque<Path> files = new ArrayDeque<>();
  private int number;

  /// When a file is followed by the next.
  ///
  /// @param bytes at this length, or one block more
  /// @param span when a drop comes that is so much later than the first one
  /// @param keep how many files are kept of those that are made here; the others are deleted
  public record Limits(OptionalLong bytes, Optional<Duration> span, OptionalInt keep) {}

  /// @param base the name that the files' names are made of
  public RotatedFiles(Path base, Limits limits, InstantSource clock, ZoneId zone) {
    this.base = base;
    this.limits = limits;
    this.clock = clock;
    this.zone = zone;
  }

  @Override
  public OutputStream next() {
    number++;
    var file = base.resolveSibling(name());
    var stream = CaptureFile.open(file);
    files.addLast(file);
    if (files.size() > limits.keep.orElse(Integer.MAX_VALUE)) {
      delete(files.removeFirst());
    }
    return stream;
  }

  @Override
  public boolean isFull(long bytes, Instant first, Instant now) {
    return bytes >= limits.bytes.orElse(Long.MAX_VALUE)
        || limits
            .span
            .filter(span -> Duration.between(first, now).compareTo(span) >= 0)
            .isPresent();
  }

  private String name() {
    var name = base.getFileName().toString();
    int dot = name.lastIndexOf('.');
    int end = dot > 0 ? dot : name.length();
    return "%s_%05d_%s%s"
        .formatted(
            name.substring(0, end),
            number,
            BEGUN.format(clock.instant().atZone(zone)),
            name.substring(end));
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete %s: %s".formatted(file, e.getMessage()), e);
    }
  }
}
