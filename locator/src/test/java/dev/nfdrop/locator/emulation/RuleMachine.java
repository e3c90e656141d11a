package dev.nfdrop.locator.emulation;

import dev.nfdrop.locator.emulation.Passage.End;
import dev.nfdrop.locator.emulation.Passage.Held;
import dev.nfdrop.locator.emulation.Passage.Hit;
import dev.nfdrop.locator.emulation.Variant.Evaluation;
import dev.nfdrop.locator.image.KernelImage;
import dev.nfdrop.locator.site.Location;
import dev.nfdrop.locator.site.Site;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// A processor that runs a module's `nft_do_chain()` over made-up rules, and notes what the places
/// of its sites hold whenever it comes to one.
final class RuleMachine implements AutoCloseable {
  static final String FUNCTION = "nft_do_chain";

  /// Per-CPU variables, the current task, the stack protector: they lie at small addresses, since
  /// the base registers are 0.
  private static final int LOW_BYTES = 1 << 16;

  private static final long HEAP = 0x0600_0000L;
  private static final int HEAP_BYTES = 1 << 18;
  private static final long STACK = 0x0700_0000L;
  private static final int STACK_BYTES = 1 << 14;
  private static final long STUB = 0x0800_0000L;
  private static final long RETURN = STUB + 0x800;
  private static final int PAGE = 4096;

  /// Several times what the longest rule set takes.
  private static final long MOST_INSTRUCTIONS = 50_000;

  /// The kernel's code has one on each way.
  private static final int MOST_WARNINGS = 3;

  /// What registers and the stack hold before.
  private static final long POISON = 0x7b7b_7b7b_7b7b_7b7bL;

  /// Functions that free a packet, and which argument it is.
  private static final Map<String, Integer> FREEING =
      Map.of("kfree_skb_reason", 0, "sk_skb_reason_drop", 1);

  private final Unicorn processor;
  private final Abi abi;
  private final LoadedModule module;
  private final RuleFormat format;
  private final List<Hit> hits = new ArrayList<>();
  private final List<Long> freed = new ArrayList<>();
  private final List<Long> evaluated = new ArrayList<>();
  private final Heap heap = new Heap(HEAP, HEAP_BYTES);

  /// @param sites of the module's function
  /// @param replaced code that lies at an address of the image, in place of its own
  RuleMachine(KernelImage image, List<Site> sites, Map<Long, byte[]> replaced) {
    processor = new Unicorn(image.architecture());
    abi = Abi.of(image.architecture());
    format = RuleFormat.of(image.release().orElseThrow());
    processor.map(0, LOW_BYTES, false);
    processor.map(HEAP, HEAP_BYTES, false);
    processor.map(STACK, STACK_BYTES, false);
    processor.map(STUB, PAGE, true);
    processor.write(STUB, Stubs.evaluation(image.architecture()));
    module = new LoadedModule(processor, image, replaced);
    sites.forEach(site -> processor.watch(site.address(), () -> hits.add(hit(site))));
    for (var evaluation : Evaluation.values()) {
      watchArgument(eval(evaluation), 0, evaluated);
    }
    FREEING.forEach((function, argument) -> {
      if (module.knows(function)) {
        watchArgument(module.address(function), argument, freed);
      }
    });
  }

  private long eval(Evaluation evaluation) {
    return switch (evaluation) {
      case STUB -> STUB;
      case IMMEDIATE -> module.address("nft_immediate_eval");
    };
  }

  private void watchArgument(long address, int argument, List<Long> seen) {
    processor.watch(address, () -> seen.add(processor.registers()[abi.argument(argument)]));
  }

  private Hit hit(Site site) {
    long expression = evaluated.isEmpty() ? 0 : evaluated.getLast();
    return new Hit(site, expression, Held.of(site.values(), this::read));
  }

  /// Writes a rule set to memory.
  Ground prepare(RuleSet set, Variant variant) {
    heap.clear();
    var ground = Ground.of(heap, set, format, eval(variant.evaluation()), variant.generation());
    heap.writeTo(processor);
    return ground;
  }

  /// Lets the packet pass the rules.
  Passage pass(Ground ground) {
    hits.clear();
    freed.clear();
    evaluated.clear();
    var stack = ByteBuffer.allocate(STACK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    while (stack.hasRemaining()) {
      stack.putLong(POISON);
    }
    var registers = new long[abi.registers() + 1];
    Arrays.fill(registers, 0, abi.registers(), POISON);
    registers[abi.argument(0)] = ground.packet();
    registers[abi.argument(1)] = ground.baseChain();
    long top = STACK + STACK_BYTES - PAGE;
    registers[abi.stackPointer()] = top;
    abi.linkRegister()
        .ifPresentOrElse(
            link -> registers[link] = RETURN, () -> stack.putLong((int) (top - STACK), RETURN));
    processor.write(STACK, stack.array());
    processor.setRegisters(registers);
    var end = run(module.address(FUNCTION));
    int result = (int) processor.registers()[abi.result()];
    return new Passage(end, result, List.copyOf(hits), List.copyOf(freed));
  }

  private End run(long start) {
    long at = start;
    for (int warnings = 0; warnings <= MOST_WARNINGS; warnings++) {
      boolean fine = processor.run(at, RETURN, MOST_INSTRUCTIONS);
      long stopped = processor.registers()[abi.programCounter()];
      if (fine) {
        return stopped == RETURN ? End.RETURNED : End.ENDLESS;
      }
      // A WARN() is a trap, behind which the kernel goes on.
      if (!processor.holds(stopped, abi.warning())) {
        return End.FAULTED;
      }
      at = stopped + abi.warning().length;
    }
    return End.ENDLESS;
  }

  private long read(Location location) {
    return switch (location) {
      case Location.InRegister(var register) -> processor.registers()[register.number()];
      case Location.OnStack(var pointer, var offset, var bytes) ->
          load(processor.registers()[pointer.number()] + offset, bytes);
      case Location.InMemory(var base, var offset, var bytes) -> load(read(base) + offset, bytes);
    };
  }

  /// Sign-extended.
  private long load(long address, int bytes) {
    var content = ByteBuffer.wrap(processor.read(address, bytes)).order(ByteOrder.LITTLE_ENDIAN);
    return bytes == Long.BYTES ? content.getLong() : content.getInt();
  }

  @Override
  public void close() {
    processor.close();
  }
}
