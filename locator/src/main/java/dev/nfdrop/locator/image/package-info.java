/// Kernel modules and kernels as files: where a function's code lies, what its calls mean, and
/// which of its bytes the kernel rewrites.
///
/// ```java
/// try (var image = KernelImage.open(Path.of("nf_tables.ko.xz"))) {
///   Optional<Code> code = image.code("nft_do_chain");
/// }
/// ```
///
/// Files are data of unknown origin: every read is bounded, and whatever is not as the format
/// demands ends in an [dev.nfdrop.locator.image.ImageFormatException].
@NullMarked
package dev.nfdrop.locator.image;

import org.jspecify.annotations.NullMarked;
