package dev.nfdrop.trace.netns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.trace.Drop.Container;
import dev.nfdrop.trace.Drop.Occupant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OccupantsTest {
  private static final String ID = "0123456789abcdef".repeat(4);
  private static final long SECOND = 1_000_000_000L;
  private static final String OTHER = "f".repeat(64);

  @TempDir private Path directory;
  private int files;

  @Test
  void aShellFromOutsideDoesNotHideTheContainer() throws IOException {
    var namespace = namespace();
    process(4242, namespace, "0::/system.slice/docker-" + ID + ".scope");
    process(4243, namespace, "0::/user.slice/user-0.slice/session-1.scope");
    assertThat(occupant(namespace).container()).contains(new Container("docker", ID));
  }

  @Test
  void allContainersOfAPodAreTold() throws IOException {
    var namespace = namespace();
    var pod = "0::/kubepods.slice/kubepods-pod0a1b2c3d_1111_2222_3333_0123456789ab.slice/crio-";
    process(4242, namespace, pod + ID + ".scope");
    process(4243, namespace, pod + OTHER + ".scope");
    process(4244, namespace, "0::/system.slice/docker-" + "a".repeat(64) + ".scope");
    var occupant = occupant(namespace);
    assertThat(occupant.containers())
        .containsExactly(new Container("cri-o", ID), new Container("cri-o", OTHER));
    assertThat(occupant.container()).isEmpty();
    assertThat(occupant.pod()).contains("0a1b2c3d-1111-2222-3333-0123456789ab");
  }

  @Test
  void severalPodsAreNotTold() throws IOException {
    var namespace = namespace();
    var pod = "0::/kubepods.slice/kubepods-pod0a1b2c3d_1111_2222_3333_0123456789a";
    process(4242, namespace, pod + "b.slice/crio-" + ID + ".scope");
    process(4243, namespace, pod + "c.slice/crio-" + OTHER + ".scope");
    assertThat(occupant(namespace)).isEqualTo(Occupant.NONE);
  }

  @Test
  void containersMayShareANamespaceWithoutAPod() throws IOException {
    var namespace = namespace();
    process(4242, namespace, "0::/system.slice/docker-" + OTHER + ".scope");
    process(4243, namespace, "0::/system.slice/docker-" + ID + ".scope");
    assertThat(occupant(namespace).containers())
        .containsExactly(new Container("docker", ID), new Container("docker", OTHER));
  }

  @Test
  void theFirstHierarchyThatSaysSomethingCounts() throws IOException {
    var namespace = namespace();
    process(4242, namespace, "9:name=systemd:/system.slice/nginx.service\n4:memory:/x\n0::/\n");
    assertThat(occupant(namespace).unit()).contains("nginx.service");
  }

  @Test
  void nothingIsSaidOfTheNamespaceOfProcessOne() throws IOException {
    var namespace = namespace();
    process(1, namespace, "0::/init.scope");
    process(4242, namespace, "0::/system.slice/nginx.service");
    assertThat(occupant(namespace)).isEqualTo(Occupant.NONE);
  }

  @Test
  void aNamespaceThatTookOverAnInodeIsLookedAtAnew() throws IOException {
    var namespace = namespace();
    var inode = (long) Files.getAttribute(namespace, "unix:ino");
    process(4242, namespace, "0::/system.slice/docker-" + ID + ".scope");
    var clock = new AtomicLong(1);
    var occupants = new Occupants(directory.resolve("proc"), clock::get);
    assertThat(occupants.of(inode, 0).container()).isPresent();
    Files.writeString(directory.resolve("proc/4242/cgroup"), "0::/system.slice/nginx.service");
    assertThat(occupants.of(inode, 0).container()).isPresent();
    clock.set(2);
    assertThat(occupants.of(inode, 2).unit()).contains("nginx.service");
  }

  /// Every look at this clock takes a second.
  @Test
  void looksTakeATenthOfTheTime() throws IOException {
    var namespace = namespace();
    var inode = (long) Files.getAttribute(namespace, "unix:ino");
    process(4242, namespace, "0::/system.slice/docker-" + ID + ".scope");
    var clock = new AtomicLong();
    var occupants = new Occupants(directory.resolve("proc"), () -> clock.getAndAdd(SECOND));
    assertThat(occupants.of(inode, 0).container()).as("looks from 0 to 1").isPresent();
    Files.writeString(directory.resolve("proc/4242/cgroup"), "0::/system.slice/nginx.service");
    clock.set(9 * SECOND);
    assertThat(occupants.of(inode, 0).container()).as("looked 9 seconds ago").isPresent();
    assertThat(clock.getAndSet(9 * SECOND)).as("no look").isEqualTo(10 * SECOND);
    assertThat(occupants.of(inode, 1)).as("held since 1").isEqualTo(Occupant.NONE);
    clock.set(10 * SECOND);
    assertThat(occupants.of(inode, 1).unit()).as("looks anew").contains("nginx.service");
  }

  @Test
  void forTheNamespaceOfProcessOneNobodyLooks() throws IOException {
    var namespace = namespace();
    process(1, namespace, "0::/init.scope");
    var occupants =
        new Occupants(
            directory.resolve("proc"),
            () -> {
              throw new AssertionError("a look");
            });
    var inode = (long) Files.getAttribute(namespace, "unix:ino");
    assertThat(occupants.of(inode, 0)).isEqualTo(Occupant.NONE);
  }

  private Path namespace() throws IOException {
    return Files.createFile(directory.resolve("netns" + files++));
  }

  /// What of `/proc/PID` is looked at; a link to a file stands for the namespace.
  private void process(int pid, Path namespace, String groups) throws IOException {
    var process = Files.createDirectories(directory.resolve("proc/" + pid + "/ns"));
    Files.createSymbolicLink(process.resolve("net"), namespace);
    Files.writeString(process.resolveSibling("cgroup"), groups);
  }

  private Occupant occupant(Path namespace) throws IOException {
    var inode = (long) Files.getAttribute(namespace, "unix:ino");
    return occupants().of(inode, System.nanoTime());
  }

  private Occupants occupants() {
    return new Occupants(directory.resolve("proc"), System::nanoTime);
  }
}
