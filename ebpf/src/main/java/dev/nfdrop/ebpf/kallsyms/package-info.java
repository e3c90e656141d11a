/// The kernel's symbols, from `/proc/kallsyms`.
///
/// ```java
/// switch (Kallsyms.read(Kallsyms.PROC)) {
///   case SymbolTable symbols -> {
///     var function = symbols.findCode("nft_do_chain").getFirst();
///     var sizeBytes = symbols.codeSizeBytes(function);
///   }
///   case Kallsyms.Unavailable(var reason, var remedy) -> System.err.println(reason + ": " + remedy);
/// }
/// ```
@NullMarked
package dev.nfdrop.ebpf.kallsyms;

import org.jspecify.annotations.NullMarked;
