package dev.nfdrop.cli;

import dev.nfdrop.cli.sink.SiteJson;
import dev.nfdrop.trace.locate.FunctionReport;
import dev.nfdrop.trace.locate.FunctionReport.JumpStackReport;
import dev.nfdrop.trace.locate.FunctionReport.Located;
import dev.nfdrop.trace.locate.FunctionReport.SiteReport;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;

/// `nfdrop locate`: where a function decides to drop, and where rule and packet live there.
///
/// Its options are declared by calls and not by annotations, whose reading would take a quarter of
/// the time that the command takes.
final class LocateCommand implements Callable<Integer> {
  private static final String FUNCTION = "nft_do_chain";

  private final OptionSpec image =
      file("--image")
          .description(
              "Read this nf_tables.ko (plain, .xz, .zst, .gz) or vmlinux instead; as any user.")
          .build();

  private final OptionSpec btf =
      file("--btf")
          .description(
              "The BTF of the kernel that the module of --image was made for: raw, or in its"
                  + " vmlinux (default: the running kernel's, if it fits).")
          .build();

  private final OptionSpec json = flag("--json").description("One JSON object.").build();

  private final OptionSpec all =
      flag("--all").description("The disassembly of the whole function.").build();

  private final OptionSpec bpftrace =
      flag("--bpftrace").description("Only a bpftrace script for exactly this kernel.").build();

  private final PositionalParamSpec function =
      PositionalParamSpec.builder()
          .paramLabel("FUNCTION")
          .arity("0..1")
          .type(String.class)
          .defaultValue(FUNCTION)
          .description("The function (default: ${DEFAULT-VALUE}).")
          .build();

  private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this);

  private LocateCommand() {
    spec.name("locate").versionProvider(new Version());
    spec.usageMessage()
        .description(
            "Show where a function of the running kernel, or of an image, decides to drop, and"
                + " which registers and stack slots hold rule, packet and base chain there.");
    List.of(image, btf, json, all, bpftrace, help(), version()).forEach(spec::addOption);
    spec.addPositional(function);
  }

  /// The command with its options.
  static CommandSpec spec() {
    return new LocateCommand().spec;
  }

  private static OptionSpec.Builder file(String name) {
    return OptionSpec.builder(name).paramLabel("FILE").type(Path.class);
  }

  private static OptionSpec.Builder flag(String name, String... others) {
    return OptionSpec.builder(name, others).type(boolean.class).defaultValue("false");
  }

  private static OptionSpec help() {
    return flag("-h", "--help")
        .usageHelp(true)
        .description("Show this help message and exit.")
        .build();
  }

  private static OptionSpec version() {
    return flag("-V", "--version")
        .versionHelp(true)
        .description("Print version information and exit.")
        .build();
  }

  private static boolean isSet(OptionSpec flag) {
    return Boolean.TRUE.equals(flag.getValue());
  }

  private static Optional<Path> path(OptionSpec file) {
    return Optional.ofNullable(file.getValue());
  }

  @Override
  public Integer call() {
    var file = path(image);
    var kernel = path(btf);
    var chosen = String.valueOf(function.<Object>getValue());
    if (kernel.isPresent() && file.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "--btf needs --image");
    }
    if (Stream.of(json, all, bpftrace).filter(LocateCommand::isSet).count() > 1) {
      throw new ParameterException(
          spec.commandLine(), "--json, --all and --bpftrace exclude each other");
    }
    var report =
        file.map(from -> FunctionReport.ofImage(from, chosen, kernel))
            .orElseGet(() -> FunctionReport.ofRunningKernel(chosen));
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
    if (isSet(bpftrace)) {
      located.bpftrace().get().ifPresent(out::print);
    } else if (isSet(json)) {
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
    var stretches = isSet(all) ? List.of(located.listing().get()) : located.excerpts().get();
    for (var lines : stretches) {
      out.println();
      lines.forEach(line -> out.println(Messages.printable(line)));
    }
    if (!isSet(all)) {
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
    print("jumps", site.jumpStack().map(LocateCommand::text).stream().toList(), out);
    site.evidence().forEach(reason -> out.println("    because " + Messages.printable(reason)));
  }

  private static String text(JumpStackReport jumps) {
    return "%s, %d bytes each, as many as %s says"
        .formatted(jumps.address(), jumps.entryBytes(), jumps.depth().getFirst());
  }

  private static void print(String what, List<String> places, PrintStream out) {
    if (!places.isEmpty()) {
      out.printf("    %-10s %s%n", what, String.join(" or ", places));
    }
  }
}
