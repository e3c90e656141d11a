package dev.nfdrop.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// What an engine promises beyond [Commands] that looks into the kernel by eBPF.
abstract class ProbeCommands extends Commands {

  private final String wrongPlace;

  /// @param wrongPlace a place that never holds the rule with this engine
  ProbeCommands(Nfdrop nfdrop, String engine, String wrongPlace) {
    super(nfdrop, engine, "prog ", "map ");
    this.wrongPlace = wrongPlace;
  }

  @Test
  void doesNotTouchTheRuleset() {
    var before = network().asServer("nft -a list ruleset").orThrow().stdout();
    try (var running = trace("--count", "1")) {
      assertThat(network().asServer("nft -a list ruleset").stdout()).isEqualTo(before);
      network().asClient(SEND_DROPPED).orThrow();
      running.await();
    }
    assertThat(network().asServer("nft -a list ruleset").stdout()).isEqualTo(before);
  }

  @Test
  void refusesAWrongPlaceForTheRule() {
    var result = run("trace", "--engine", engine(), "--assume-rule-at", wrongPlace, "--count", "1");
    assertThat(result.exitStatus()).as(result.toString()).isEqualTo(4);
    assertThat(result.stdout()).isEmpty();
    assertThat(result.stderr()).contains("calibration failed", "rule");
  }
}
