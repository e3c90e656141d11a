package dev.nfdrop.ebpf.asm;

/// A place in the code that jumps refer to, bound to it by [Assembler#bind(Label)].
///
/// Two labels are the same only if they are one object; the name is for messages.
public final class Label {
  private final String name;

  Label(String name) {
    this.name = name;
  }

  /// The name, for messages.
  public String name() {
    return name;
  }

  @Override
  public String toString() {
    return name;
  }
}
