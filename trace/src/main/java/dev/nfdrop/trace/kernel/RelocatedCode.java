package dev.nfdrop.trace.kernel;

import dev.nfdrop.locator.machine.Code;
import dev.nfdrop.locator.machine.PatchSite;
import dev.nfdrop.locator.machine.Reference;
import dev.nfdrop.locator.machine.Symbols;
import dev.nfdrop.locator.machine.Text;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The code of an image, moved to where the kernel runs it. References keep the names that the
/// image gives them; what they mean outside the function stays in the image's own layout, whose
/// addresses no running kernel has.
final class RelocatedCode {
  private final Code image;
  private final Map<Text, Long> distances = new HashMap<>();

  private RelocatedCode(Code image) {
    this.image = image;
  }

  /// The code of an image, as if it were where the kernel runs it.
  ///
  /// @param live the function's parts in memory, by symbol
  /// @param liveSymbols names for addresses in memory
  /// @return empty where a part of the function is not in memory under its name
  static Optional<Code> of(Code image, List<Text> live, Symbols liveSymbols) {
    var relocated = new RelocatedCode(image);
    for (var part : image.parts()) {
      var home = live.stream().filter(text -> text.symbol().equals(part.symbol())).findFirst();
      if (home.isEmpty() || home.get().size() < part.size()) {
        return Optional.empty();
      }
      relocated.distances.put(part, home.get().address() - part.address());
    }
    return Optional.of(relocated.code(liveSymbols));
  }

  private Code code(Symbols liveSymbols) {
    var parts = image.parts().stream().map(this::moved).toList();
    Map<Long, Reference> references = new HashMap<>();
    image.references().forEach((at, reference) -> references.put(moved(at), moved(reference)));
    var patchSites = new ArrayList<PatchSite>();
    for (var site : image.patchSites()) {
      patchSites.add(
          new PatchSite(
              moved(site.address()), site.length(), site.kind(), moved(site.jumpTarget())));
    }
    Symbols names =
        address -> liveSymbols.functionAt(address).or(() -> image.symbols().functionAt(address));
    return new Code(image.function(), image.architecture(), parts, names, references, patchSites);
  }

  private Text moved(Text part) {
    var bytes = new byte[part.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) part.unsignedByte(part.address() + i);
    }
    return new Text(part.symbol(), moved(part.address()), bytes);
  }

  private Reference moved(Reference reference) {
    return new Reference(reference.symbol(), reference.offset(), moved(reference.target()));
  }

  private long moved(long address) {
    return image
        .partAt(address)
        .map(part -> address + distances.getOrDefault(part, 0L))
        .orElse(address);
  }
}
