package dev.nfdrop.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.lab.NativeHost;
import dev.nfdrop.lab.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `nfdrop locate` on modules of Debian's kernels and on this machine's kernel.
final class LocateCommandTest {

  private static final String DEBIAN_13 = "linux-image-6.12.107+deb13-amd64_amd64/nf_tables.ko.xz";

  private final Nfdrop nfdrop = Nfdrop.on(new NativeHost());

  @Test
  void namesTheRegistersOfAModuleAsAnOrdinaryUser(@TempDir Path folder) throws IOException {
    var module = Files.copy(corpus().resolve(DEBIAN_13), folder.resolve("nf_tables.ko.xz"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    var nobody = "setpriv --reuid=65534 --regid=65534 --clear-groups ";
    var result =
        nfdrop
            .host()
            .run("bash", "-c", nobody + nfdrop.path() + " locate --json --image " + module);
    assertThat(result.exitStatus()).as(result.toString()).isZero();
    var located = JsonMapper.shared().readTree(result.stdout());
    assertThat(located.get("function").stringValue()).isEqualTo("nft_do_chain");
    assertThat(located.get("shape").stringValue()).isEqualTo("drop-inside");
    assertThat(located.get("kernel").stringValue()).isEqualTo("6.12.107+deb13-amd64");
    var rule = site(located, "rule-drop");
    assertThat(rule.get("offset").intValue()).isEqualTo(0x409);
    assertThat(rule.get("rule").stringValue()).isEqualTo("r14");
    assertThat(rule.get("packet").stringValue()).isEqualTo("rbp");
    assertThat(rule.get("basechain").stringValue()).isEqualTo("[rsp+0x0]");
    assertThat(rule.get("probeable").booleanValue()).isTrue();
    var policy = site(located, "policy-drop");
    assertThat(policy.get("offset").intValue()).isEqualTo(0x5c7);
    assertThat(policy.has("rule")).isFalse();
  }

  @Test
  void readsTheLiveTextOfTheRunningKernel() {
    var result = run("locate", "--json");
    assertThat(result.exitStatus()).as(result.toString()).isZero();
    var located = JsonMapper.shared().readTree(result.stdout());
    assertThat(site(located, "rule-drop").get("rule").stringValue()).isNotEmpty();
    assertThat(site(located, "policy-drop").get("basechain").stringValue()).isNotEmpty();
  }

  @Test
  void showsTheDisassemblyWithItsMeaning() {
    var result = run("locate", "--image", corpus().resolve(DEBIAN_13).toString());
    assertThat(result.exitStatus()).as(result.toString()).isZero();
    assertThat(result.stdout())
        .containsPattern(
            "> nft_do_chain\\+0x409 +call +sk_skb_reason_drop +; rule-drop, r14 = rule")
        .contains("kprobe:nft_do_chain+1033");
  }

  @Test
  void refusesWhatIsNoImage(@TempDir Path folder) throws IOException {
    var file = Files.writeString(folder.resolve("nf_tables.ko"), "no module");
    var result = run("locate", "--image", file.toString());
    assertThat(result.exitStatus()).isEqualTo(4);
    assertThat(result.stdout()).isEmpty();
    assertThat(result.stderr()).contains(file.toString()).hasLineCount(1);
  }

  private Result run(String... arguments) {
    return nfdrop.host().run(nfdrop.command(arguments));
  }

  private static JsonNode site(JsonNode located, String kind) {
    return located
        .get("sites")
        .valueStream()
        .filter(site -> site.get("kind").stringValue().equals(kind))
        .findFirst()
        .orElseThrow();
  }

  /// Where `lab/corpus` keeps the modules.
  private static Path corpus() {
    var cache = System.getenv("NFDROP_CACHE");
    if (cache != null) {
      return Path.of(cache, "corpus");
    }
    var home = System.getenv("XDG_CACHE_HOME");
    return home != null
        ? Path.of(home, "nfdrop", "corpus")
        : Path.of(System.getProperty("user.home"), ".cache", "nfdrop", "corpus");
  }
}
