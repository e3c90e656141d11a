package dev.nfdrop.trace.netns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nfdrop.ebpf.sys.NetworkNamespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NamespaceFinderTest {
  private static final String NAME = "nfd-unit-" + ProcessHandle.current().pid();
  private static final Path FILE = Path.of("/run/netns", NAME);

  @BeforeAll
  static void add() throws Exception {
    ip("add");
  }

  @AfterAll
  static void delete() throws Exception {
    ip("del");
  }

  @Test
  void oneIsFoundByItsName() throws IOException {
    assertFound(NAME);
  }

  @Test
  void oneIsFoundByItsPath() throws IOException {
    assertFound(FILE.toString());
  }

  @Test
  void oneIsFoundByItsInode() throws IOException {
    assertFound(Long.toString(inode()));
  }

  @Test
  void oneWithoutANameIsFoundByTheProcessThatLivesInIt() throws Exception {
    try (var fresh = NetworkNamespace.create()) {
      var process = fresh.call(() -> new ProcessBuilder("sleep", "60").start());
      try (var found = NamespaceFinder.byInode(fresh.inode()).orElseThrow()) {
        assertThat(found.inode()).isEqualTo(fresh.inode());
      } finally {
        process.destroyForcibly().waitFor();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nfd-no-such", "4242", "42424242424242", "..", "/no/such", "/", "-1"})
  void anUnknownOneIsRefusedByName(String name) {
    assertThatThrownBy(() -> NamespaceFinder.open(name).close())
        .isInstanceOf(NamespaceNotFoundException.class)
        .hasMessageStartingWith("network namespace '" + name + "' not found: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/proc/self/status", "/proc/self/ns/mnt"})
  void aFileThatIsNoNetworkNamespaceIsRefused(String path) {
    assertThatThrownBy(() -> NamespaceFinder.open(path).close())
        .isInstanceOf(NamespaceNotFoundException.class)
        .hasMessageContaining("is no network namespace");
  }

  @Test
  void anInodeThatNobodyHasIsNotFound() {
    assertThat(NamespaceFinder.byInode(4242)).isEmpty();
  }

  @Test
  void oneThatOnlyADescriptorHoldsIsNotVisible() throws IOException {
    try (var held = NetworkNamespace.create()) {
      assertThat(NamespaceFinder.visibleInodes()).contains(inode()).doesNotContain(held.inode());
    }
  }

  private static void assertFound(String name) throws IOException {
    try (var found = NamespaceFinder.open(name)) {
      assertThat(found.inode()).isEqualTo(inode());
      assertThat(found.name()).contains(NAME);
    }
  }

  private static long inode() throws IOException {
    return (long) Files.getAttribute(FILE, "unix:ino");
  }

  private static void ip(String what) throws IOException, InterruptedException {
    var process = new ProcessBuilder("ip", "netns", what, NAME).inheritIO().start();
    assertThat(process.waitFor()).as("ip netns " + what).isZero();
  }
}
