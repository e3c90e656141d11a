package dev.nfdrop.cli;

/// Where random tests begin: `-Dnfdrop.seed=N`, which the build sets; without it, a new place.
public final class Seed {
  private Seed() {}

  /// Prints the seed, so that a failure can be repeated.
  public static long next(Class<?> test) {
    long seed = Long.getLong("nfdrop.seed", System.nanoTime());
    System.out.println(test.getSimpleName() + ": -Dnfdrop.seed=" + seed);
    return seed;
  }
}
