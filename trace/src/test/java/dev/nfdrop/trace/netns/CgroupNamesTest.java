package dev.nfdrop.trace.netns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.trace.Drop.Container;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CgroupNamesTest {
  private static final String ID =
      "4fe0a1d2c3b4a5968778695a4b3c2d1e0f4fe0a1d2c3b4a5968778695a4b3c2d";

  // spotless:off
  @ParameterizedTest
  @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
      /system.slice/docker-ID.scope | docker | ID | - | -
      /docker/ID | docker | ID | - | -
      /docker/ID/init | docker | ID | - | -
      /system.slice/docker-OTHER.scope/docker/ID | docker | ID | - | -
      /lxc.payload.web/docker/ID | docker | ID | - | -
      /system.slice/docker-OTHER.scope/kubepods/besteffort/pod0a1b2c3d-1111-2222-3333-0123456789ab/ID | - | - | 0a1b2c3d-1111-2222-3333-0123456789ab | -
      /machine.slice/libpod-ID.scope/container | podman | ID | - | -
      /user.slice/user-1000.slice/user@1000.service/user.slice/libpod-ID.scope | podman | ID | - | -
      /kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod0a1b2c3d_1111_2222_3333_0123456789ab.slice/cri-containerd-ID.scope | containerd | ID | 0a1b2c3d-1111-2222-3333-0123456789ab | -
      /kubepods.slice/kubepods-pod0a1b2c3d_1111_2222_3333_0123456789ab.slice/crio-ID.scope | cri-o | ID | 0a1b2c3d-1111-2222-3333-0123456789ab | -
      /system.slice/containerd.service/kubepods-burstable-pod0a1b2c3d_1111_2222_3333_0123456789ab.slice:cri-containerd:ID | - | - | 0a1b2c3d-1111-2222-3333-0123456789ab | -
      /kubepods/burstable/pod0a1b2c3d-1111-2222-3333-0123456789ab/ID | - | - | 0a1b2c3d-1111-2222-3333-0123456789ab | -
      /machine.slice/machine-lab.scope | nspawn | lab | - | -
      /machine.slice/systemd-nspawn@lab.service/payload/system.slice/ssh.service | nspawn | lab | - | -
      /lxc.payload.web/system.slice/nginx.service | lxc | web | - | -
      /machine.slice/machine-lab\\x2d1.scope/payload | nspawn | lab-1 | - | -
      /machine.slice/systemd-nspawn@lab\\x2d1.service/payload | nspawn | lab-1 | - | -
      /machine.slice/systemd-vmspawn@lab.service | vmspawn | lab | - | -
      /machine.slice/machine-qemu\\x2d1\\x2dname.scope/libvirt/emulator | libvirt | name | - | -
      /machine.slice/machine-qemu\\x2d12\\x2dweb\\x2d2\\x2db.scope | libvirt | web-2-b | - | -
      /machine.slice/machine-qemu\\x2dalice\\x2d3\\x2d100.scope | libvirt | 100 | - | -
      /machine.slice/machine-lxc\\x2d4242\\x2dname.scope | libvirt | name | - | -
      /machine/qemu-1-name.libvirt-qemu/emulator | libvirt | name | - | -
      /machine/name.libvirt-lxc | libvirt | name | - | -
      /machine.slice/machine-qemu.scope | nspawn | qemu | - | -
      /system.slice/nginx.service | - | - | - | nginx.service
      /system.slice/system-foo\\x2dbar.slice/foo\\x2dbar@\\xe2\\x82\\xac.service | - | - | - | foo-bar@€.service
      /user.slice/user-0.slice/user@0.service/app.slice/dbus.service | - | - | - | dbus.service
      /user.slice/user-0.slice/user@0.service/init.scope | - | - | - | -
      /user.slice/user-0.slice/session-1.scope | - | - | - | -
      /system.slice/docker-123.scope | - | - | - | -
      / | - | - | - | -
      """)
  // spotless:on
  void tellsWhoRunsInAGroup(String path, String runtime, String id, String pod, String unit) {
    var occupant = CgroupNames.of(path.replace("ID", ID).replace("OTHER", "a".repeat(64)));
    if (runtime == null) {
      assertThat(occupant.container()).isEmpty();
    } else {
      assertThat(occupant.container()).contains(new Container(runtime, id.replace("ID", ID)));
    }
    assertThat(occupant.pod().orElse(null)).isEqualTo(pod);
    assertThat(occupant.unit().orElse(null)).isEqualTo(unit);
  }
}
