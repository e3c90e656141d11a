package dev.nfdrop.ebpf.asm;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;

/// A sequence of instructions whose labels are all bound; plain data.
public final class Code {
  private final List<Instruction> instructions;
  private final Map<Label, Integer> targetSlots;
  private final int slots;

  /// @param targetSlots for each label in use the slot it stands before
  Code(List<Instruction> instructions, Map<Label, Integer> targetSlots) {
    this.instructions = List.copyOf(instructions);
    this.targetSlots = Map.copyOf(targetSlots);
    this.slots = instructions.stream().mapToInt(Instruction::slots).sum();
  }

  /// The instructions in order.
  public List<Instruction> instructions() {
    return instructions;
  }

  /// The number of 8-byte slots, the unit of the verifier's instruction numbers.
  public int slots() {
    return slots;
  }

  /// The names of the maps referred to, in order of appearance.
  public Set<String> maps() {
    var names = new LinkedHashSet<String>();
    for (var instruction : instructions) {
      switch (instruction) {
        case Instruction.LoadMap(_, String map) -> names.add(map);
        case Instruction.LoadMapValue(_, String map, _) -> names.add(map);
        case Instruction _ -> {}
      }
    }
    return names;
  }

  /// The instructions as `struct bpf_insn[]`, include/uapi/linux/bpf.h.
  ///
  /// @param mapDescriptors gives the file descriptor of the map of a name
  /// @throws IllegalArgumentException if a jump is longer than 16 bits can say
  public byte[] encode(ToIntFunction<String> mapDescriptors) {
    return new Encoder(slots, this::targetSlot, mapDescriptors).encode(instructions);
  }

  int targetSlot(Label label) {
    var slot = targetSlots.get(label);
    if (slot == null) {
      throw new IllegalArgumentException("label %s is of other code".formatted(label));
    }
    return slot;
  }

  /// The numbered instructions, as [Disassembler#text(Code)].
  @Override
  public String toString() {
    return Disassembler.text(this);
  }
}
