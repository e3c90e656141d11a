package dev.nfdrop.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.lab.Command;
import dev.nfdrop.lab.Kernel;
import dev.nfdrop.lab.Result;
import dev.nfdrop.lab.Running;
import dev.nfdrop.lab.Signal;
import dev.nfdrop.lab.Vm;
import dev.nfdrop.lab.Vms;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Attaches and is killed many times while packets are dropped and accepted: a few times in each
/// run, 1,000 and 200 times with `-Dlab.endurance=full`.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EnduranceTest {
  private static final boolean FULL = "full".equals(System.getProperty("lab.endurance"));

  /// Of each of three engines.
  private static final int ATTACHES = FULL ? 340 : 10;

  private static final int KILLS = FULL ? 200 : 6;
  private static final Duration LIMIT = FULL ? Duration.ofHours(2) : Duration.ofMinutes(10);

  private static final String RULES =
      """
      table inet nfd {
        chain input {
          type filter hook input priority filter; policy accept;
          udp dport 4242 drop
        }
      }
      """;

  /// Without a process for each pause, which would keep the guest busy.
  private static final String TRAFFIC =
      """
      exec {never}<> <(:)
      while :; do
        for port in 4242 4243 4242; do echo nfdrop >/dev/udp/%s/$port; done
        read -rt 0.1 -u "$never" || :
      done
      """
          .formatted(Network.SERVER);

  /// Starts nfdrop, by both engines in turn, and kills it at a random moment until a little after
  /// it is ready, which a start takes longer for on a busy machine: so each that becomes ready says
  /// until when. Arguments: how often, until how many milliseconds at first, the seed, nfdrop.
  private static final String KILL =
      """
      times=$1 until=$2 RANDOM=$3 nfdrop=$4
      engines=(kprobe tracepoint)
      exec {never}<> <(:)
      for ((time = 0; time < times; time++)); do
        : >/tmp/killed.log
        begun=${EPOCHREALTIME/./}
        "$nfdrop" --engine "${engines[time % 2]}" >/dev/null 2>/tmp/killed.log &
        moment=$(((RANDOM * 32768 + RANDOM) % until)) ready=
        while passed=$(((${EPOCHREALTIME/./} - begun) / 1000)); ((passed < moment)); do
          if [[ -z $ready && $(</tmp/killed.log) == *"nfdrop: ready"* ]]; then
            ready=$passed until=$((ready * 5 / 4))
            moment=$((moment < until ? moment : until))
          fi
          read -rt 0.05 -u "$never" || :
        done
        kill -KILL $! && echo killed
        wait
      done
      """;

  private final Vm guest = Vms.of(Kernel.of("6.12.107+deb13-amd64"));
  private final Nfdrop nfdrop = Nfdrop.in(guest);
  private final Network network = Network.create(guest, "endurance");

  @SuppressWarnings("NullAway.Init")
  private Running traffic;

  @BeforeAll
  void startTraffic() {
    network.load(RULES);
    var words = List.of("ip", "netns", "exec", network.client(), "bash", "-c", TRAFFIC);
    traffic = guest.start(Command.of(words).within(LIMIT));
  }

  @AfterAll
  void stopTraffic() {
    traffic.close();
    network.close();
  }

  @Test
  void attachesAndDetachesAgainAndAgain() {
    var leftovers = Leftovers.watch(guest);
    var check = nfdrop.command("check", "--repeat", String.valueOf(ATTACHES)).within(LIMIT);
    var result = guest.run(check);
    assertThat(result.stdout()).contains("kprobe      usable", "tracepoint  usable");
    assertIsWell(leftovers, result);
  }

  @Test
  void isKilledAtAnyMoment() {
    var leftovers = Leftovers.watch(guest);
    long started = System.nanoTime();
    try (var running = nfdrop.startAndAwaitReady("--count", "1000000")) {
      var ready = Duration.ofNanos(System.nanoTime() - started);
      running.signal(Signal.KILL);
      running.await();
      var until = ready.plus(ready.dividedBy(4)).toMillis();
      int seed = RandomGenerator.getDefault().nextInt(1 << 15);
      System.out.printf("killing until %d ms, seed %d%n", until, seed);
      var words =
          List.of("bash", "-c", KILL, "kill", "" + KILLS, "" + until, "" + seed, nfdrop.path());
      var result = guest.run(Command.of(words).within(LIMIT));
      assertThat(result.lines()).as(result.toString()).hasSize(KILLS);
      assertIsWell(leftovers, result);
    }
  }

  /// Nothing is left, the kernel has no complaint, and the next start finds everything in order.
  private void assertIsWell(Leftovers leftovers, Result result) {
    assertThat(result.exitStatus()).as(result.toString()).isZero();
    leftovers.assertNothingNew();
    assertThat(guest.kernelWarnings()).isEmpty();
    var next = guest.run(nfdrop.command("--count", "1")).orThrow();
    assertThat(next.stdout()).contains("udp dport 4242 drop");
  }
}
