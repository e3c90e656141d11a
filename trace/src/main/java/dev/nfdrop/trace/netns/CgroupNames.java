package dev.nfdrop.trace.netns;

import dev.nfdrop.trace.Drop.Container;
import dev.nfdrop.trace.Drop.Occupant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Tells from the path of a control group who runs in it: a table of the names that container
/// runtimes, Kubernetes and systemd give to the folders of such a path.
final class CgroupNames {
  private static final String ID = "([0-9a-f]{64})";

  /// How a container runtime names the folder of a container.
  private record Naming(String name, Pattern folder) {
    static Naming of(String name, String folder) {
      return new Naming(name, Pattern.compile(folder));
    }
  }

  /// systemd's driver makes scopes; without systemd there are plain folders. libvirt puts its
  /// driver and a number that counts starts in front of the name that it registers with machined.
  private static final List<Naming> RUNTIMES =
      List.of(
          Naming.of("docker", "docker-" + ID + "\\.scope"),
          Naming.of("containerd", "cri-containerd-" + ID + "\\.scope"),
          Naming.of("containerd", "cri-containerd:" + ID),
          Naming.of("cri-o", "crio-" + ID + "(?:\\.scope)?"),
          Naming.of("podman", "libpod-(?:payload-)?" + ID + "(?:\\.scope)?"),
          Naming.of("libvirt", "machine-(?:qemu|lxc|ch)-(?:.+?-)??\\d+-(.+)\\.scope"),
          Naming.of("libvirt", "(?:(?:qemu|lxc|ch)-\\d+-)?(.+)\\.libvirt-(?:qemu|lxc|ch)"),
          Naming.of("vmspawn", "systemd-vmspawn@(.+)\\.service"),
          Naming.of("nspawn", "machine-(.+)\\.scope"),
          Naming.of("nspawn", "systemd-nspawn@(.+)\\.service"),
          Naming.of("lxc", "lxc\\.payload\\.(.+)"));

  /// `/docker/ID`, of Docker's driver `cgroupfs`.
  private static final String DOCKER = "docker";

  private static final Pattern WHOLE_ID = Pattern.compile(ID);

  private static final Pattern POD =
      Pattern.compile("pod([0-9a-f]{8}(?:[-_][0-9a-f]{4}){3}[-_][0-9a-f]{12})(?:\\.slice|[:/]|$)");

  private static final Pattern UNIT = Pattern.compile("(.+\\.service)");
  private static final Pattern USER_MANAGER = Pattern.compile("user@\\d+\\.service");

  private CgroupNames() {}

  /// @param path of the group, from the root of its hierarchy on
  static Occupant of(String path) {
    var container = container(path);
    var pod = pod(path);
    var unit = container.isPresent() || pod.isPresent() ? Optional.<String>empty() : unit(path);
    return new Occupant(container.stream().toList(), pod, unit);
  }

  /// The innermost one: containers run in containers. One around a pod is not the pod's.
  private static Optional<Container> container(String path) {
    var found = Optional.<Container>empty();
    var before = "";
    for (var folder : folders(path)) {
      if (POD.matcher(folder).find()) {
        found = Optional.empty();
      }
      var here = container(before, folder);
      found = here.isPresent() ? here : found;
      before = folder;
    }
    return found;
  }

  private static Optional<Container> container(String before, String folder) {
    if (before.equals(DOCKER) && WHOLE_ID.matcher(folder).matches()) {
      return Optional.of(new Container(DOCKER, folder));
    }
    for (var runtime : RUNTIMES) {
      var matcher = runtime.folder.matcher(folder);
      if (matcher.matches()) {
        return Optional.of(new Container(runtime.name, matcher.group(1)));
      }
    }
    return Optional.empty();
  }

  /// systemd's slices have `_` where the identifier has `-`.
  private static Optional<String> pod(String path) {
    return find(POD, path).map(uid -> uid.replace('_', '-'));
  }

  private static Optional<String> unit(String path) {
    var found = Optional.<String>empty();
    for (var folder : folders(path)) {
      if (UNIT.matcher(folder).matches() && !USER_MANAGER.matcher(folder).matches()) {
        found = Optional.of(folder);
      }
    }
    return found;
  }

  private static List<String> folders(String path) {
    return Arrays.stream(path.split("/", -1)).map(SystemdName::unescape).toList();
  }

  private static Optional<String> find(Pattern pattern, String path) {
    return pattern.matcher(path).results().reduce((_, last) -> last).map(found -> found.group(1));
  }
}
