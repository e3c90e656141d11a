package dev.nfdrop.lab.scenario;

import dev.nfdrop.lab.Kernel;
import dev.nfdrop.lab.Vm;
import dev.nfdrop.lab.Vms;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A kernel and an engine that the scenarios are to pass with.
record Combination(Kernel kernel, String engine) {

  /// Which kernels: `verify`, `all`, or the release of one that need not be listed, on which every
  /// engine that nfdrop calls usable is tried.
  private static final String SELECTION = System.getProperty("lab.kernels", "verify");

  private static final Pattern USABLE = Pattern.compile("(\\w+) +usable: .*");

  /// The combinations of this run.
  static Stream<Combination> selected() {
    return switch (SELECTION) {
      case "verify" -> listed(List.of("verify"));
      case "all" -> listed(List.of("verify", "all"));
      default -> usable(Kernel.of(SELECTION));
    };
  }

  Vm vm() {
    return Vms.of(kernel);
  }

  @Override
  public String toString() {
    return kernel + " by " + engine;
  }

  /// From the file `lab/kernels`.
  private static Stream<Combination> listed(List<String> runs) {
    try {
      return Files.readAllLines(Vms.labFolder().resolve("kernels")).stream()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> line.split("\\s+"))
          .filter(words -> runs.contains(words[1]))
          .flatMap(words ->
              Arrays.stream(words)
                  .skip(2)
                  .map(engine -> new Combination(Kernel.of(words[0]), engine)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<Combination> usable(Kernel kernel) {
    var vm = Vms.of(kernel);
    vm.run("modprobe", "nf_tables").orThrow();
    var check = vm.run(Nfdrop.in(vm).command("check"));
    System.out.print(check.stdout());
    var combinations =
        check.lines().stream()
            .map(USABLE::matcher)
            .filter(line -> line.matches())
            .map(line -> new Combination(kernel, line.group(1)))
            .toList();
    if (combinations.isEmpty()) {
      throw new AssertionError("no engine is usable on " + kernel + ": " + check);
    }
    return combinations.stream();
  }
}
