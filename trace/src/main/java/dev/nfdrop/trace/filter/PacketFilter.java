package dev.nfdrop.trace.filter;

import static dev.nfdrop.ebpf.asm.Register.R7;
import static dev.nfdrop.ebpf.asm.Register.R8;
import static dev.nfdrop.ebpf.asm.Register.R9;

import dev.nfdrop.ebpf.asm.Assembler;
import dev.nfdrop.ebpf.classic.ClassicFormatException;
import dev.nfdrop.ebpf.classic.ClassicInstruction;
import dev.nfdrop.ebpf.classic.ClassicInterpreter;
import dev.nfdrop.ebpf.classic.ClassicProgram;
import dev.nfdrop.ebpf.classic.ClassicTranslator;
import dev.nfdrop.ebpf.classic.PacketPlace;
import dev.nfdrop.ebpf.classic.Verdict;
import dev.nfdrop.trace.packet.CapturedPacket;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/// A pcap-filter expression, compiled: which packets are meant.
///
/// It is run over an Ethernet frame, which [FilteredFrame] makes of a packet that has none.
///
/// @param expression as the user gave it
/// @param asksForTags whether it speaks of VLANs: then it is run over the frame as a capture file
///   has it, with a tag that the device took out put back; else, as in the kernel's own packet
///   sockets, over the frame without it, so that `tcp` finds what is tagged as well
public record PacketFilter(String expression, ClassicProgram program, boolean asksForTags) {
  private static final Pattern VLAN = Pattern.compile("\\bvlan\\b");

  /// A jump spans 32,767 slots at most; the rest is for the program around the filter.
  private static final int MOST_SLOTS = 24_000;

  private static final PacketPlace SOME_PLACE =
      new PacketPlace(R7, 0, PacketPlace.CELLS_BYTES, FilteredFrame.MOST_BYTES, R8, R9);

  /// What came of compiling an expression.
  public sealed interface Compilation {
    /// It can be used.
    record Compiled(PacketFilter filter) implements Compilation {}

    /// The expression means nothing, or libpcap is not there.
    ///
    /// @param reason one line for the user
    record Refused(String reason) implements Compilation {}
  }

  /// Compiles an expression by the host's libpcap, which also looks up names of hosts, networks,
  /// ports and protocols.
  public static Compilation compile(String expression) {
    try (var arena = Arena.ofConfined()) {
      return PcapLibrary.load(arena)
          .map(library ->
              library.compile(expression, instructions -> decode(expression, instructions)))
          .map(answer ->
              switch (answer) {
                case PcapLibrary.Answer.Compiled<Compilation>(var compilation) -> compilation;
                case PcapLibrary.Answer.Refused<Compilation>(var message) ->
                    refused(expression, message);
              })
          .orElseGet(() ->
              new Compilation.Refused(
                  "a filter needs libpcap, which is not installed here"
                      + " (apt install libpcap0.8, dnf install libpcap)"));
    }
  }

  private static Compilation decode(String expression, MemorySegment instructions) {
    try {
      var program = ClassicProgram.decode(instructions);
      int slots = translatedSlots(program);
      return slots > MOST_SLOTS
          ? refused(
              expression,
              "too long: %d eBPF instructions, not up to %d".formatted(slots, MOST_SLOTS))
          : new Compilation.Compiled(
              new PacketFilter(expression, program, VLAN.matcher(expression).find()));
    } catch (ClassicFormatException e) {
      return refused(expression, "libpcap's program cannot be used: " + e.getMessage());
    }
  }

  private static Compilation refused(String expression, String reason) {
    return new Compilation.Refused(
        "filter '%s': %s".formatted(expression, String.join(" ", reason.lines().toList())));
  }

  private static int translatedSlots(ClassicProgram program) {
    var code = new Assembler();
    var end = code.label("end");
    ClassicTranslator.append(code, program, SOME_PLACE, end, end, end);
    return code.bind(end).exit().build().slots();
  }

  /// What it says of a packet of which these bytes are known.
  public Verdict judge(CapturedPacket packet) {
    var frame = FilteredFrame.of(packet, asksForTags);
    return ClassicInterpreter.run(program, MemorySegment.ofArray(frame.bytes()), frame.length());
  }

  /// Whether it may match a packet of which no more is known than its EtherType.
  public boolean canMatch(int protocol) {
    if (asksForTags || readsAddresses()) {
      return true;
    }
    var header =
        ByteBuffer.allocate(FilteredFrame.HEADER_BYTES)
            .putShort(FilteredFrame.ADDRESSES_BYTES, (short) protocol);
    return ClassicInterpreter.run(program, MemorySegment.ofBuffer(header), OptionalInt.empty())
        != Verdict.NO_MATCH;
  }

  /// What the user may not expect of this filter.
  public Optional<String> remark() {
    return readsAddresses()
        ? Optional.of(
            "filter '%s': packets that have no Ethernet header where they are dropped (sent by this"
                    .formatted(expression)
                + " machine, or from tunnels) are taken to have the addresses 00:00:00:00:00:00")
        : Optional.empty();
  }

  private boolean readsAddresses() {
    return program.instructions().stream()
        .anyMatch(instruction ->
            instruction instanceof ClassicInstruction.LoadAt(_, int offset)
                && offset < FilteredFrame.ADDRESSES_BYTES);
  }
}
