package dev.nfdrop.cli;

import dev.nfdrop.cli.sink.DropSink;
import dev.nfdrop.trace.Opening;
import dev.nfdrop.trace.Tracer;
import dev.nfdrop.trace.filter.PacketFilter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `nfdrop [trace]`: prints each drop with the rule that did it, while it happens.
@Command(
    name = "trace",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Print each packet that nf_tables drops, with the rule that dropped it.")
final class TraceCommand implements Callable<Integer> {
  private static final Duration POLL = Duration.ofMillis(100);

  private static final String SYSTEM =
      System.getProperty("os.name") + " " + System.getProperty("os.version");

  private final Shutdown shutdown;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  private CommandSpec spec;

  @Mixin private EngineOptions engine = new EngineOptions();

  @Mixin private SelectionOptions selection = new SelectionOptions();

  @Mixin private OutputOptions output = new OutputOptions();

  @Mixin private CaptureOptions capture = new CaptureOptions();

  @Mixin private CountOptions counts = new CountOptions();

  @Option(names = "--count", paramLabel = "N", description = "End after N drops.")
  private Optional<Long> count = Optional.empty();

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "End after this time: 500ms, 20s, 5m, 1h.")
  private Optional<Duration> duration = Optional.empty();

  @Parameters(paramLabel = FilterWords.LABEL, arity = "0..*", description = FilterWords.DESCRIPTION)
  private List<String> filter = new ArrayList<>();

  TraceCommand(Shutdown shutdown) {
    this.shutdown = shutdown;
  }

  @Override
  public Integer call() {
    if (count.isPresent() && count.get() < 1) {
      throw new ParameterException(spec.commandLine(), "--count must be at least 1");
    }
    counts.check(prints());
    var packets = FilterWords.compile(spec.commandLine(), filter);
    var status = new StatusLines();
    packets.flatMap(PacketFilter::remark).ifPresent(status::hint);
    var request = engine.request(selection.selection(packets), counts.only());
    if (counts.only()) {
      return traced(Tracer.open(request, status), this::count);
    }
    try (var sink = capture.sink(output, Optional.of(SYSTEM))) {
      return traced(Tracer.open(request, status), tracer -> trace(tracer, sink));
    }
  }

  /// The option that needs drops one by one, if one was given.
  private Optional<String> prints() {
    return count.map(_ -> "--count").or(capture::option);
  }

  private static int traced(Opening opening, ToIntFunction<Tracer> command) {
    return switch (opening) {
      case Opening.Open(var tracer) -> {
        System.gc(); // the kernel's symbols and code, most of the heap, are needed no more
        yield command.applyAsInt(tracer);
      }
      case Opening.NotPermitted(var reason) -> Messages.refuse(reason, ExitStatus.NOT_PERMITTED);
      case Opening.Unsupported(var reason) -> Messages.refuse(reason, ExitStatus.UNSUPPORTED);
    };
  }

  private int trace(Tracer tracer, DropSink sink) {
    try (tracer) {
      var printer = new LimitedPrinter(sink, count.orElse(Long.MAX_VALUE));
      var started = System.nanoTime();
      while (!isOver(started) && !printer.isDone() && !sink.readerGone()) {
        tracer.poll(POLL, printer);
        sink.flush();
      }
      tracer.stop();
      tracer.drain(printer);
      sink.flush();
      return end(printer.printed() + " printed", tracer);
    }
  }

  private int count(Tracer tracer) {
    try (tracer) {
      var nobody = new NoDrops();
      var printer = new CountPrinter(output.countSink(), tracer::counts, counts.interval());
      var started = System.nanoTime();
      while (!isOver(started) && !printer.readerGone()) {
        tracer.poll(POLL, nobody);
        printer.look();
      }
      tracer.stop();
      tracer.drain(nobody);
      return end(printer.end() + " counted", tracer);
    }
  }

  private int end(String done, Tracer tracer) {
    System.err.println(Messages.totals(done, tracer.totals(), !filter.isEmpty()));
    return ExitStatus.FINE;
  }

  private boolean isOver(long startedNanos) {
    return shutdown.requested()
        || duration.filter(span -> since(startedNanos).compareTo(span) >= 0).isPresent();
  }

  private static Duration since(long startedNanos) {
    return Duration.ofNanos(System.nanoTime() - startedNanos);
  }
}
