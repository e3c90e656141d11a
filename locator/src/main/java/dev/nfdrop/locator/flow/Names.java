package dev.nfdrop.locator.flow;

import dev.nfdrop.locator.machine.Code;
import dev.nfdrop.locator.machine.Control;
import dev.nfdrop.locator.machine.Instruction;
import dev.nfdrop.locator.machine.Reference;
import dev.nfdrop.locator.machine.Target;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/// Where the calls and jumps of a function go, and what the functions there are known to do.
public final class Names {
  /// Declared `__noreturn` in the kernel's headers.
  private static final Set<String> NO_RETURN =
      Set.of(
          "__stack_chk_fail",
          "__fortify_panic",
          "fortify_panic",
          "panic",
          "nmi_panic",
          "do_exit",
          "make_task_dead",
          "__module_put_and_kthread_exit");

  /// arch/x86/lib/retpoline.S: `ret` under another name.
  private static final Pattern RETURN_THUNK = Pattern.compile(".*_return_thunk");

  /// arch/x86/lib/retpoline.S: a jump to the address in the named register. Position-independent
  /// code calls it by an alias.
  private static final Pattern INDIRECT_THUNK =
      Pattern.compile(
          "(?:__pi_)?__x86_indirect_(?:call_|jump_|its_)?(?:paranoid_)?thunk_(r[a-z0-9]+)");

  /// Called by the compiler's instrumentation at the function's entry; changes no register.
  private static final Set<String> TRACERS =
      Set.of("__fentry__", "mcount", "_mcount", "ftrace_caller", "ftrace_regs_caller");

  /// Where ftrace may have put a call to a trampoline without a name: at the entry, or behind
  /// `endbr64`, or behind `bti` and `mov x9, x30`.
  private static final Set<Long> TRACER_OFFSETS = Set.of(0L, 4L, 8L);

  private final Code code;
  private final Map<Long, Optional<Reference>> references = new HashMap<>();
  private final Map<Long, Optional<String>> callees = new HashMap<>();

  public Names(Code code) {
    this.code = code;
  }

  private Optional<Reference> reference(Instruction instruction) {
    return references.computeIfAbsent(instruction.address(), _ -> code.referenceIn(instruction));
  }

  /// Whether a relocation lies on an instruction.
  boolean isReferring(Instruction instruction) {
    return reference(instruction).isPresent();
  }

  /// The symbol of the relocation on an instruction.
  String symbol(Instruction instruction) {
    return reference(instruction).orElseThrow().symbol();
  }

  /// The address inside this function's parts that a jump or call goes to.
  OptionalLong inside(Instruction instruction, long encoded) {
    var reference = reference(instruction);
    long target = reference.map(Reference::target).orElse(encoded);
    return code.partAt(target).isPresent() && (reference.isEmpty() || target != 0)
        ? OptionalLong.of(target)
        : OptionalLong.empty();
  }

  /// The address inside this function's parts that a jump, branch or call goes to.
  public OptionalLong targetInside(Instruction instruction) {
    return target(instruction).filter(Target.Direct.class::isInstance).isEmpty()
        ? OptionalLong.empty()
        : inside(instruction, ((Target.Direct) target(instruction).orElseThrow()).address());
  }

  /// The function that a call or jump goes to, by name.
  public Optional<String> callee(Instruction instruction) {
    return callees.computeIfAbsent(instruction.address(), _ -> find(instruction));
  }

  private Optional<String> find(Instruction instruction) {
    return target(instruction)
        .filter(Target.Direct.class::isInstance)
        .flatMap(target -> named(instruction, ((Target.Direct) target).address()));
  }

  private static Optional<Target> target(Instruction instruction) {
    return switch (instruction.control()) {
      case Control.Call(var target) -> Optional.of(target);
      case Control.Jump(var target) -> Optional.of(target);
      case Control.Branch(_, var address) -> Optional.of(new Target.Direct(address));
      case Control.Next _, Control.Return _, Control.Trap _, Control.Undecodable _ ->
          Optional.empty();
    };
  }

  private Optional<String> named(Instruction instruction, long address) {
    var reference = reference(instruction);
    if (reference.isPresent()) {
      return reference.filter(found -> found.offset() == 0).map(Reference::symbol);
    }
    return code.symbols().functionAt(address);
  }

  boolean neverReturns(Instruction call) {
    return callee(call).filter(NO_RETURN::contains).isPresent();
  }

  boolean isTracer(Instruction call) {
    long offset = call.address() - code.main().address();
    return callee(call)
        .map(TRACERS::contains)
        .orElseGet(() -> TRACER_OFFSETS.contains(offset) && !isIndirect(call));
  }

  boolean isReturn(Instruction jump) {
    return callee(jump).filter(name -> RETURN_THUNK.matcher(name).matches()).isPresent();
  }

  /// Whether a call's target is computed, be it through a retpoline.
  public boolean isIndirect(Instruction call) {
    boolean computed = target(call).filter(Target.Indirect.class::isInstance).isPresent();
    return computed
        || callee(call).filter(name -> INDIRECT_THUNK.matcher(name).matches()).isPresent();
  }
}
