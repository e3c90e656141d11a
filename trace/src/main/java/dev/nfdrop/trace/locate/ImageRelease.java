package dev.nfdrop.trace.locate;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.nfdrop.locator.image.KernelImage;
import dev.nfdrop.locator.image.Symbol;
import java.util.Optional;
import java.util.regex.Pattern;

/// The kernel release that an image says it is of: a module in its `vermagic`, a kernel in
/// `linux_banner` (init/version.c).
final class ImageRelease {
  private static final Pattern BANNER = Pattern.compile("Linux version (\\S{1,64}) ");
  private static final int BANNER_BYTES = 128;

  private ImageRelease() {}

  static Optional<String> of(KernelImage image) {
    return image
        .release()
        .or(() ->
            image.symbols().stream()
                .filter(symbol -> symbol.name().equals("linux_banner") && symbol.defined())
                .findFirst()
                .flatMap(symbol -> inBanner(image, symbol)));
  }

  private static Optional<String> inBanner(KernelImage image, Symbol banner) {
    var section = image.sections().get(banner.section());
    var content = image.content(section);
    long from = banner.address() - section.address();
    if (from < 0 || from >= content.length) {
      return Optional.empty();
    }
    int length = (int) Math.min(BANNER_BYTES, content.length - from);
    var match = BANNER.matcher(new String(content, (int) from, length, US_ASCII));
    return match.lookingAt() ? Optional.of(match.group(1)) : Optional.empty();
  }
}
