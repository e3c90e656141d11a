package dev.nfdrop.cli;

/// The seed of random tests: `-Dtest.seed=N`, or another one each time.
public final class Seed {
  private Seed() {}

  public static long next() {
    return Long.getLong("test.seed", System.nanoTime());
  }
}
