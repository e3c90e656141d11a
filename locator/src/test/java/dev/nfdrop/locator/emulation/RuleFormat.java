package dev.nfdrop.locator.emulation;

import dev.nfdrop.locator.emulation.RuleSet.Rule;
import java.util.ArrayList;
import java.util.List;

/// How a chain holds its rules (include/net/netfilter/nf_tables.h).
enum RuleFormat {
  /// `struct nft_rule **` with NULL behind the last: before Linux 5.17.
  POINTERS {
    @Override
    Written write(Heap heap, List<Rule> rules, ExpressionWriter writer) {
      var addresses = new ArrayList<Long>();
      for (var rule : rules) {
        int size = writer.size(rule);
        long address = heap.allocate(RULE_DATA + size);
        // struct nft_rule: list, then handle 42 bits, genmask 2, dlen 12, udata 1
        heap.putLong(address + RULE_BITS, handle(addresses) | (long) size << 44);
        writer.write(heap, address, address + RULE_DATA, rule);
        addresses.add(address);
      }
      long array = heap.allocate((rules.size() + 1) * Long.BYTES);
      for (int i = 0; i < rules.size(); i++) {
        heap.putLong(array + (long) i * Long.BYTES, addresses.get(i));
      }
      heap.putLong(array + (long) rules.size() * Long.BYTES, 0);
      var behind = new ArrayList<Long>();
      for (int i = 1; i <= rules.size(); i++) {
        behind.add(array + (long) i * Long.BYTES);
      }
      return new Written(array, List.copyOf(addresses), List.copyOf(behind));
    }
  },

  /// `struct nft_rule_blob` of `struct nft_rule_dp`, of which the last has no expressions.
  BLOB {
    @Override
    Written write(Heap heap, List<Rule> rules, ExpressionWriter writer) {
      int size = rules.stream().mapToInt(rule -> RULE_DP_DATA + writer.size(rule)).sum();
      long blob = heap.allocate(BLOB_DATA + size + RULE_DP_LAST);
      heap.putLong(blob, size);
      long at = blob + BLOB_DATA;
      var addresses = new ArrayList<Long>();
      for (var rule : rules) {
        // struct nft_rule_dp: is_last 1 bit, dlen 12, handle 42
        heap.putLong(at, (long) writer.size(rule) << 1 | handle(addresses) << 13);
        writer.write(heap, at, at + RULE_DP_DATA, rule);
        addresses.add(at);
        at += RULE_DP_DATA + writer.size(rule);
      }
      heap.putLong(at, 1);
      var behind = new ArrayList<>(addresses);
      behind.add(at);
      return new Written(
          blob, List.copyOf(addresses), List.copyOf(behind.subList(1, behind.size())));
    }
  };

  private static final int RULE_BITS = 16;
  private static final int RULE_DATA = 24;
  private static final int RULE_DP_DATA = 8;
  private static final int RULE_DP_LAST = 32;
  private static final int BLOB_DATA = 8;

  /// A chain's rules in memory.
  ///
  /// @param start what the chain points to
  /// @param rules the address of each
  /// @param behind what the kernel remembers of each where it jumps: where it goes on afterwards
  record Written(long start, List<Long> rules, List<Long> behind) {}

  abstract Written write(Heap heap, List<Rule> rules, ExpressionWriter writer);

  private static long handle(List<Long> before) {
    return before.size() + 1L;
  }

  /// The one that a kernel uses.
  ///
  /// @param release such as `6.1.0-50-amd64`
  static RuleFormat of(String release) {
    var numbers = release.split("[.-]", 3);
    int version = Integer.parseInt(numbers[0]) * 1000 + Integer.parseInt(numbers[1]);
    return version < 5017 ? POINTERS : BLOB;
  }
}
