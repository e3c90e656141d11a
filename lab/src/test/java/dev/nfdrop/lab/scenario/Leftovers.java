package dev.nfdrop.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nfdrop.lab.Host;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What a process can leave in the kernel: BPF programs, links and maps, kprobes, named namespaces,
/// and tables in the rulesets of those.
///
/// @param before what was there before the process started
/// @param during what was there while it ran, and not before
record Leftovers(Host host, Set<String> before, Set<String> during) {

  /// The kernel frees programs and maps some time after the last reference to them is gone.
  private static final Duration FREE_LIMIT = Duration.ofSeconds(20);

  /// One line for each thing that is there.
  private static final String LIST =
      """
      for kind in prog link map; do bpftool $kind | grep -oE '^[0-9]+: \\S+' | sed "s/^/$kind /"; done
      ip netns list | sed 's/ .*//; s/^/namespace /'
      for name in $(ip netns list | sed 's/ .*//'); do
        ip netns exec $name nft list tables 2>/dev/null | sed "s/$/ of $name/"
      done
      cat /sys/kernel/debug/kprobes/list 2>/dev/null
      """;

  /// To be called before the process starts.
  static Leftovers watch(Host host) {
    return new Leftovers(host, list(host), new TreeSet<>());
  }

  /// Notes what the process, which traces by now, has made.
  ///
  /// @param expected what has to be among it, by the beginning of its line
  void note(String... expected) {
    during.addAll(list(host));
    during.removeAll(before);
    for (var beginning : expected) {
      assertThat(during).anyMatch(line -> line.startsWith(beginning));
    }
  }

  /// Holds if nothing of it is there any more.
  void assertGone() {
    await()
        .atMost(FREE_LIMIT)
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(() -> assertThat(list(host)).doesNotContainAnyElementsOf(during));
  }

  /// Holds if nothing is there that was not there before.
  void assertNothingNew() {
    await()
        .atMost(FREE_LIMIT)
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(() -> assertThat(before).containsAll(list(host)));
  }

  private static Set<String> list(Host host) {
    return host.run("bash", "-c", LIST).lines().stream()
        .map(String::strip)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
