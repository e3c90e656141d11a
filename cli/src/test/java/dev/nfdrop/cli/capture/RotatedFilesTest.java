package dev.nfdrop.cli.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nfdrop.cli.MadeUpDrop;
import dev.nfdrop.cli.capture.CaptureReader.Progress;
import dev.nfdrop.trace.Drop;
import dev.nfdrop.trace.ListedRuleset;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RotatedFilesTest {
  private static final Instant START = Instant.parse("2026-11-22T14:03:07Z");
  private static final PcapngSink.Origin ORIGIN =
      new PcapngSink.Origin("nfdrop 4242", Optional.empty());

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  private Path folder;

  @Test
  void aFullFileIsFollowedByAnotherThatIsComplete() throws IOException {
    var size = new RotatedFiles.Limits(OptionalLong.of(1), Optional.empty(), OptionalInt.empty());
    var drop = MadeUpDrop.byRule("filter", "input", 7919);
    var ruleset = new ListedRuleset(drop.netns(), "table inet filter {\n}\n");
    try (var sink = sink(size)) {
      sink.ruleset(ruleset);
      sink.drop(drop, MadeUpDrop.packet());
      sink.drop(drop, MadeUpDrop.packet());
    }
    assertThat(names())
        .containsExactly("drops_00001_20261122140307.pcapng", "drops_00002_20261122140307.pcapng");
    for (var name : names()) {
      assertThat(read(folder.resolve(name))).containsExactly(ruleset, drop);
    }
  }

  @Test
  void aFileIsFollowedByAnotherAfterATime() throws IOException {
    var minute =
        new RotatedFiles.Limits(
            OptionalLong.empty(), Optional.of(Duration.ofMinutes(1)), OptionalInt.empty());
    try (var sink = sink(minute)) {
      for (int second : List.of(0, 59, 60, 119, 120, 600)) {
        sink.drop(at(START.plusSeconds(second)), MadeUpDrop.packet());
      }
    }
    assertThat(names()).hasSize(4);
    assertThat(read(folder.resolve(names().getFirst()))).hasSize(2);
  }

  @Test
  void onlyTheLatestAreKept() throws IOException {
    var two = new RotatedFiles.Limits(OptionalLong.of(1), Optional.empty(), OptionalInt.of(2));
    try (var sink = sink(two)) {
      for (int i = 0; i < 5; i++) {
        sink.drop(at(START), MadeUpDrop.packet());
      }
    }
    assertThat(names())
        .containsExactly("drops_00004_20261122140307.pcapng", "drops_00005_20261122140307.pcapng");
  }

  @Test
  void aFileIsForItsOwnerAlone() throws IOException {
    var file = folder.resolve("drops.pcapng");
    CaptureFile.open(file).close();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void saysWhyAFileCannotBeWritten() {
    assertThatThrownBy(() -> CaptureFile.open(folder.resolve("missing/drops.pcapng")))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("drops.pcapng: no such folder");
    assertThatThrownBy(() -> CaptureFile.open(folder))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("Is a directory");
  }

  private PcapngSink sink(RotatedFiles.Limits limits) {
    var base = folder.resolve("drops.pcapng");
    return new PcapngSink(
        new RotatedFiles(base, limits, InstantSource.fixed(START), ZoneOffset.UTC), ORIGIN);
  }

  private static Drop at(Instant time) {
    var drop = MadeUpDrop.byPolicy("filter", "input");
    return MadeUpDrop.at(time, drop);
  }

  private List<String> names() throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static List<Object> read(Path file) throws IOException {
    var events = new Recording();
    try (var in = Files.newInputStream(file)) {
      var reader = new CaptureReader(in);
      while (reader.next(events) == Progress.MORE) {}
    }
    return events.events;
  }
}
