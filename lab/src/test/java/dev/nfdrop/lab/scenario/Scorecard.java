package dev.nfdrop.lab.scenario;

import dev.nfdrop.lab.Vms;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.TestWatcher;

/// Counts what passed on each machine, and leaves a file in `target/matrix` at the end of the run:
/// subject (`6.12.107+deb13-amd64 by kprobe`), passed, failed.
final class Scorecard implements TestWatcher {

  @Override
  public void testSuccessful(ExtensionContext context) {
    score(context).passed++;
  }

  @Override
  public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
    score(context).failed++;
  }

  private static Score score(ExtensionContext context) {
    var subject = ((Scenarios) context.getRequiredTestInstance()).subject();
    return context
        .getRoot()
        .getStore(Namespace.create(Scorecard.class))
        .computeIfAbsent(Sheet.class, _ -> new Sheet(), Sheet.class)
        .scores
        .computeIfAbsent(subject, _ -> new Score());
  }

  private static final class Score {
    private int passed;
    private int failed;
  }

  /// Written when the run ends and JUnit closes what its stores hold.
  private static final class Sheet implements AutoCloseable {
    private final Map<String, Score> scores = new TreeMap<>();

    @Override
    public void close() {
      var lines =
          scores.entrySet().stream()
              .map(entry ->
                  "%s\t%d\t%d"
                      .formatted(entry.getKey(), entry.getValue().passed, entry.getValue().failed))
              .toList();
      try {
        var folder = Files.createDirectories(Vms.labFolder().resolve("target/matrix"));
        Files.write(folder.resolve(Vms.FORK + ".tsv"), lines);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
