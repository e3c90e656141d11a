package dev.nfdrop.locator.flow;

import java.util.Arrays;

/// The states that came into a block, one for each block they came from, sorted by its rank.
final class Ways {
  /// Stands for the rank of a block where a flow does not come from one, but starts.
  static final int START = -1;

  private int[] ranks = new int[2];
  private State[] states = new State[2];
  private int count;

  /// Notes the newest state on a way.
  void put(int rank, State state) {
    int found = Arrays.binarySearch(ranks, 0, count, rank);
    if (found < 0) {
      found = -found - 1;
      insert(found);
      ranks[found] = rank;
    }
    states[found] = state;
  }

  private void insert(int at) {
    if (count == ranks.length) {
      ranks = Arrays.copyOf(ranks, 2 * count);
      states = Arrays.copyOf(states, 2 * count);
    }
    System.arraycopy(ranks, at, ranks, at + 1, count - at);
    System.arraycopy(states, at, states, at + 1, count - at);
    count++;
  }

  int count() {
    return count;
  }

  /// Where a way comes from; [#START] at the start of a flow.
  int rank(int way) {
    return ranks[way];
  }

  State state(int way) {
    return states[way];
  }
}
