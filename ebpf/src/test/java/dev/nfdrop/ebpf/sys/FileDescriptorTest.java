package dev.nfdrop.ebpf.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class FileDescriptorTest {
  @Test
  void anOpenOneIsRegisteredUntilItIsClosed() {
    var file = FileDescriptor.openForReading(Path.of("/proc/self/maps"));
    var label = "/proc/self/maps, fd " + file.number();
    assertThat(OpenResources.open()).extracting(OpenResources.Resource::what).contains(label);
    file.close();
    assertThat(OpenResources.open()).extracting(OpenResources.Resource::what).doesNotContain(label);
  }

  @Test
  void closingTwiceClosesOnce() {
    var file = FileDescriptor.openForReading(Path.of("/proc/self/maps"));
    file.close();
    try (var other = FileDescriptor.openForReading(Path.of("/proc/self/status"))) {
      file.close();
      assertThat(Path.of("/proc/self/fd/" + other.number())).exists();
    }
  }

  @Test
  void aClosedOneHasNoNumber() {
    var file = FileDescriptor.openForReading(Path.of("/proc/self/maps"));
    file.close();
    assertThatThrownBy(file::number)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("/proc/self/maps");
  }

  @Test
  void theRegisterNamesTheOpenerOutsideThisPackage() {
    var resource = OpenResources.opened(OpenResources.Kind.MAPPING, "made up");
    try {
      assertThat(resource.toString()).startsWith("mapping (made up), opened\n    at ");
      assertThat(resource.opener().getFirst().getClassName())
          .doesNotStartWith("dev.nfdrop.ebpf.sys.");
    } finally {
      resource.closed();
    }
  }

  @Test
  void aNegativeNumberIsRefused() {
    assertThatThrownBy(() -> FileDescriptor.own(-1, "nothing"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void capabilitiesAreReadFromTheStatusLine() {
    var sysAdminOnly = Capabilities.ofStatus(List.of("Name:\tx", "CapEff:\t0000000000200000"));
    assertThat(sysAdminOnly.has(Capability.CAP_SYS_ADMIN)).isTrue();
    assertThat(sysAdminOnly.has(Capability.CAP_BPF)).isTrue();
    assertThat(sysAdminOnly.missing(Capability.CAP_BPF, Capability.CAP_NET_ADMIN))
        .containsExactly(Capability.CAP_NET_ADMIN);
    assertThat(Capabilities.effective().has(Capability.CAP_SYS_ADMIN)).isTrue();
    assertThat(Capabilities.isRootUser()).isTrue();
  }

  @Test
  void errorsHaveTheirSymbols() {
    assertThat(Errno.EPERM).hasToString("EPERM");
    assertThat(Errno.EILSEQ).hasToString("EILSEQ");
    assertThat(Errno.EADDRNOTAVAIL).hasToString("EADDRNOTAVAIL");
    assertThat(new Errno(133)).hasToString("EHWPOISON");
    assertThat(Errno.ENOTSUPP).hasToString("ENOTSUPP");
    assertThat(new Errno(512)).hasToString("errno 512");
  }
}
