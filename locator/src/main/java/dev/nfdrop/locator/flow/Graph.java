package dev.nfdrop.locator.flow;

import dev.nfdrop.locator.machine.Code;
import dev.nfdrop.locator.machine.Control;
import dev.nfdrop.locator.machine.Decoder;
import dev.nfdrop.locator.machine.Instruction;
import dev.nfdrop.locator.machine.PatchSite;
import dev.nfdrop.locator.machine.Target;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// A function's control flow: every instruction that can be reached from its entry, in blocks.
public final class Graph {
  private final Code code;
  private final Names names;
  private final NavigableMap<Long, Block> blocks;
  private final Order order;

  private Graph(Code code, Names names, NavigableMap<Long, Block> blocks) {
    this.code = code;
    this.names = names;
    this.blocks = blocks;
    this.order = Order.of(this);
  }

  public static Graph of(Code code, Decoder decoder) {
    var names = new Names(code);
    return new Graph(code, names, new Builder(code, decoder, names).build());
  }

  public Code code() {
    return code;
  }

  public Names names() {
    return names;
  }

  public long entry() {
    return code.main().address();
  }

  /// All blocks, by address.
  public Collection<Block> blocks() {
    return blocks.values();
  }

  public Block block(long start) {
    var block = blocks.get(start);
    if (block == null) {
      throw new IllegalArgumentException("no block at 0x" + Long.toHexString(start));
    }
    return block;
  }

  Order order() {
    return order;
  }

  /// The block that contains an instruction's address.
  public Optional<Block> containing(long address) {
    return Optional.ofNullable(blocks.floorEntry(address))
        .map(Map.Entry::getValue)
        .filter(block -> address < block.end());
  }

  /// Blocks whose successors are not known: computed jumps, bytes that do not decode.
  public List<Block> incomplete() {
    return blocks.values().stream().filter(block -> block.exit() == Block.Exit.UNKNOWN).toList();
  }

  /// What one instruction leads to.
  private record Step(List<Edge> edges, Block.Exit exit) {
    static Step to(long next) {
      return new Step(List.of(new Edge(next, Edge.When.ALWAYS)), Block.Exit.NONE);
    }

    static Step leaves(Block.Exit exit) {
      return new Step(List.of(), exit);
    }

    boolean isPlain(long next) {
      return exit == Block.Exit.NONE
          && edges.size() == 1
          && edges.getFirst().to() == next
          && edges.getFirst().when() == Edge.When.ALWAYS;
    }
  }

  /// Decodes along all edges, then cuts the instructions into blocks.
  private static final class Builder {
    private final Code code;
    private final Decoder decoder;
    private final Names names;
    private final Map<Long, PatchSite> keys = new HashMap<>();
    private final SortedMap<Long, Instruction> decoded = new TreeMap<>();
    private final Map<Long, Step> steps = new HashMap<>();
    private final TreeSet<Long> leaders = new TreeSet<>();

    Builder(Code code, Decoder decoder, Names names) {
      this.code = code;
      this.decoder = decoder;
      this.names = names;
      for (var site : code.patchSites()) {
        if (site.kind() == PatchSite.Kind.STATIC_KEY) {
          keys.put(site.address(), site);
        }
      }
    }

    NavigableMap<Long, Block> build() {
      explore();
      var blocks = new TreeMap<Long, Block>();
      for (long leader : leaders) {
        blocks.put(leader, block(leader));
      }
      return blocks;
    }

    private void explore() {
      Deque<Long> open = new ArrayDeque<>(List.of(code.main().address()));
      leaders.add(code.main().address());
      while (!open.isEmpty()) {
        long address = open.pop();
        if (decoded.containsKey(address)) {
          continue;
        }
        var instruction = decode(address);
        var step = step(instruction);
        decoded.put(address, instruction);
        steps.put(address, step);
        boolean plain = step.isPlain(instruction.end());
        boolean ends = !plain || instruction.control() instanceof Control.Call;
        for (var edge : step.edges()) {
          open.push(edge.to());
          if (ends) {
            leaders.add(edge.to());
          }
        }
      }
    }

    private Instruction decode(long address) {
      return code.partAt(address)
          .map(text -> decoder.decode(text, address))
          .orElseGet(() -> Instruction.undecodable(address));
    }

    private Step step(Instruction instruction) {
      var key = keys.get(instruction.address());
      if (key != null && code.partAt(key.jumpTarget()).isPresent()) {
        return new Step(
            List.of(
                new Edge(instruction.end(), Edge.When.KEY),
                new Edge(key.jumpTarget(), Edge.When.KEY)),
            Block.Exit.NONE);
      }
      return switch (instruction.control()) {
        case Control.Next _, Control.Trap _ -> Step.to(instruction.end());
        case Control.Jump(var target) -> jump(instruction, target);
        case Control.Branch(_, var target) -> branch(instruction, target);
        case Control.Call _ ->
            names.neverReturns(instruction)
                ? Step.leaves(Block.Exit.NO_RETURN)
                : Step.to(instruction.end());
        case Control.Return _ -> Step.leaves(Block.Exit.RETURN);
        case Control.Undecodable _ -> Step.leaves(Block.Exit.UNKNOWN);
      };
    }

    private Step jump(Instruction instruction, Target target) {
      if (names.isReturn(instruction)) {
        return Step.leaves(Block.Exit.RETURN);
      }
      if (names.isIndirect(instruction)) {
        return Step.leaves(Block.Exit.UNKNOWN);
      }
      long address = ((Target.Direct) target).address();
      var inside = names.inside(instruction, address);
      return inside.isPresent() ? Step.to(inside.getAsLong()) : Step.leaves(Block.Exit.TAIL_CALL);
    }

    private Step branch(Instruction instruction, long encoded) {
      OptionalLong target = names.inside(instruction, encoded);
      var next = new Edge(instruction.end(), Edge.When.CONDITION_FAILS);
      return target.isEmpty()
          ? new Step(List.of(next), Block.Exit.TAIL_CALL)
          : new Step(
              List.of(new Edge(target.getAsLong(), Edge.When.CONDITION_HOLDS), next),
              Block.Exit.NONE);
    }

    private Block block(long leader) {
      var instructions = new ArrayList<Instruction>();
      long at = leader;
      while (true) {
        var instruction = decoded.get(at);
        var step = steps.get(at);
        if (instruction == null || step == null) {
          throw new IllegalStateException("not decoded: 0x" + Long.toHexString(at));
        }
        instructions.add(instruction);
        at = instruction.end();
        boolean ends = instruction.control() instanceof Control.Call || leaders.contains(at);
        if (ends || !step.isPlain(at)) {
          return new Block(instructions, step.edges(), step.exit());
        }
      }
    }
  }
}
