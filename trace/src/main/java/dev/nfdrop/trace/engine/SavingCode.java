package dev.nfdrop.trace.engine;

import dev.nfdrop.ebpf.kallsyms.SymbolTable;
import dev.nfdrop.locator.flow.SavedRegisters;
import dev.nfdrop.locator.flow.SavedRegisters.AtCall;
import dev.nfdrop.locator.machine.Architecture;
import dev.nfdrop.locator.machine.Code;
import dev.nfdrop.locator.machine.Symbols;
import dev.nfdrop.locator.machine.Text;
import dev.nfdrop.locator.site.Locator;
import dev.nfdrop.trace.kernel.RunningKernel;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads in the running kernel's code what its functions, and eBPF programs, save on the stack.
final class SavingCode implements SavingCalls {
  private static final String PROGRAM = "the program";

  /// A program's code up to its first call has far fewer; the rest is not looked at.
  private static final int PROGRAM_BYTES = 1024;

  /// A call ends where it returns to; one byte before lies inside it.
  private static final int INSIDE_CALL = -1;

  private final RunningKernel kernel;
  private final Map<String, List<Returning>> functions = new HashMap<>();

  SavingCode(RunningKernel kernel) {
    this.kernel = kernel;
  }

  /// A call by the address to which it returns.
  private record Returning(long address, Call call) {}

  @Override
  public Optional<Call> returningTo(long address) {
    return kernel
        .symbols()
        .nearestCode(address + INSIDE_CALL)
        .filter(SymbolTable.Location::isInside)
        .map(found -> found.symbol().name())
        .flatMap(function ->
            functions.computeIfAbsent(function, this::calls).stream()
                .filter(call -> call.address() == address)
                .map(Returning::call)
                .findFirst());
  }

  private List<Returning> calls(String function) {
    return kernel.code(function).stream()
        .flatMap(code ->
            SavedRegisters.of(code, Locator.decoder(code.architecture())).calls().stream()
                .map(call ->
                    new Returning(
                        code.main().address() + call.returnOffset(), new Call(function, call))))
        .toList();
  }

  /// What an eBPF program has saved when it calls a helper: its first call tells for all, since it
  /// saves registers only when it starts.
  static Optional<Call> ofProgram(byte[] machineCode, Architecture architecture) {
    var start = Arrays.copyOf(machineCode, Math.min(machineCode.length, PROGRAM_BYTES));
    var text = new Text(PROGRAM, 0, start);
    var code = new Code(PROGRAM, architecture, List.of(text), Symbols.NONE, Map.of(), List.of());
    return SavedRegisters.of(code, Locator.decoder(architecture)).calls().stream()
        .findFirst()
        .map((AtCall call) -> new Call(PROGRAM, call));
  }
}
