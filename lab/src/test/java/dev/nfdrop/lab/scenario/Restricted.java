package dev.nfdrop.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.lab.Command;
import dev.nfdrop.lab.Result;
import java.util.ArrayList;
import java.util.List;

/// nfdrop, started with less than everything.
///
/// @param words what runs it: a command that takes rights away, then the command it is to run
record Restricted(Nfdrop nfdrop, List<String> words) {

  /// What docs/permissions.md says tracing needs, for setpriv.
  static final String NEEDED = "+net_admin,+sys_admin,+syslog,+bpf,+perfmon";

  static final int NOT_PERMITTED = 3;
  static final int UNSUPPORTED = 4;

  static Restricted by(Nfdrop nfdrop, List<String> words) {
    return new Restricted(nfdrop, words);
  }

  /// As root with only these capabilities.
  static Restricted to(Nfdrop nfdrop, String capabilities) {
    return by(
        nfdrop,
        List.of(
            "setpriv", "--inh-caps=-all," + capabilities, "--bounding-set=-all," + capabilities));
  }

  /// The command that starts it so.
  Command command(String... arguments) {
    var plain = nfdrop.command(arguments);
    var all = new ArrayList<>(words);
    all.addAll(plain.words());
    return Command.of(all).within(plain.limit());
  }

  /// Runs it until it has traced for an instant, or has refused.
  Result trace(String... options) {
    var arguments = new ArrayList<>(List.of("trace", "--duration", "10ms"));
    arguments.addAll(List.of(options));
    return nfdrop.host().run(command(arguments.toArray(String[]::new)));
  }

  /// Holds if it refuses, in one line that says these things, and claims nothing.
  void assertRefuses(int exitStatus, String... saying) {
    assertRefused(trace(), exitStatus, saying);
  }

  /// Holds if the result is such a refusal.
  static void assertRefused(Result result, int exitStatus, String... saying) {
    assertThat(result.exitStatus()).as(result.toString()).isEqualTo(exitStatus);
    assertThat(result.stdout()).isEmpty();
    assertThat(result.stderr().lines())
        .as(result.toString())
        .singleElement()
        .asString()
        .contains(saying);
  }

  /// Holds if it traces.
  void assertTraces(String... options) {
    var result = trace(options);
    assertThat(result.exitStatus()).as(result.toString()).isZero();
    assertThat(result.stderr()).contains("nfdrop: ready");
  }
}
