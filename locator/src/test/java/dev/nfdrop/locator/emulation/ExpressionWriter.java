package dev.nfdrop.locator.emulation;

import dev.nfdrop.locator.emulation.Ground.PlacedExpression;
import dev.nfdrop.locator.emulation.RuleSet.Expression;
import dev.nfdrop.locator.emulation.RuleSet.Rule;
import java.util.List;
import java.util.Map;

/// Writes expressions as `struct nft_expr` with the data of `struct nft_immediate_expr`
/// (include/net/netfilter/nf_tables.h, nf_tables_core.h).
///
/// @param operations address of their `struct nft_expr_ops`
/// @param chains the address of each chain of the rule set
/// @param placed takes what has been written, by address
record ExpressionWriter(long operations, List<Long> chains, Map<Long, PlacedExpression> placed) {
  private static final int CODE = 8;
  private static final int CHAIN = 16;
  private static final int REGISTER = 24;
  private static final int LENGTH = 25;
  private static final int SIZE = 32;

  private static final int NFT_REG_VERDICT = 0;

  /// `struct nft_verdict`.
  private static final int VERDICT_BYTES = 16;

  private static final int OPERATIONS_BYTES = 256;
  private static final int OPERATIONS_EVAL = 0;
  private static final int OPERATIONS_SIZE = 16;

  /// Operations that run the code at an address.
  static long operations(Heap heap, long eval) {
    long operations = heap.allocate(OPERATIONS_BYTES);
    heap.putLong(operations + OPERATIONS_EVAL, eval);
    heap.putInt(operations + OPERATIONS_SIZE, SIZE);
    return operations;
  }

  /// Bytes of a rule's expressions.
  int size(Rule rule) {
    return rule.expressions().size() * SIZE;
  }

  /// @param data where the rule's expressions begin
  void write(Heap heap, long address, long data, Rule rule) {
    long at = data;
    for (var expression : rule.expressions()) {
      placed.put(at, new PlacedExpression(address, expression));
      write(heap, at, expression);
      at += SIZE;
    }
  }

  private void write(Heap heap, long at, Expression expression) {
    heap.putLong(at, operations);
    heap.putInt(at + CODE, expression.code());
    heap.putLong(at + CHAIN, chains.get(expression.target()));
    heap.putByte(at + REGISTER, NFT_REG_VERDICT);
    heap.putByte(at + LENGTH, VERDICT_BYTES);
  }
}
