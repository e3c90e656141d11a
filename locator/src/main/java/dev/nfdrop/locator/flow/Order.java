package dev.nfdrop.locator.flow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/// The blocks that can be reached from a function's entry, in reverse postorder: but for loops, a
/// block comes after all that lead to it. A block's rank is its place in this order, from 0.
final class Order {
  private final List<Block> blocks;
  private final Map<Long, Integer> ranks = new HashMap<>();

  private Order(List<Block> blocks) {
    this.blocks = blocks;
    for (int rank = 0; rank < blocks.size(); rank++) {
      ranks.put(blocks.get(rank).start(), rank);
    }
  }

  static Order of(Graph graph) {
    var seen = new HashSet<Long>();
    var postorder = new ArrayList<Block>();
    record Frame(Block block, int next) {}
    var stack = new ArrayList<Frame>();
    stack.add(new Frame(graph.block(graph.entry()), 0));
    seen.add(graph.entry());
    while (!stack.isEmpty()) {
      var frame = stack.removeLast();
      var edges = frame.block.edges();
      if (frame.next == edges.size()) {
        postorder.add(frame.block);
        continue;
      }
      stack.add(new Frame(frame.block, frame.next + 1));
      long to = edges.get(frame.next).to();
      if (seen.add(to)) {
        stack.add(new Frame(graph.block(to), 0));
      }
    }
    return new Order(List.copyOf(postorder.reversed()));
  }

  int size() {
    return blocks.size();
  }

  Block block(int rank) {
    return blocks.get(rank);
  }

  /// @param start the address of a block that can be reached
  int rank(long start) {
    var rank = ranks.get(start);
    if (rank == null) {
      throw new IllegalArgumentException("never reached: 0x" + Long.toHexString(start));
    }
    return rank;
  }
}
