package dev.nfdrop.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.lab.Result;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// The scenarios on the kernels of this run (`-Dlab.kernels`, see [Combination]).
@ParameterizedClass
@MethodSource("combinations")
final class KernelScenarioTest extends Scenarios {

  @Parameter
  @SuppressWarnings("NullAway.Init")
  private Combination combination;

  static Stream<Combination> combinations() {
    return Combination.selected();
  }

  @BeforeParameterizedClassInvocation
  void startTracing(Combination next) {
    begin(Nfdrop.in(next.vm()), next.engine(), next.toString());
  }

  @AfterParameterizedClassInvocation
  void anInterruptEndsItCleanly() {
    end();
  }

  /// Connection tracking drops what finds no room in its table, which all namespaces of a machine
  /// share: that of this guest alone.
  @Test
  void aFullTableOfConnectionsBesideRulesThatDrop() {
    load(
        """
        table inet nfd {
          chain raw {
            type filter hook prerouting priority -400;
            udp dport 4242 drop
          }
          chain input {
            type filter hook input priority filter;
            ct state established accept
          }
        }
        """);
    var room = limit("cat").stdout().strip();
    limit("echo 1 >").orThrow();
    try {
      var events =
          drops(
              udp(Network.SERVER, 4243)
                  + udp(Network.SERVER, 4242)
                  + udp(Network.SERVER, 4244)
                  + udp(Network.SERVER, 4242)
                  + udp(Network.SERVER, 4245));
      var byRules = events.stream().filter(event -> event.path("cause").asString().equals("rule"));
      assertThat(byRules.map(event -> event.path("packet").path("dport").asInt()))
          .containsExactly(4242, 4242);
      var byHooks = events.stream().filter(event -> event.path("cause").asString().equals("hook"));
      assertThat(byHooks.map(event -> event.path("hookFunction").path("name").asString()))
          .hasSizeBetween(seesOtherHooks() ? 2 : 0, seesOtherHooks() ? 3 : 0)
          .allMatch("ipv4_conntrack_in"::equals);
    } finally {
      limit("echo " + room + " >").orThrow();
    }
  }

  private Result limit(String command) {
    return combination
        .vm()
        .run("bash", "-c", command + " /proc/sys/net/netfilter/nf_conntrack_max");
  }

  @Test
  void theKernelHasNoComplaint() {
    assertThat(combination.vm().kernelWarnings())
        .filteredOn(line -> !(combination.engine().equals("nftrace") && isOfTrace(line)))
        .isEmpty();
  }

  /// What older kernels say once of their own trace of a TCP reset: docs/limitations.md.
  private static boolean isOfTrace(String line) {
    return line.contains("__skb_flow_dissect") || line.contains("Modules linked in:");
  }
}
