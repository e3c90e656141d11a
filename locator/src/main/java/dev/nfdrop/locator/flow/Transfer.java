package dev.nfdrop.locator.flow;

import dev.nfdrop.locator.machine.Condition;
import dev.nfdrop.locator.machine.Control;
import dev.nfdrop.locator.machine.Effect;
import dev.nfdrop.locator.machine.Expression;
import dev.nfdrop.locator.machine.Instruction;
import dev.nfdrop.locator.machine.Width;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What one instruction does to a [State].
final class Transfer {
  /// Larger values are not worth following.
  private static final int LARGEST_VALUE = 24;

  private final Graph graph;
  private final Convention convention;
  private final Exposure exposure;
  private final Optional<Place.OnStack> pinned;

  /// @param exposure collects the objects whose addresses the instructions give away
  /// @param pinned a slot that keeps its value whatever a call or a store to an array may do
  Transfer(Graph graph, Convention convention, Exposure exposure, Optional<Place.OnStack> pinned) {
    this.graph = graph;
    this.convention = convention;
    this.exposure = exposure;
    this.pinned = pinned;
  }

  /// Runs an instruction; true if it exposed an object that was not exposed before.
  boolean apply(Instruction instruction, State state) {
    return new Step(instruction, state).run();
  }

  /// Whether a flow ends behind an instruction.
  boolean ends(Instruction instruction, State state, Scope scope) {
    return (instruction.control() instanceof Control.Call && scope.ends(instruction))
        || overwrites(instruction, state, scope);
  }

  private boolean overwrites(Instruction instruction, State state, Scope scope) {
    return scope.last().isPresent()
        && storedAt(instruction, state, scope.last().get().offset()).isPresent();
  }

  /// The value that an instruction stores at exactly this stack offset, if it does.
  Optional<Value> storedAt(Instruction instruction, State state, long offset) {
    var slot = new Value.StackAddress(offset);
    for (var effect : instruction.effects()) {
      if (effect instanceof Effect.Store(var address, var width, var value)
          && evaluate(instruction, state, address).equals(slot)) {
        return Optional.of(Arithmetic.truncate(evaluate(instruction, state, value), width));
      }
    }
    return Optional.empty();
  }

  /// What an instruction writes to memory, in the state before it.
  List<Stored> stores(Instruction instruction, State state) {
    var stores = new ArrayList<Stored>();
    for (var effect : instruction.effects()) {
      if (effect instanceof Effect.Store(var address, var width, var value)) {
        stores.add(
            new Stored(
                instruction,
                stores.size(),
                evaluate(instruction, state, address),
                Arithmetic.truncate(evaluate(instruction, state, value), width)));
      }
    }
    return stores;
  }

  /// Whether a branch's condition holds.
  Decision decide(Instruction branch, State state) {
    return branch.control() instanceof Control.Branch(var condition, _)
        ? new Step(branch, state).decide(condition)
        : Decision.EITHER;
  }

  /// The value that an expression of an instruction has before it.
  Value evaluate(Instruction instruction, State state, Expression expression) {
    return new Step(instruction, state).evaluate(expression);
  }

  private boolean isPinned(Place.OnStack slot) {
    return pinned.filter(slot::equals).isPresent();
  }

  /// One instruction in one state: reads everything first, then writes.
  private final class Step {
    private final Instruction instruction;
    private final State state;
    private boolean exposedMore;
    private int unknowns;

    Step(Instruction instruction, State state) {
      this.instruction = instruction;
      this.state = state;
    }

    boolean run() {
      var effects = instruction.effects();
      var writes = new Runnable[effects.size()];
      for (int i = 0; i < writes.length; i++) {
        writes[i] = prepare(effects.get(i));
      }
      for (var write : writes) {
        write.run();
      }
      if (instruction.control() instanceof Control.Call && !graph.names().isTracer(instruction)) {
        call();
      }
      return exposedMore;
    }

    private Runnable prepare(Effect effect) {
      return switch (effect) {
        case Effect.Assign(var target, var expression) -> {
          var value = evaluate(expression);
          yield () -> state.put(target, value);
        }
        case Effect.Store(var address, var width, var expression) -> {
          var to = evaluate(address);
          var value = Arithmetic.truncate(evaluate(expression), width);
          yield () -> store(to, width, value);
        }
        case Effect.SetFlags(var operation, var width, var left, var right) -> {
          var flags =
              new Flags(
                  operation,
                  width,
                  Arithmetic.truncate(evaluate(left), width),
                  Arithmetic.truncate(evaluate(right), width));
          yield () -> state.setFlags(flags);
        }
        case Effect.Clobber(var registers) -> () -> registers.forEach(state::forget);
        case Effect.ClobberFlags() -> () -> state.setFlags(null);
        case Effect.ClobberMemory(var address, var bytes) -> {
          var to = evaluate(address);
          var count = evaluate(bytes);
          yield () -> clobber(to, count);
        }
        case Effect.ClobberEverything() -> this::clobberEverything;
      };
    }

    Value evaluate(Expression expression) {
      var value = compute(expression);
      boolean isSmall =
          expression instanceof Expression.Read || expression instanceof Expression.Immediate;
      return isSmall || value.size() <= LARGEST_VALUE ? value : unknown();
    }

    private Value unknown() {
      return new Value.Opaque(instruction.address(), ++unknowns);
    }

    private Value compute(Expression expression) {
      return switch (expression) {
        case Expression.Immediate(var number) ->
            isSymbolic() ? symbol() : new Value.Constant(number);
        case Expression.Read(var register, var width) ->
            Arithmetic.truncate(state.register(register).orElseGet(this::unknown), width);
        case Expression.Load(var address, var width) -> load(evaluate(address), width);
        case Expression.Binary(var operator, var width, var left, var right) ->
            Arithmetic.combine(operator, width, evaluate(left), evaluate(right));
        case Expression.SignExtend(var part, var from) ->
            Arithmetic.signExtend(evaluate(part), from);
        case Expression.Truncate(var whole, var to) -> Arithmetic.truncate(evaluate(whole), to);
        case Expression.Insert(var whole, var part, var width) ->
            Arithmetic.insert(evaluate(whole), evaluate(part), width);
        case Expression.Select(var condition, var whenTrue, var whenFalse) ->
            select(decide(condition), evaluate(whenTrue), evaluate(whenFalse));
        case Expression.Unknown _ -> unknown();
      };
    }

    /// Whether the immediate is a symbol's address; that of a branch is its target.
    private boolean isSymbolic() {
      return instruction.control() instanceof Control.Next
          && graph.names().isReferring(instruction);
    }

    private Value symbol() {
      return new Value.Symbolic(graph.names().symbol(instruction), instruction.address());
    }

    private Value select(Decision decision, Value whenTrue, Value whenFalse) {
      return switch (decision) {
        case YES -> whenTrue;
        case NO -> whenFalse;
        case EITHER -> whenTrue.equals(whenFalse) ? whenTrue : unknown();
      };
    }

    Decision decide(Condition condition) {
      return switch (condition) {
        case Condition.Flags(var relation) ->
            state.flags().map(flags -> Decision.of(relation, flags)).orElse(Decision.EITHER);
        case Condition.Compare(var relation, var width, var left, var right) ->
            evaluate(left) instanceof Value.Constant(var a)
                    && evaluate(right) instanceof Value.Constant(var b)
                ? Decision.compare(relation, width, a, b)
                : Decision.EITHER;
      };
    }

    private Value load(Value address, Width width) {
      return switch (address) {
        case Value.StackAddress(var offset) ->
            state.load(offset, width).orElseGet(() -> new Value.Loaded(address, width));
        case Value.StackElement _, Value.Opaque _ -> unknown();
        default -> new Value.Loaded(address, width);
      };
    }

    private void store(Value address, Width width, Value value) {
      if (address instanceof Value.StackAddress(var offset)) {
        state.store(offset, width, value);
      } else {
        clobber(address, new Value.Constant(width.bytes()));
      }
      giveAway(value);
    }

    /// Forgets what a store of unknown bytes, or to an unknown address, may have changed.
    private void clobber(Value address, Value bytes) {
      switch (address) {
        case Value.StackAddress(var offset) -> {
          if (bytes instanceof Value.Constant(var count)) {
            state.forgetStack(slot -> slot.overlaps(offset, count));
          } else {
            state.forgetStack(slot -> slot.end() > offset && !isSaved(slot));
          }
        }
        case Value.StackElement(var offset) ->
            state.forgetStack(
                slot -> exposure.reaches(offset, slot) && !isSaved(slot) && !isPinned(slot));
        default -> {
          if (mayBeStack(address)) {
            forgetExposed();
          }
        }
      }
    }

    private static boolean mayBeStack(Value address) {
      return switch (address) {
        case Value.Sum(var base, _) -> mayBeStack(base);
        case Value.Constant _, Value.Initial _, Value.Loaded _, Value.Symbolic _ -> false;
        case Value.Combined _, Value.Inserted _, Value.Truncated _ -> true;
        case Value.Merge _, Value.Named _, Value.Opaque _, Value.SignExtended _ -> true;
        case Value.StackAddress _, Value.StackElement _ -> true;
      };
    }

    private void forgetExposed() {
      state.forgetStack(slot -> exposure.covers(slot) && !isSaved(slot) && !isPinned(slot));
    }

    /// Whether a slot keeps a register of the caller, which nothing but the epilogue reads.
    private boolean isSaved(Place.OnStack slot) {
      return state.at(slot).orElseThrow() instanceof Value.Initial(var register)
          && convention.preserved().contains(register);
    }

    private void giveAway(Value value) {
      switch (value) {
        case Value.StackAddress(var offset) -> exposedMore |= exposure.expose(offset);
        case Value.StackElement(var offset) -> exposedMore |= exposure.expose(offset);
        default -> {}
      }
    }

    private void call() {
      convention
          .arguments()
          .forEach(register -> state.register(register).ifPresent(this::giveAway));
      convention.scratch().forEach(state::forget);
      state.put(convention.returnValue(), new Value.Opaque(instruction.address(), 0));
      state.setFlags(null);
      forgetExposed();
    }

    private void clobberEverything() {
      state.forgetAllBut(convention.stackPointer());
    }
  }
}
