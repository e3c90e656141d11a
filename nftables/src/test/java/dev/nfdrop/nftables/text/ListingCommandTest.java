package dev.nfdrop.nftables.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nfdrop.ebpf.sys.NetworkNamespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ListingCommandTest {
  @TempDir private Path folder;

  @Test
  void isFoundWithoutASearchPath() {
    assertThat(ListingCommand.file("", "nft")).isPresent();
  }

  @Test
  void relativePathsAreRefused() {
    assertThatThrownBy(() -> ListingCommand.nft(Path.of("nft")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not an absolute path");
  }

  @Test
  void failureCarriesTheFirstLineOfItsMessage() throws IOException {
    var outcome = list("echo 'netlink: Error: nope' >&2; echo more >&2; exit 3");
    assertThat(outcome)
        .isEqualTo(
            new ListingCommand.Outcome.Failed("nft ended with status 3: netlink: Error: nope"));
  }

  @Test
  void environmentIsNotPassedOn() throws IOException {
    assertThat(list("/usr/bin/env | /usr/bin/grep -v -e ^PWD= -e ^SHLVL= -e ^_= -e ^OLDPWD="))
        .isEqualTo(new ListingCommand.Outcome.Listed("LC_ALL=C\n"));
  }

  @Test
  void interruptEndsIt() throws InterruptedException, IOException {
    var command = command("exec /usr/bin/sleep 600");
    try (var namespace = NetworkNamespace.create()) {
      var thread = Thread.ofPlatform().start(() -> command.list(namespace));
      thread.interrupt();
      assertThat(thread.join(Duration.ofSeconds(20))).isTrue();
    }
  }

  private ListingCommand.Outcome list(String script) throws IOException {
    try (var namespace = NetworkNamespace.create()) {
      return command(script).list(namespace);
    }
  }

  private ListingCommand command(String script) throws IOException {
    var file = folder.resolve("nft");
    Files.writeString(file, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    return ListingCommand.nft(file);
  }
}
