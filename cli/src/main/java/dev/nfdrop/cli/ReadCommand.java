package dev.nfdrop.cli;

import dev.nfdrop.cli.capture.CaptureReader;
import dev.nfdrop.cli.capture.CaptureReader.Progress;
import dev.nfdrop.cli.capture.RulesetSink;
import dev.nfdrop.cli.pcapng.IllegalCaptureException;
import dev.nfdrop.cli.sink.DropSink;
import dev.nfdrop.trace.select.SelectedPackets;
import dev.nfdrop.trace.select.Selection;
import java.io.BufferedInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `nfdrop read FILE`: prints the drops of a file as they were printed when it was written.
@Command(
    name = "read",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Print the drops in a file that --pcapng has written, on any machine.")
final class ReadCommand implements Callable<Integer> {
  private static final String STANDARD_INPUT = "-";

  private final Shutdown shutdown;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "FILE", description = "The file; - is standard input.")
  private String file = STANDARD_INPUT;

  @Parameters(
      index = "1..*",
      paramLabel = FilterWords.LABEL,
      arity = "0..*",
      description = FilterWords.DESCRIPTION)
  private List<String> filter = new ArrayList<>();

  @Mixin private SelectionOptions selection = new SelectionOptions();

  @Mixin private OutputOptions output = new OutputOptions();

  @Mixin private CaptureOptions capture = new CaptureOptions();

  @Option(names = "--count", paramLabel = "N", description = "End after N drops.")
  private Optional<Long> count = Optional.empty();

  @Option(
      names = "--rulesets",
      description = "Print the rulesets that the drops came from, instead of the drops.")
  private boolean rulesets;

  ReadCommand(Shutdown shutdown) {
    this.shutdown = shutdown;
  }

  @Override
  public Integer call() {
    if (count.isPresent() && count.get() < 1) {
      throw new ParameterException(spec.commandLine(), "--count must be at least 1");
    }
    refuseToOverwrite();
    var packets = FilterWords.compile(spec.commandLine(), filter);
    try (var in = open();
        var sink = sink()) {
      return read(new CaptureReader(in), sink, selection.selection(packets));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  private int read(CaptureReader reader, DropSink sink, Selection selected) throws IOException {
    var printer = new LimitedPrinter(sink, count.orElse(Long.MAX_VALUE));
    var listener = SelectedPackets.of(selected, printer);
    var progress = Progress.MORE;
    try {
      while (progress == Progress.MORE
          && !printer.isDone()
          && !sink.readerGone()
          && !shutdown.requested()) {
        progress = reader.next(listener);
      }
    } catch (IllegalCaptureException e) {
      sink.flush();
      return Messages.refuse(file + ": " + e.getMessage(), ExitStatus.FAILED);
    }
    sink.flush();
    return status(reader, progress);
  }

  private int status(CaptureReader reader, Progress progress) {
    if (progress == Progress.CUT_OFF) {
      return Messages.refuse(
          "%s ends in the middle of the block at offset %d: all before it was read"
              .formatted(file, reader.offset()),
          ExitStatus.FAILED);
    }
    if (reader.foreign() > 0) {
      var message = "%s: %d packets without a drop of nfdrop's".formatted(file, reader.foreign());
      return Messages.refuse(message, reader.ours() > 0 ? ExitStatus.FINE : ExitStatus.FAILED);
    }
    return ExitStatus.FINE;
  }

  private DropSink sink() {
    return rulesets
        ? new RulesetSink(new FileOutputStream(FileDescriptor.out))
        : capture.sink(output, Optional.empty());
  }

  private InputStream open() throws IOException {
    if (file.equals(STANDARD_INPUT)) {
      return new BufferedInputStream(new FileInputStream(FileDescriptor.in));
    }
    try {
      return new BufferedInputStream(Files.newInputStream(Path.of(file)));
    } catch (NoSuchFileException e) {
      throw new IOException("no such file", e);
    }
  }

  private void refuseToOverwrite() {
    var target = capture.path();
    try {
      if (target.isPresent()
          && Files.exists(target.get())
          && !file.equals(STANDARD_INPUT)
          && Files.isSameFile(target.get(), Path.of(file))) {
        throw new ParameterException(
            spec.commandLine(), "--pcapng would overwrite the file that is read");
      }
    } catch (IOException e) {
      // Whoever opens the file says what is wrong with it.
    }
  }
}
