package dev.nfdrop.trace.locate;

import dev.nfdrop.ebpf.btf.BtfFormatException;
import dev.nfdrop.ebpf.sys.Capabilities;
import dev.nfdrop.ebpf.sys.Capability;
import dev.nfdrop.ebpf.sys.KernelException;
import dev.nfdrop.locator.image.ImageFormatException;
import dev.nfdrop.locator.image.KernelImage;
import dev.nfdrop.trace.kernel.LiveText;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What the locator finds in a function.
public sealed interface FunctionReport {
  /// The sites are certain.
  ///
  /// @param sizeBytes of the function's main part
  /// @param kernel the release that the code is from, where that is known
  /// @param offsets of structures, as they were told or found
  /// @param notes what a reader should know about where the code comes from
  /// @param excerpts makes the disassembly around the sites, a list for each stretch
  /// @param listing makes the whole disassembly
  /// @param bpftrace makes a script for exactly this kernel, empty where none can be made
  record Located(
      String function,
      long sizeBytes,
      String architecture,
      String shape,
      Optional<String> kernel,
      List<SiteReport> sites,
      List<Offset> offsets,
      List<String> notes,
      Supplier<List<List<String>>> excerpts,
      Supplier<List<String>> listing,
      Supplier<Optional<String>> bpftrace)
      implements FunctionReport {
    public Located {
      sites = List.copyOf(sites);
      offsets = List.copyOf(offsets);
      notes = List.copyOf(notes);
    }
  }

  /// The locator is not sure, or there is nothing to look at.
  ///
  /// @param reason what was looked for and not found
  record NotLocated(String reason) implements FunctionReport {}

  /// A file that cannot be read.
  record Unreadable(String reason) implements FunctionReport {}

  /// The process may not read the running kernel's code.
  ///
  /// @param reason what it lacks, and what helps
  record NotPermitted(String reason) implements FunctionReport {}

  /// A site, its places as the locator writes them, best first.
  ///
  /// @param offset from the start of the function, in bytes
  /// @param obstacle why no kprobe may stand there; empty if one may
  /// @param jumpStack where the jumps are that have not returned; empty where no rule decides, or
  ///   where that is not certain
  record SiteReport(
      long offset,
      String kind,
      boolean shared,
      Optional<String> obstacle,
      List<String> rule,
      List<String> packet,
      List<String> baseChain,
      List<String> verdict,
      Optional<JumpStackReport> jumpStack,
      List<String> evidence) {
    public SiteReport {
      rule = List.copyOf(rule);
      packet = List.copyOf(packet);
      baseChain = List.copyOf(baseChain);
      verdict = List.copyOf(verdict);
      evidence = List.copyOf(evidence);
    }
  }

  /// The jump stack, `struct nft_jumpstack jumpstack[]`.
  ///
  /// @param address of its first entry, such as `rsp+0x70`
  /// @param entryBytes the size of an entry
  /// @param ruleOffset in an entry, of the pointer to what runs next after a return
  /// @param chainOffset in an entry, of the pointer to the chain that jumped; empty where there is
  ///   none
  /// @param depth places of the number of entries in use, best first
  record JumpStackReport(
      String address, int entryBytes, int ruleOffset, OptionalInt chainOffset, List<String> depth) {
    public JumpStackReport {
      depth = List.copyOf(depth);
    }
  }

  /// Reads a function of the running kernel.
  ///
  /// @throws KernelException if the kernel refuses for another reason than a missing permission
  static FunctionReport ofRunningKernel(String function) {
    try {
      return switch (LiveText.read()) {
        case LiveText.Reading.Unknown(var reason) ->
            missing().<FunctionReport>map(NotPermitted::new).orElse(new NotLocated(reason));
        case LiveText.Reading.Known(var text) -> ofRunningKernel(text, function);
      };
    } catch (KernelException refusal) {
      return new NotPermitted(missing().orElseThrow(() -> refusal));
    }
  }

  private static FunctionReport ofRunningKernel(LiveText text, String function) {
    return text.code(function)
        .map(live ->
            Findings.of(
                live.code(),
                text.btf().map(Told::by).orElse(Told.nothing()),
                Optional.of(text.release()),
                live.notes()))
        .orElseGet(() ->
            new NotLocated(
                text.hasNfTables()
                    ? "the running kernel has no function %s, or several of that name"
                        .formatted(function)
                    : "the running kernel has no function %s: nf_tables is not loaded (modprobe nf_tables loads it)"
                        .formatted(function)));
  }

  /// What the process lacks for reading live code, and what helps.
  private static Optional<String> missing() {
    var missing =
        Capabilities.effective()
            .missing(
                Capability.CAP_BPF, // load a program
                Capability.CAP_PERFMON, // that reads kernel memory
                Capability.CAP_SYSLOG); // see addresses in /proc/kallsyms
    if (missing.isEmpty()) {
      return Optional.empty();
    }
    var names = missing.stream().map(Capability::name).collect(Collectors.joining(", "));
    return Optional.of(
        "not permitted: reading the running kernel's code needs %s; run as root, or read its module's file with --image"
            .formatted(names));
  }

  /// Reads a function of a module or kernel image. Needs no privileges.
  ///
  /// @param kernelBtf the BTF of the kernel that a module was made for, raw or in a vmlinux;
  ///   without it the running kernel's is taken where it fits
  static FunctionReport ofImage(Path file, String function, Optional<Path> kernelBtf) {
    var trouble =
        Stream.concat(Stream.of(file), kernelBtf.stream())
            .flatMap(each -> FileTrouble.before(each).stream())
            .findFirst();
    if (trouble.isPresent()) {
      return new Unreadable(trouble.get());
    }
    try (var image = KernelImage.open(file)) {
      var code = image.code(function);
      return code.isEmpty()
          ? new NotLocated("%s has no function %s".formatted(file, function))
          : Findings.of(
              code.get(),
              new ImageBtf(image, file).told(kernelBtf),
              ImageRelease.of(image),
              List.of());
    } catch (ImageFormatException | BtfFormatException | IllegalKernelBtfException e) {
      return new NotLocated(String.valueOf(e.getMessage()));
    } catch (UncheckedIOException e) {
      return new Unreadable(FileTrouble.text(file, e));
    }
  }
}
