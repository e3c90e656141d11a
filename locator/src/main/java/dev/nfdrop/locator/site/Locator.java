package dev.nfdrop.locator.site;

import dev.nfdrop.locator.arm64.Arm64Decoder;
import dev.nfdrop.locator.flow.Graph;
import dev.nfdrop.locator.machine.Architecture;
import dev.nfdrop.locator.machine.Code;
import dev.nfdrop.locator.machine.Decoder;
import dev.nfdrop.locator.x86.X86Decoder;
import java.util.Optional;

/// Finds the sites of `nft_do_chain()`.
public final class Locator {
  private Locator() {}

  /// The decoder of an architecture.
  public static Decoder decoder(Architecture architecture) {
    return switch (architecture) {
      case X86_64 -> new X86Decoder();
      case ARM64 -> new Arm64Decoder();
    };
  }

  /// Reads a function's code. A result that is not certain is an [Answer.Refused].
  public static Answer locate(Code code, Layout layout) {
    return locate(code, decoder(code.architecture()), layout);
  }

  /// The same with a decoder of the caller's.
  public static Answer locate(Code code, Decoder decoder, Layout layout) {
    return Analysis.of(code, decoder, layout).answer();
  }

  /// Another tool's probe in live text: what it looks like, and where it is.
  public static Optional<String> foreignProbe(Code code) {
    return ForeignPatches.in(Graph.of(code, decoder(code.architecture())));
  }
}
