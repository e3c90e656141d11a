package dev.nfdrop.lab.scenario;

import dev.nfdrop.lab.Command;
import dev.nfdrop.lab.Host;
import java.util.ArrayList;
import java.util.List;

/// A process in a network namespace and in a control group (version 2) that is named as Docker
/// names a container's.
final class MadeUpContainer implements AutoCloseable {
  static final String ID = "0123456789abcdef".repeat(4);

  private static final String GROUP =
      """
      set -e
      group=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/self/mounts)/$1/docker-$2.scope
      """;

  private static final String START =
      GROUP
          + """
          mkdir -p "$group"
          ip netns exec "$1" sleep 600 </dev/null >/dev/null 2>&1 &
          echo $! >"$group/cgroup.procs"
          echo $!
          """;

  private static final String END =
      GROUP
          + """
          kill -KILL "$3"
          until rmdir "$group" 2>/dev/null; do sleep 0.1; done
          rmdir "${group%/*}"
          """;

  private final Host host;
  private final String namespace;
  private final String pid;

  private MadeUpContainer(Host host, String namespace, String pid) {
    this.host = host;
    this.namespace = namespace;
    this.pid = pid;
  }

  /// @param namespace the name by which `ip netns` knows it; the control group has it too
  static MadeUpContainer start(Host host, String namespace) {
    var started = host.run(bash(START, namespace, ID)).orThrow();
    return new MadeUpContainer(host, namespace, started.stdout().strip());
  }

  @Override
  public void close() {
    host.run(bash(END, namespace, ID, pid)).orThrow();
  }

  private static Command bash(String script, String... arguments) {
    var words = new ArrayList<>(List.of("bash", "-s", "--"));
    words.addAll(List.of(arguments));
    return Command.of(words).withInput(script);
  }
}
