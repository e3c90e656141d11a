package dev.nfdrop.locator.x86;

import static dev.nfdrop.locator.machine.X86Register.RAX;
import static dev.nfdrop.locator.machine.X86Register.RBP;
import static dev.nfdrop.locator.machine.X86Register.RBX;
import static dev.nfdrop.locator.machine.X86Register.RCX;
import static dev.nfdrop.locator.machine.X86Register.RDI;
import static dev.nfdrop.locator.machine.X86Register.RDX;
import static dev.nfdrop.locator.machine.X86Register.RSI;
import static dev.nfdrop.locator.machine.X86Register.RSP;

import dev.nfdrop.locator.machine.Condition;
import dev.nfdrop.locator.machine.Control;
import dev.nfdrop.locator.machine.Effect;
import dev.nfdrop.locator.machine.Effect.SetFlags;
import dev.nfdrop.locator.machine.Expression;
import dev.nfdrop.locator.machine.Operator;
import dev.nfdrop.locator.machine.Relation;
import dev.nfdrop.locator.machine.Target;
import dev.nfdrop.locator.machine.Width;
import dev.nfdrop.locator.machine.X86Register;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// What an understood instruction does, in terms of the machine model.
///
/// The direction flag is taken to be clear, as the kernel's ABI has it.
record Meaning(Mnemonic mnemonic, Encoding encoding, List<Operand> operands) {

  private static final Effect FLAGS_LOST = new Effect.ClobberFlags();
  private static final Expression ZERO = Expression.immediate(0);
  private static final Expression ONE = Expression.immediate(1);

  private Operand first() {
    return operands.get(0);
  }

  private Operand second() {
    return operands.get(1);
  }

  private Width width() {
    return first().width();
  }

  List<Effect> effects() {
    return switch (mnemonic) {
      case ADD -> arithmetic(Operator.ADD, SetFlags.Operation.ADD);
      case SUB -> arithmetic(Operator.SUBTRACT, SetFlags.Operation.SUBTRACT);
      case AND -> arithmetic(Operator.AND, SetFlags.Operation.AND);
      case OR -> logic(binary(Operator.OR));
      case XOR -> logic(first().equals(second()) ? ZERO : binary(Operator.XOR));
      case CMP -> List.of(flags(SetFlags.Operation.SUBTRACT, second().value()));
      case TEST -> List.of(flags(SetFlags.Operation.AND, second().value()));
      case INC -> logic(new Expression.Binary(Operator.ADD, width(), first().value(), ONE));
      case DEC -> logic(new Expression.Binary(Operator.SUBTRACT, width(), first().value(), ONE));
      case NEG -> logic(new Expression.Binary(Operator.SUBTRACT, width(), ZERO, first().value()));
      case NOT ->
          List.of(
              first()
                  .write(
                      new Expression.Binary(
                          Operator.XOR, width(), first().value(), Expression.immediate(-1))));
      case SHL -> shift(Operator.SHIFT_LEFT);
      case SHR -> shift(Operator.SHIFT_RIGHT);
      case SAR -> shift(Operator.SHIFT_RIGHT_SIGNED);
      case ROR -> List.of(first().write(binary(Operator.ROTATE_RIGHT)), FLAGS_LOST);
      case ADC, SBB, ROL, RCL, RCR, SHLD, SHRD, BTS, BTR, BTC -> mixFirst();
      case BT -> bitTest();
      case MUL, DIV, IDIV -> widening();
      case IMUL -> multiply();
      case BSF, BSR, POPCNT -> computed(second().value());
      case BSWAP -> List.of(first().write(unknown(first().value())));
      case MOV, MOVABS, MOVZX -> List.of(first().write(second().value()));
      case MOVSX, MOVSXD ->
          List.of(first().write(new Expression.SignExtend(second().value(), second().width())));
      case LEA -> List.of(first().write(((Operand.Mem) second()).address().expression()));
      case XCHG -> List.of(first().write(second().value()), second().write(first().value()));
      case XADD ->
          List.of(first().write(binary(Operator.ADD)), second().write(first().value()), FLAGS_LOST);
      case CMPXCHG ->
          List.of(
              first().write(unknown(first().value(), second().value())),
              Effect.Clobber.of(RAX),
              FLAGS_LOST);
      case CMOVCC -> List.of(first().write(select(second().value(), first().value())));
      case SETCC -> List.of(first().write(select(ONE, ZERO)));
      case PUSH -> push(first().value());
      case POP -> pop();
      case PUSHF -> push(unknown());
      case POPF -> List.of(moveStack(Width.LONG.bytes()), FLAGS_LOST);
      case LEAVE ->
          List.of(
              new Effect.Assign(RSP, Expression.plus(Expression.read(RBP), Width.LONG.bytes())),
              new Effect.Assign(RBP, new Expression.Load(Expression.read(RBP), Width.LONG)));
      case CDQE -> extendAccumulator();
      case CQO -> List.of(Effect.Clobber.of(RDX));
      case MOVS, STOS, LODS -> string();
      case CPUID -> List.of(Effect.Clobber.of(RAX, RBX, RCX, RDX));
      case RDTSC -> List.of(Effect.Clobber.of(RAX, RDX));
      case CALL, JMP, JCC, JRCXZ, RET -> List.of();
      case CLAC, CLD, CLI, STI, STAC, ENDBR64, HLT, NOP, PAUSE, PREFETCH -> List.of();
      case INT3, LFENCE, MFENCE, SFENCE, UD0, UD1, UD2 -> List.of();
    };
  }

  Control control() {
    return switch (mnemonic) {
      case CALL -> new Control.Call(target());
      case JMP -> new Control.Jump(target());
      case JCC ->
          new Control.Branch(
              ConditionCode.of(encoding.opcode()).condition(), ((Operand.Rel) first()).target());
      case JRCXZ ->
          new Control.Branch(
              new Condition.Compare(
                  Relation.EQUAL,
                  encoding.prefixes().narrowAddress() ? Width.WORD : Width.LONG,
                  Expression.read(RCX),
                  ZERO),
              ((Operand.Rel) first()).target());
      case RET -> new Control.Return();
      case INT3, UD0, UD1, UD2 -> new Control.Trap();
      default -> Control.NEXT;
    };
  }

  private Target target() {
    return first() instanceof Operand.Rel(var address, _)
        ? new Target.Direct(address)
        : new Target.Indirect(first().value());
  }

  private Expression binary(Operator operator) {
    return new Expression.Binary(operator, width(), first().value(), second().value());
  }

  private Expression select(Expression whenTrue, Expression whenFalse) {
    var condition = ConditionCode.of(encoding.opcode()).condition();
    return new Expression.Select(condition, whenTrue, whenFalse);
  }

  private Expression unknown(Expression... inputs) {
    return Expression.Unknown.of(inputs);
  }

  private SetFlags flags(SetFlags.Operation operation, Expression right) {
    return new SetFlags(operation, width(), first().value(), right);
  }

  private List<Effect> arithmetic(Operator operator, SetFlags.Operation flags) {
    return List.of(first().write(binary(operator)), flags(flags, second().value()));
  }

  /// Writes a result that zero and sign flag describe.
  private List<Effect> logic(Expression result) {
    return List.of(
        first().write(result), new SetFlags(SetFlags.Operation.RESULT, width(), result, ZERO));
  }

  private List<Effect> shift(Operator operator) {
    boolean constant = second() instanceof Operand.Imm(var count, _) && count != 0;
    return constant
        ? logic(binary(operator))
        : List.of(first().write(binary(operator)), FLAGS_LOST);
  }

  private List<Effect> mixFirst() {
    var inputs = operands.stream().map(Operand::value).toArray(Expression[]::new);
    return computed(inputs);
  }

  private List<Effect> computed(Expression... inputs) {
    return List.of(first().write(unknown(inputs)), FLAGS_LOST);
  }

  /// `bt` with a register names a bit of memory beyond the operand: no meaning kept then.
  private List<Effect> bitTest() {
    boolean plain = first() instanceof Operand.Reg || second() instanceof Operand.Imm;
    return List.of(plain ? flags(SetFlags.Operation.BIT, second().value()) : FLAGS_LOST);
  }

  private List<Effect> widening() {
    return width() == Width.BYTE
        ? List.of(Effect.Clobber.of(RAX), FLAGS_LOST)
        : List.of(Effect.Clobber.of(RAX, RDX), FLAGS_LOST);
  }

  private List<Effect> multiply() {
    return switch (operands.size()) {
      case 1 -> widening();
      case 2 -> List.of(first().write(binary(Operator.MULTIPLY)), FLAGS_LOST);
      default -> {
        var product =
            new Expression.Binary(
                Operator.MULTIPLY, width(), second().value(), operands.get(2).value());
        yield List.of(first().write(product), FLAGS_LOST);
      }
    };
  }

  private List<Effect> extendAccumulator() {
    boolean narrow = encoding.prefixes().narrowOperand();
    if (encoding.prefixes().wide()) {
      return List.of(
          new Effect.Assign(
              RAX, new Expression.SignExtend(Expression.read(RAX, Width.WORD), Width.WORD)));
    }
    var target = new Operand.Reg(RAX, narrow ? Width.HALF : Width.WORD, false);
    var from = narrow ? Width.BYTE : Width.HALF;
    return List.of(target.write(new Expression.SignExtend(Expression.read(RAX, from), from)));
  }

  private static Effect moveStack(long bytes) {
    return new Effect.Assign(RSP, Expression.plus(Expression.read(RSP), bytes));
  }

  private List<Effect> push(Expression value) {
    int bytes = Width.LONG.bytes();
    var below = Expression.plus(Expression.read(RSP), -bytes);
    return List.of(new Effect.Store(below, Width.LONG, value), moveStack(-bytes));
  }

  private List<Effect> pop() {
    var loaded = new Expression.Load(Expression.read(RSP), Width.LONG);
    boolean intoStackPointer =
        first() instanceof Operand.Reg(var register, _, _) && register == RSP;
    var write = first().write(loaded);
    return intoStackPointer ? List.of(write) : List.of(write, moveStack(Width.LONG.bytes()));
  }

  private List<Effect> string() {
    var effects = new ArrayList<Effect>();
    boolean repeated = encoding.prefixes().repeat() != 0;
    int bytes = width().bytes();
    var count = repeated ? Expression.read(RCX) : ONE;
    var extent =
        new Expression.Binary(Operator.MULTIPLY, Width.LONG, count, Expression.immediate(bytes));
    if (first() instanceof Operand.Mem(var to, _)) {
      effects.add(new Effect.ClobberMemory(to.expression(), extent));
    } else {
      effects.add(repeated ? Effect.Clobber.of(RAX) : first().write(second().value()));
    }
    pointers()
        .forEach(register ->
            effects.add(
                new Effect.Assign(
                    register,
                    new Expression.Binary(
                        Operator.ADD, Width.LONG, Expression.read(register), extent))));
    if (repeated) {
      effects.add(new Effect.Assign(RCX, ZERO));
    }
    return effects;
  }

  private Stream<X86Register> pointers() {
    return switch (mnemonic) {
      case STOS -> Stream.of(RDI);
      case LODS -> Stream.of(RSI);
      default -> Stream.of(RDI, RSI);
    };
  }
}
