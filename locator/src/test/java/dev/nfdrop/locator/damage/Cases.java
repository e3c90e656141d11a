package dev.nfdrop.locator.damage;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;

/// Many cases, each made from a seed of its own and held to a bound of time. The bound of memory is
/// the heap that the build gives to the tests.
///
/// `-Dnfdrop.damaged.cases=N` makes more or fewer, `-Dnfdrop.seed=S` repeats a run. A case that
/// fails says the seed of which it is the first.
public final class Cases {
  /// How a case may end.
  public enum Outcome {
    LOCATED,
    REFUSED,
    NOT_THERE,
    WRONG_FORMAT,
    /// The function's code came out whole.
    UNTOUCHED
  }

  /// Makes damaged input and gives it to the locator.
  @FunctionalInterface
  public interface Case {
    Outcome run(RandomGenerator random);
  }

  private static final int TOTAL = Integer.getInteger("nfdrop.damaged.cases", 2000);

  /// Far more than an undamaged kernel takes: the machine may be busy.
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private Cases() {}

  /// Runs a share of all cases.
  ///
  /// @return how many ended how
  public static Map<Outcome, Integer> run(String what, int percent, Case body) {
    long seed = Long.getLong("nfdrop.seed", System.nanoTime());
    int count = Math.ceilDiv(TOTAL * percent, 100);
    var outcomes = new EnumMap<Outcome, Integer>(Outcome.class);
    long slowestNanos = 0;
    // Not closed: that would wait for a case that does not end.
    var worker = Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory());
    for (int i = 0; i < count; i++) {
      long start = System.nanoTime();
      outcomes.merge(run(new Trial(what, seed + i, body), worker), 1, Integer::sum);
      slowestNanos = Math.max(slowestNanos, System.nanoTime() - start);
    }
    worker.shutdown();
    System.out.printf(
        "damaged %s: -Dnfdrop.seed=%d, %s, slowest %d ms%n",
        what, seed, outcomes, Duration.ofNanos(slowestNanos).toMillis());
    return outcomes;
  }

  private static Outcome run(Trial trial, ExecutorService worker) {
    try {
      return worker.submit(trial::run).get(LONGEST.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError(trial.toString(), e.getCause());
    } catch (TimeoutException e) {
      throw new AssertionError(trial + " takes more than " + LONGEST, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private record Trial(String what, long seed, Case body) {
    Outcome run() {
      return body.run(new SplittableRandom(seed));
    }

    @Override
    public String toString() {
      return "damaged " + what + ", -Dnfdrop.seed=" + seed;
    }
  }
}
