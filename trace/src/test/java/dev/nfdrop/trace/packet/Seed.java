package dev.nfdrop.trace.packet;

/// Where random tests begin: a new place each run, or the one given with `-Dnfdrop.seed=N`.
public final class Seed {
  private Seed() {}

  /// Prints the seed, so that a failure can be repeated.
  public static long next(Class<?> test) {
    long seed = Long.getLong("nfdrop.seed", System.nanoTime());
    System.out.println(test.getSimpleName() + ": -Dnfdrop.seed=" + seed);
    return seed;
  }
}
