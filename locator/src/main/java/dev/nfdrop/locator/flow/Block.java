package dev.nfdrop.locator.flow;

import dev.nfdrop.locator.machine.Instruction;
import java.util.List;

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
