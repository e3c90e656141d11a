package dev.nfdrop.locator.flow;

import dev.nfdrop.locator.machine.Instruction;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The values that a data flow found.
public final class Solution {
  private final Graph graph;
  private final Transfer transfer;
  private final Scope scope;
  private final Set<Long> starts;
  private final Map<Long, State> entries;
  private final Map<Value.Merge, Map<Long, Value>> inputs;

  Solution(
      Graph graph,
      Transfer transfer,
      Scope scope,
      Set<Long> starts,
      Map<Long, State> entries,
      Map<Value.Merge, Map<Long, Value>> inputs) {
    this.graph = graph;
    this.transfer = transfer;
    this.scope = scope;
    this.starts = Set.copyOf(starts);
    this.entries = entries;
    this.inputs = inputs;
  }

  public boolean reaches(Block block) {
    return entries.containsKey(block.start());
  }

  /// The blocks that some path comes to, by address.
  public List<Block> reached() {
    return graph.blocks().stream().filter(this::reaches).toList();
  }

  /// Whether every path out of the function leads through one of these blocks.
  public boolean leavesOnlyThrough(Set<Long> blocks) {
    var seen = new HashSet<>(blocks);
    var open = new ArrayDeque<>(starts());
    while (!open.isEmpty()) {
      var block = open.pop();
      if (!seen.add(block.start())) {
        continue;
      }
      if (block.exit() == Block.Exit.RETURN || block.exit() == Block.Exit.TAIL_CALL) {
        return false;
      }
      open.addAll(successors(block));
    }
    return true;
  }

  /// The state before an instruction, if any path comes there.
  public Optional<State> before(Instruction instruction) {
    return graph
        .containing(instruction.address())
        .filter(this::reaches)
        .map(block -> before(block, instruction));
  }

  private State before(Block block, Instruction wanted) {
    var state = entry(block);
    for (var instruction : block.instructions()) {
      if (instruction.address() >= wanted.address()) {
        break;
      }
      transfer.apply(instruction, state);
    }
    return state;
  }

  /// The state that an instruction makes of the one before it, which stays as it is.
  public State behind(Instruction instruction, State before) {
    var state = before.copy();
    transfer.apply(instruction, state);
    return state;
  }

  /// The values that reached instructions store at exactly this stack offset.
  public Set<Value> storedAt(long offset) {
    var stored = new LinkedHashSet<Value>();
    for (var block : reached()) {
      var state = entry(block);
      for (var instruction : block.instructions()) {
        transfer.storedAt(instruction, state, offset).ifPresent(stored::add);
        transfer.apply(instruction, state);
      }
    }
    return stored;
  }

  /// What reached instructions write to memory, in the order of addresses; an instruction that
  /// writes twice is there twice.
  public List<Stored> stores() {
    var stores = new ArrayList<Stored>();
    for (var block : reached()) {
      var state = entry(block);
      for (var instruction : block.instructions()) {
        stores.addAll(transfer.stores(instruction, state));
        transfer.apply(instruction, state);
      }
    }
    return stores;
  }

  /// The state after a block's last instruction.
  public State after(Block block) {
    var state = entry(block);
    block.instructions().forEach(instruction -> transfer.apply(instruction, state));
    return state;
  }

  private State entry(Block block) {
    var state = entries.get(block.start());
    if (state == null) {
      throw new IllegalArgumentException("not reached: 0x" + Long.toHexString(block.start()));
    }
    return state.copy();
  }

  /// The blocks that some path goes to from a block.
  public List<Block> successors(Block block) {
    var state = entry(block);
    for (var instruction : block.instructions()) {
      boolean ends = transfer.ends(instruction, state, scope);
      transfer.apply(instruction, state);
      if (ends) {
        return List.of();
      }
    }
    var decision = transfer.decide(block.last(), state);
    return block.edges().stream()
        .filter(edge -> decision.allows(edge))
        .map(edge -> graph.block(edge.to()))
        .toList();
  }

  /// The blocks where the flow starts.
  public List<Block> starts() {
    return starts.stream().map(graph::block).toList();
  }

  /// The blocks that some path leaves the function from, or stops in.
  public List<Block> leaving(Block.Exit exit) {
    return reached().stream().filter(block -> block.exit() == exit).toList();
  }

  /// The same for every merge.
  Map<Value.Merge, Map<Long, Value>> inputs() {
    return inputs;
  }

  /// What each way into a merge's block brought, by the address of the block it comes from; -1 for
  /// the start of the flow.
  public Map<Long, Value> inputs(Value.Merge merge) {
    return inputs.getOrDefault(merge, Map.of());
  }

  /// The values other than merges that a value can be.
  public Set<Value> origins(Value value) {
    var origins = new LinkedHashSet<Value>();
    var open = new ArrayList<>(List.of(value));
    var seen = new LinkedHashSet<Value>();
    while (!open.isEmpty()) {
      var next = open.removeLast();
      if (seen.add(next)) {
        if (next instanceof Value.Merge merge && inputs.containsKey(merge)) {
          open.addAll(inputs(merge).values());
        } else {
          origins.add(next);
        }
      }
    }
    return origins;
  }
}
