package dev.nfdrop.locator.emulation;

import dev.nfdrop.locator.machine.Condition;
import dev.nfdrop.locator.machine.Expression;
import dev.nfdrop.locator.machine.Relation;
import dev.nfdrop.locator.machine.Width;
import java.util.Optional;
import java.util.function.LongFunction;

/// Evaluates expressions in the state before an instruction. Empty is an unknown value.
///
/// @param registers by their place in the architecture's enum
/// @param memory eight bytes at an address, empty where there is no memory
@SuppressWarnings("ArrayRecordComponent")
record Interpreter(long[] registers, FlagBits flags, LongFunction<Optional<Long>> memory) {
  Optional<Long> value(Expression expression) {
    return switch (expression) {
      case Expression.Immediate(long value) -> Optional.of(value);
      case Expression.Read(var register, var width) ->
          Optional.of(width.truncate(registers[register.number()]));
      case Expression.Load(var address, var width) ->
          value(address).flatMap(memory::apply).map(width::truncate);
      case Expression.Binary(var operator, var width, var left, var right) ->
          value(left).flatMap(l -> value(right).map(r -> operator.apply(width, l, r)));
      case Expression.SignExtend(var value, var from) -> value(value).map(from::signExtend);
      case Expression.Truncate(var value, var to) -> value(value).map(to::truncate);
      case Expression.Insert(var whole, var part, var width) ->
          value(whole).flatMap(w -> value(part).map(p -> (w & ~width.mask()) | width.truncate(p)));
      case Expression.Select(var condition, var whenTrue, var whenFalse) ->
          holds(condition).flatMap(holds -> value(holds ? whenTrue : whenFalse));
      case Expression.Unknown _ -> Optional.empty();
    };
  }

  Optional<Boolean> holds(Condition condition) {
    return switch (condition) {
      case Condition.Flags(var relation) -> Optional.of(flags.holds(relation));
      case Condition.Compare(var relation, var width, var left, var right) ->
          value(left).flatMap(l -> value(right).map(r -> compare(relation, width, l, r)));
    };
  }

  static boolean compare(Relation relation, Width width, long left, long right) {
    long difference = width.signExtend(left - right);
    boolean less = width.signExtend(left) < width.signExtend(right);
    return new FlagBits(
            difference == 0,
            difference < 0,
            Long.compareUnsigned(width.truncate(left), width.truncate(right)) < 0,
            less != difference < 0,
            (Long.bitCount(difference & 0xff) & 1) == 0)
        .holds(relation);
  }
}
