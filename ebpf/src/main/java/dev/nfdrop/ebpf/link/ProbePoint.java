package dev.nfdrop.ebpf.link;

/// An instruction in the kernel's text.
public sealed interface ProbePoint {
  /// An instruction inside a function.
  ///
  /// The kernel takes the first symbol of the name: where several functions share it, use
  /// [AtAddress].
  ///
  /// @param function the symbol
  /// @param offsetBytes from its start
  record InFunction(String function, long offsetBytes) implements ProbePoint {
    public InFunction {
      if (function.isEmpty() || offsetBytes < 0) {
        throw new IllegalArgumentException("%s+%d".formatted(function, offsetBytes));
      }
    }

    @Override
    public String toString() {
      return "%s+0x%x".formatted(function, offsetBytes);
    }
  }

  /// An instruction at an address, as /proc/kallsyms has them.
  ///
  /// @param address compared unsigned
  record AtAddress(long address) implements ProbePoint {
    @Override
    public String toString() {
      return "0x%x".formatted(address);
    }
  }
}
