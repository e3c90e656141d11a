package dev.nfdrop.cli;

import dev.nfdrop.cli.sink.SiteJson;
import dev.nfdrop.trace.locate.FunctionReport;
import dev.nfdrop.trace.locate.FunctionReport.Located;
import dev.nfdrop.trace.locate.FunctionReport.SiteReport;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `nfdrop locate`: where a function decides to drop, and where rule and packet live there.
@Command(
    name = "locate",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description =
        "Show where a function of the running kernel, or of an image, decides to drop, and which"
            + " registers and stack slots hold rule, packet and base chain there.")
final class LocateCommand implements Callable<Integer> {
  @Option(
      names = "--image",
      paramLabel = "FILE",
      description =
          "Read this nf_tables.ko (plain, .xz, .zst, .gz) or vmlinux instead; as any user.")
  private Optional<Path> image = Optional.empty();

  @Option(
      names = "--btf",
      paramLabel = "FILE",
      description =
          "The BTF of the kernel that the module of --image was made for: raw, or in its vmlinux"
              + " (default: the running kernel's, if it fits).")
  private Optional<Path> btf = Optional.empty();

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  @Option(names = "--all", description = "The disassembly of the whole function.")
  private boolean all;

  @Option(names = "--bpftrace", description = "Only a bpftrace script for exactly this kernel.")
  private boolean bpftrace;

  @Parameters(
      paramLabel = "FUNCTION",
      arity = "0..1",
      defaultValue = "nft_do_chain",
      description = "The function (default: ${DEFAULT-VALUE}).")
  private String function = "nft_do_chain";

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  private CommandSpec spec;

  @Override
  public Integer call() {
    if (btf.isPresent() && image.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "--btf needs --image");
    }
    if ((json ? 1 : 0) + (all ? 1 : 0) + (bpftrace ? 1 : 0) > 1) {
      throw new ParameterException(
          spec.commandLine(), "--json, --all and --bpftrace exclude each other");
    }
    var report =
        image
            .map(file -> FunctionReport.ofImage(file, function, btf))
            .orElseGet(() -> FunctionReport.ofRunningKernel(function));
    return switch (report) {
      case FunctionReport.NotLocated(var reason) ->
          Messages.refuse("not found: " + reason, ExitStatus.UNSUPPORTED);
      case FunctionReport.Unreadable(var reason) -> Messages.refuse(reason, ExitStatus.FAILED);
      case FunctionReport.NotPermitted(var reason) ->
          Messages.refuse(reason, ExitStatus.NOT_PERMITTED);
      case Located located -> print(located, System.out);
    };
  }

  private int print(Located located, PrintStream out) {
    if (bpftrace) {
      located.bpftrace().get().ifPresent(out::print);
    } else if (json) {
      out.println(SiteJson.text(located));
    } else {
      printText(located, out);
    }
    return ExitStatus.FINE;
  }

  private void printText(Located located, PrintStream out) {
    out.printf(
        "%s, %d bytes, %s, %s%s%n",
        located.function(),
        located.sizeBytes(),
        located.architecture(),
        located.shape(),
        located.kernel().map(release -> ", kernel " + Messages.printable(release)).orElse(""));
    for (var offset : located.offsets()) {
      out.printf(
          "    %-30s %3d  (%s)%n",
          offset.meaning(), offset.value(), Messages.printable(offset.source()));
    }
    located.notes().forEach(note -> out.println("    note: " + Messages.printable(note)));
    for (var site : located.sites()) {
      print(site, out);
    }
    var stretches = all ? List.of(located.listing().get()) : located.excerpts().get();
    for (var lines : stretches) {
      out.println();
      lines.forEach(line -> out.println(Messages.printable(line)));
    }
    if (!all) {
      located
          .bpftrace()
          .get()
          .ifPresent(script -> out.print("\n" + Messages.printable(script) + "\n"));
    }
  }

  private static void print(SiteReport site, PrintStream out) {
    out.printf(
        "%n%s at +0x%x%s%s%n",
        site.kind(),
        site.offset(),
        site.shared() ? ", shared by rules and policies" : "",
        site.obstacle().map(why -> ", no kprobe: " + why).orElse(""));
    print("rule", site.rule(), out);
    print("packet", site.packet(), out);
    print("base chain", site.baseChain(), out);
    print("verdict", site.verdict(), out);
    site.evidence().forEach(reason -> out.println("    because " + Messages.printable(reason)));
  }

  private static void print(String what, List<String> places, PrintStream out) {
    if (!places.isEmpty()) {
      out.printf("    %-10s %s%n", what, String.join(" or ", places));
    }
  }
}
