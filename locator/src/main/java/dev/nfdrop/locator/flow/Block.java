package dev.nfdrop.locator.flow;

import dev.nfdrop.locator.machine.Instruction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Instructions that run one after another. A call ends a block, so that what runs after the call
/// is a block of its own.
///
/// @param instructions at least one
/// @param edges where execution goes from here
/// @param exit how it leaves the function, if it does
public record Block(List<Instruction> instructions, List<Edge> edges, Exit exit) {
  public Block {
    instructions = List.copyOf(instructions);
    edges = List.copyOf(edges);
  }

  /// How a block leaves the function.
  public enum Exit {
    /// It does not.
    NONE,
    /// By returning.
    RETURN,
    /// By jumping into another function.
    TAIL_CALL,
    /// By a call that does not come back.
    NO_RETURN,
    /// To a place that is not known.
    UNKNOWN
  }

  /// Blocks of one graph differ in their start; the instructions need not be looked at.
  @Override
  public int hashCode() {
    return Long.hashCode(start());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof Block that
            && start() == that.start()
            && exit == that.exit
            && edges.equals(that.edges)
            && instructions.equals(that.instructions));
  }

  public long start() {
    return instructions.getFirst().address();
  }

  public Instruction last() {
    return instructions.getLast();
  }

  /// The address behind its last byte.
  public long end() {
    return last().end();
  }
}
