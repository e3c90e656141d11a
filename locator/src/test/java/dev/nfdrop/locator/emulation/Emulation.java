package dev.nfdrop.locator.emulation;

import dev.nfdrop.locator.machine.Architecture;
import dev.nfdrop.locator.machine.Arm64Register;
import dev.nfdrop.locator.machine.Control;
import dev.nfdrop.locator.machine.Decoder;
import dev.nfdrop.locator.machine.Effect;
import dev.nfdrop.locator.machine.Expression;
import dev.nfdrop.locator.machine.Instruction;
import dev.nfdrop.locator.machine.Register;
import dev.nfdrop.locator.machine.Relation;
import dev.nfdrop.locator.machine.Target;
import dev.nfdrop.locator.machine.Text;
import dev.nfdrop.locator.machine.Width;
import dev.nfdrop.locator.machine.X86Register;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;

/// Executes instructions on the emulated processor and by their decoded effects.
final class Emulation implements AutoCloseable {
  private static final long CODE = 0x1000_0000L;
  private static final int CODE_BYTES = 1 << 24;
  private static final int SLOT_BYTES = 16;
  private static final long DATA = 0x4000_0000L;
  private static final int DATA_BYTES = 1 << 14;

  /// A repeated string instruction is many steps. Segments of their own are memory that the model
  /// keeps apart. A bit of memory that a register counts lies outside the operand: what bts, btr
  /// and btc change there, the decoder does not say.
  private static final Pattern NOT_ALONE =
      Pattern.compile("^rep|[fg]s:|bt[src] .*PTR .*,r?[a-z]+\\d*d?$");

  /// The bits of eflags that an instruction cannot do without.
  private static final long X86_FLAGS = 0x2;

  private final Architecture architecture;
  private final Decoder decoder;
  private final Random random;
  private final Unicorn processor;
  private final Register[] names;
  private final byte[] data = new byte[DATA_BYTES];
  private long next = CODE;

  Emulation(Architecture architecture, Decoder decoder, Random random) {
    this.architecture = architecture;
    this.decoder = decoder;
    this.random = random;
    this.processor = new Unicorn(architecture);
    this.names = architecture == Architecture.ARM64 ? Arm64Register.values() : X86Register.values();
    processor.map(CODE, CODE_BYTES, true);
    processor.map(DATA, DATA_BYTES, false);
    random.nextBytes(data);
    processor.write(DATA, data);
  }

  @Override
  public void close() {
    processor.close();
  }

  /// Runs one instruction in a random state; false if it faulted, or is one that cannot be run
  /// alone.
  boolean run(byte[] bytes, Map<String, String> differences) {
    long address = next;
    next += SLOT_BYTES;
    processor.write(address, bytes);
    var instruction = decoder.decode(new Text("code", address, bytes), address);
    if (!runnable(instruction)) {
      return false;
    }
    long[] before = state();
    processor.setRegisters(before);
    var interpreter =
        new Interpreter(before, FlagBits.of(architecture, before[names.length]), this::load);
    long end = nextAddress(instruction, interpreter).orElse(instruction.end());
    if (!processor.step(address, end)) {
      restore();
      return false;
    }
    long[] after = processor.registers();
    if (after[names.length + 1] == address && end != address) {
      // A division error is an exception, but no error of the emulator.
      restore();
      return false;
    }
    var check = new Check(instruction, interpreter, end, after, processor.read(DATA, DATA_BYTES));
    check.all().ifPresent(difference -> differences.putIfAbsent(mnemonic(instruction), difference));
    restore();
    return true;
  }

  private static Optional<Long> nextAddress(Instruction instruction, Interpreter interpreter) {
    return switch (instruction.control()) {
      case Control.Jump(Target.Direct(long target)) -> Optional.of(target);
      case Control.Jump(Target.Indirect(var target)) -> interpreter.value(target);
      case Control.Branch(var condition, long target) ->
          interpreter.holds(condition).map(holds -> holds ? target : instruction.end());
      case Control.Next _,
          Control.Call _,
          Control.Return _,
          Control.Trap _,
          Control.Undecodable _ ->
          Optional.of(instruction.end());
    };
  }

  private void restore() {
    processor.write(DATA, data);
  }

  private static String mnemonic(Instruction instruction) {
    return instruction.text().split(" ", 2)[0];
  }

  private static boolean runnable(Instruction instruction) {
    boolean alone =
        switch (instruction.control()) {
          case Control.Next _, Control.Jump _, Control.Branch _ -> true;
          case Control.Call _, Control.Return _, Control.Trap _, Control.Undecodable _ -> false;
        };
    return alone
        && !NOT_ALONE.matcher(instruction.text()).find()
        && instruction.effects().stream().noneMatch(Effect.ClobberEverything.class::isInstance);
  }

  /// Mostly addresses inside the data, so that loads and stores succeed.
  private long[] state() {
    var registers = new long[names.length + 1];
    for (int i = 0; i < names.length; i++) {
      boolean stack = names[i] == Arm64Register.SP || names[i] == X86Register.RSP;
      registers[i] =
          switch (stack ? 0 : random.nextInt(6)) {
            case 0, 1, 2 -> DATA + DATA_BYTES / 2 + (random.nextInt(64) - 32) * 16L;
            case 3 -> random.nextInt(64);
            case 4 -> -random.nextInt(64);
            default -> random.nextLong();
          };
    }
    registers[names.length] =
        architecture == Architecture.ARM64
            ? (random.nextLong() & 0xfL) << 28
            : X86_FLAGS | (random.nextLong() & 0x8d5L);
    return registers;
  }

  private Optional<Long> load(long address) {
    long offset = address - DATA;
    if (offset < 0 || offset > DATA_BYTES - Long.BYTES) {
      return Optional.empty();
    }
    return Optional.of(ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).getLong((int) offset));
  }

  /// One instruction's effects against the state that it left.
  private final class Check {
    private final Instruction instruction;
    private final Interpreter interpreter;
    private final long[] before;
    private final long end;
    private final long[] after;
    private final byte[] memory;
    private final boolean[] writtenBytes = new boolean[DATA_BYTES];
    private final boolean[] assigned;
    private boolean flagsChange;
    private String difference = "";

    Check(Instruction instruction, Interpreter interpreter, long end, long[] after, byte[] memory) {
      this.instruction = instruction;
      this.interpreter = interpreter;
      this.before = interpreter.registers();
      this.end = end;
      this.after = after;
      this.memory = memory;
      this.assigned = new boolean[names.length];
    }

    Optional<String> all() {
      instruction.effects().forEach(this::effect);
      for (int i = 0; i < names.length; i++) {
        if (!assigned[i]) {
          expect(names[i].fullName(), Optional.of(before[i]), after[i], Width.LONG);
        }
      }
      if (!flagsChange && architecture == Architecture.ARM64) {
        expect("flags", Optional.of(before[names.length]), after[names.length], Width.LONG);
      }
      for (int i = 0; i < DATA_BYTES; i++) {
        if (!writtenBytes[i] && memory[i] != data[i]) {
          note("memory changed at " + Long.toHexString(DATA + i));
        }
      }
      expect("next", Optional.of(end), after[names.length + 1], Width.LONG);
      return Optional.of(difference).filter(text -> !text.isEmpty());
    }

    private void note(String what) {
      if (difference.isEmpty()) {
        difference =
            "%s: %s, registers %s"
                .formatted(
                    instruction, what, Arrays.stream(before).mapToObj(Long::toHexString).toList());
      }
    }

    private void expect(String what, Optional<Long> ours, long theirs, Width width) {
      if (ours.isPresent() && width.truncate(ours.get()) != width.truncate(theirs)) {
        note("%s is %x, not %x".formatted(what, theirs, ours.get()));
      }
    }

    private void effect(Effect effect) {
      switch (effect) {
        case Effect.Assign(var target, var value) -> {
          assigned[target.number()] = true;
          expect(target.fullName(), interpreter.value(value), after[target.number()], Width.LONG);
        }
        case Effect.Clobber(var registers) ->
            registers.forEach(register -> assigned[register.number()] = true);
        case Effect.Store(var address, var width, var value) ->
            store(address, width, interpreter.value(value));
        case Effect.ClobberMemory(var address, var bytes) ->
            write(address, interpreter.value(bytes).orElse((long) DATA_BYTES));
        case Effect.SetFlags(var operation, var width, var left, var right) -> {
          flagsChange = true;
          interpreter
              .value(left)
              .ifPresent(
                  l -> interpreter.value(right).ifPresent(r -> flags(operation, width, l, r)));
        }
        case Effect.ClobberFlags() -> flagsChange = true;
        case Effect.ClobberEverything() -> {}
      }
    }

    private void store(Expression address, Width width, Optional<Long> value) {
      write(address, width.bytes());
      interpreter
          .value(address)
          .map(at -> (int) (at - DATA))
          .filter(at -> at >= 0 && at <= DATA_BYTES - Long.BYTES)
          .ifPresent(at -> {
            var buffer = ByteBuffer.wrap(memory).order(ByteOrder.LITTLE_ENDIAN);
            expect("stored", value, buffer.getLong(at), width);
          });
    }

    private void write(Expression address, long bytes) {
      interpreter
          .value(address)
          .ifPresent(start -> {
            for (long at = start - DATA; at < start - DATA + bytes; at++) {
              if (at >= 0 && at < DATA_BYTES) {
                writtenBytes[(int) at] = true;
              }
            }
          });
    }

    private void flags(Effect.SetFlags.Operation operation, Width width, long left, long right) {
      var actual = FlagBits.of(architecture, after[names.length]);
      long result =
          switch (operation) {
            case SUBTRACT -> left - right;
            case ADD -> left + right;
            case AND -> left & right;
            case RESULT, BIT -> left;
          };
      for (var relation : said(operation)) {
        boolean expected =
            switch (operation) {
              case BIT ->
                  (left >>> (right & (width.bits() - 1)) & 1)
                      != 0
                      == (relation == Relation.UNSIGNED_LESS);
              case SUBTRACT -> Interpreter.compare(relation, width, left, right);
              case ADD, AND, RESULT -> Interpreter.compare(relation, width, result, 0);
            };
        if (actual.holds(relation) != expected) {
          note(relation + " is " + actual.holds(relation));
        }
      }
    }

    /// The relations about which an operation says something on both processors.
    private Set<Relation> said(Effect.SetFlags.Operation operation) {
      return switch (operation) {
        case SUBTRACT -> {
          var all = EnumSet.allOf(Relation.class);
          if (architecture == Architecture.ARM64) {
            all.removeAll(EnumSet.of(Relation.PARITY, Relation.NO_PARITY));
          }
          yield all;
        }
        case ADD, RESULT -> EnumSet.of(Relation.EQUAL, Relation.NOT_EQUAL, Relation.NEGATIVE);
        case AND ->
            EnumSet.of(
                Relation.EQUAL,
                Relation.NOT_EQUAL,
                Relation.NEGATIVE,
                Relation.NO_OVERFLOW,
                Relation.SIGNED_LESS,
                Relation.SIGNED_GREATER);
        case BIT -> EnumSet.of(Relation.UNSIGNED_LESS, Relation.UNSIGNED_GREATER_OR_EQUAL);
      };
    }
  }
}
