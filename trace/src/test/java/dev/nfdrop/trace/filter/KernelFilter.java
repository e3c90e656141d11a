package dev.nfdrop.trace.filter;

import static dev.nfdrop.ebpf.asm.JumpCondition.EQUAL;
import static dev.nfdrop.ebpf.asm.Register.R0;
import static dev.nfdrop.ebpf.asm.Register.R7;
import static dev.nfdrop.ebpf.asm.Register.R8;
import static dev.nfdrop.ebpf.asm.Register.R9;
import static dev.nfdrop.ebpf.asm.Size.U32;

import dev.nfdrop.ebpf.asm.Assembler;
import dev.nfdrop.ebpf.classic.ClassicProgram;
import dev.nfdrop.ebpf.classic.ClassicTranslator;
import dev.nfdrop.ebpf.classic.PacketPlace;
import dev.nfdrop.ebpf.classic.Verdict;
import dev.nfdrop.ebpf.map.BpfMap;
import dev.nfdrop.ebpf.map.MapSpec;
import dev.nfdrop.ebpf.program.LoadedProgram;
import dev.nfdrop.ebpf.program.ProgramSpec;
import dev.nfdrop.ebpf.program.ProgramType;
import dev.nfdrop.ebpf.sys.Mapping;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/// A translated filter that runs in the kernel, over packets that are put into a map.
final class KernelFilter implements AutoCloseable {
  private static final int CAPACITY = 2048;
  private static final int PRESENT = PacketPlace.CELLS_BYTES;
  private static final int LENGTH = PRESENT + Integer.BYTES;
  private static final int BYTES = LENGTH + Integer.BYTES;

  /// In the order of the numbers that the program returns.
  private static final List<Verdict> VERDICTS = List.of(Verdict.values());

  private static final String MAP = "packet";

  /// The memory of a packet, for one filter after the other.
  static final class Memory implements AutoCloseable {
    private final BpfMap map = MapSpec.mappableArray(MAP, BYTES + CAPACITY, 1).create();
    private final Mapping pages = map.mapValues(Mapping.Access.READ_WRITE);

    void put(byte[] packet, int length) {
      var value = pages.segment();
      value.set(ValueLayout.JAVA_INT, PRESENT, packet.length);
      value.set(ValueLayout.JAVA_INT, LENGTH, length);
      MemorySegment.copy(packet, 0, value, ValueLayout.JAVA_BYTE, BYTES, packet.length);
    }

    @Override
    public void close() {
      pages.close();
      map.close();
    }
  }

  private final LoadedProgram program;
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment noArguments = arena.allocate(ValueLayout.JAVA_LONG);

  private KernelFilter(LoadedProgram program) {
    this.program = program;
  }

  static KernelFilter load(ClassicProgram filter, Memory memory) {
    var code = new Assembler();
    var match = code.label("match");
    var noMatch = code.label("no match");
    var undecided = code.label("undecided");
    code.loadMapValue(R7, MAP, 0).load(U32, R8, R7, PRESENT).load(U32, R9, R7, LENGTH);
    // the verifier wants each end to be reachable, also where a filter does not know it
    List.of(match, noMatch, undecided).forEach(end -> code.jumpIf(EQUAL, R8, -1, end));
    var place = new PacketPlace(R7, 0, BYTES, CAPACITY, R8, R9);
    ClassicTranslator.append(code, filter, place, match, noMatch, undecided);
    end(code.bind(match), Verdict.MATCH);
    end(code.bind(noMatch), Verdict.NO_MATCH);
    end(code.bind(undecided), Verdict.UNDECIDED);
    var spec = new ProgramSpec("filter", ProgramType.RAW_TRACEPOINT, code.build());
    return new KernelFilter(spec.load(memory.map));
  }

  private static void end(Assembler code, Verdict verdict) {
    code.move(R0, VERDICTS.indexOf(verdict)).exit();
  }

  /// Runs the filter over the packet in the memory.
  Verdict run() {
    return VERDICTS.get(program.testRun(noArguments));
  }

  @Override
  public void close() {
    program.close();
    arena.close();
  }
}
