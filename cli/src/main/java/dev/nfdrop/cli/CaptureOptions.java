package dev.nfdrop.cli;

import dev.nfdrop.cli.capture.CaptureFile;
import dev.nfdrop.cli.capture.CaptureFiles;
import dev.nfdrop.cli.capture.PcapngSink;
import dev.nfdrop.cli.capture.RotatedFiles;
import dev.nfdrop.cli.sink.DropSink;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The options that say which pcapng file drops are written to.
final class CaptureOptions {
  private static final String STANDARD_OUTPUT = "-";

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // picocli sets it before it is needed
  private CommandSpec spec;

  @Option(
      names = "--pcapng",
      paramLabel = "FILE",
      description =
          "Write drops with their packets to this file, for Wireshark and for 'nfdrop read'; - is"
              + " standard output. With a file, drops are printed as well.")
  private Optional<String> file = Optional.empty();

  @Option(
      names = {"-q", "--quiet"},
      description = "With --pcapng FILE: print no drops.")
  private boolean quiet;

  @Option(
      names = "--rotate-size",
      paramLabel = "SIZE",
      converter = SizeConverter.class,
      description = "With --pcapng FILE: begin another file at this size, 100M or 1G.")
  private Optional<Long> rotateSize = Optional.empty();

  @Option(
      names = "--rotate-time",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "With --pcapng FILE: begin another file after this time, 5m or 1h.")
  private Optional<Duration> rotateTime = Optional.empty();

  @Option(
      names = "--rotate-keep",
      paramLabel = "N",
      description = "With --rotate-size or --rotate-time: keep the latest N files only.")
  private Optional<Integer> rotateKeep = Optional.empty();

  /// Where drops go; the caller closes it.
  ///
  /// @param system the operating system that packets come from, where that is known
  /// @throws ParameterException if the options contradict each other
  /// @throws java.io.UncheckedIOException if the file cannot be written
  DropSink sink(OutputOptions lines, Optional<String> system) {
    check(lines);
    if (file.isEmpty()) {
      return lines.sink();
    }
    var capture = new PcapngSink(files(file.get()), new PcapngSink.Origin(Version.text(), system));
    return quiet || toStandardOutput() ? capture : new BothSinks(capture, lines.sink());
  }

  /// The file to write, if it is one.
  Optional<Path> path() {
    return toStandardOutput() ? Optional.empty() : file.map(Path::of);
  }

  /// The first of these options that was given.
  Optional<String> option() {
    return file.map(_ -> "--pcapng")
        .or(() -> quiet ? Optional.of("--quiet") : Optional.empty())
        .or(() -> rotateSize.map(_ -> "--rotate-size"))
        .or(() -> rotateTime.map(_ -> "--rotate-time"))
        .or(() -> rotateKeep.map(_ -> "--rotate-keep"));
  }

  private void check(OutputOptions lines) {
    require(!quiet || path().isPresent(), "--quiet needs --pcapng FILE");
    require(!rotates() || path().isPresent(), "--rotate-size and --rotate-time need --pcapng FILE");
    require(
        rotates() || rotateKeep.isEmpty(), "--rotate-keep needs --rotate-size or --rotate-time");
    require(rotateKeep.orElse(1) >= 1, "--rotate-keep must be at least 1");
    require(
        !toStandardOutput() || !lines.isJson(), "--json and --pcapng - both want standard output");
    require(
        !toStandardOutput() || !Terminal.isStandardOutput(),
        "--pcapng - is not for a terminal: pipe it (| wireshark -k -i -), or name a file");
  }

  private void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new ParameterException(spec.commandLine(), otherwise);
    }
  }

  private boolean toStandardOutput() {
    return file.filter(STANDARD_OUTPUT::equals).isPresent();
  }

  private boolean rotates() {
    return rotateSize.isPresent() || rotateTime.isPresent();
  }

  private CaptureFiles files(String name) {
    if (toStandardOutput()) {
      return CaptureFiles.one(new FileOutputStream(FileDescriptor.out));
    }
    var path = Path.of(name);
    if (!rotates()) {
      return CaptureFiles.one(CaptureFile.open(path));
    }
    var limits =
        new RotatedFiles.Limits(
            rotateSize.map(OptionalLong::of).orElse(OptionalLong.empty()),
            rotateTime,
            rotateKeep.map(OptionalInt::of).orElse(OptionalInt.empty()));
    return new RotatedFiles(path, limits, InstantSource.system(), ZoneId.systemDefault());
  }
}
