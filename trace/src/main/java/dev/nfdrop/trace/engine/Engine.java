package dev.nfdrop.trace.engine;

import dev.nfdrop.ebpf.sys.NetworkNamespace;
import dev.nfdrop.trace.record.Amounts;
import dev.nfdrop.trace.record.DropSource;
import dev.nfdrop.trace.record.RawDrop;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// An engine that is attached and has been calibrated: what it reports and counts begins after
/// that. For one thread.
public final class Engine implements DropSource {
  private final String name;
  private final DropSource source;
  private final Optional<String> jumpProblem;
  private Counts before;
  private long missedBefore;

  /// @param jumpProblem what the calibration found wrong with the jumps, if anything: then they are
  ///   not told
  Engine(String name, DropSource source, Optional<String> jumpProblem) {
    this.name = name;
    this.source = source;
    this.jumpProblem = jumpProblem;
    jumpProblem.ifPresent(_ -> source.ignoreJumps());
    this.before = source.counts();
    this.missedBefore = source.missed();
  }

  /// As users give it to `--engine`.
  public String name() {
    return name;
  }

  @Override
  public void restrictTo(Optional<NetworkNamespace> only) {
    source.restrictTo(only);
  }

  /// Begins anew: what the calibration's packets have left in the buffer is nobody's. Until it is
  /// gone nothing else is seen, so that everything counts from the same moment on.
  @Override
  public void select(Optional<NetworkNamespace> only) {
    source.drain(_ -> {});
    before = source.counts();
    missedBefore = source.missed();
    source.select(only);
  }

  @Override
  public List<String> remarks() {
    var path =
        jumpProblem.map(
            why -> "the way through jumps is not shown: the calibration found it wrong: " + why);
    return Stream.concat(path.stream(), source.remarks().stream()).toList();
  }

  @Override
  public int poll(Duration timeout, Consumer<RawDrop> drops) {
    return source.poll(timeout, drops);
  }

  @Override
  public int drain(Consumer<RawDrop> drops) {
    return source.drain(drops);
  }

  @Override
  public Counts counts() {
    return source.counts().minus(before);
  }

  @Override
  public Amounts amounts() {
    return source.amounts();
  }

  @Override
  public void stop() {
    source.stop();
  }

  @Override
  public long missed() {
    return source.missed() - missedBefore;
  }

  @Override
  public void close() {
    source.close();
  }
}
