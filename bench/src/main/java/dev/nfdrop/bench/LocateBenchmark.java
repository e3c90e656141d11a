package dev.nfdrop.bench;

import dev.nfdrop.locator.image.KernelImage;
import dev.nfdrop.locator.machine.Code;
import dev.nfdrop.locator.site.Answer;
import dev.nfdrop.locator.site.Layout;
import dev.nfdrop.locator.site.Locator;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// How long the locator takes for `nft_do_chain()` of a module, in a JVM that is warm.
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 1,
    jvmArgs = {
      "-XX:+UseSerialGC",
      "-XX:TieredStopAtLevel=1",
      "-Xmx256m",
      "--enable-native-access=ALL-UNNAMED"
    })
public class LocateBenchmark {

  /// The module's file.
  @Param("")
  public String image = "";

  @SuppressWarnings("NullAway.Init") // read() sets it before any benchmark
  private Code code;

  public LocateBenchmark() {}

  /// Reads the code once.
  @Setup
  public void read() {
    code = readCode();
  }

  /// From the code to the answer.
  @Benchmark
  public Answer locate() {
    return Locator.locate(code, Layout.UNKNOWN);
  }

  /// From the file to the answer.
  @Benchmark
  public Answer readAndLocate() {
    return Locator.locate(readCode(), Layout.UNKNOWN);
  }

  private Code readCode() {
    try (var file = KernelImage.open(Path.of(image))) {
      return file.code("nft_do_chain").orElseThrow();
    }
  }
}
