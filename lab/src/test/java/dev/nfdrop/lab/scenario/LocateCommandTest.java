package dev.nfdrop.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.lab.NativeHost;
import dev.nfdrop.lab.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `nfdrop locate` on modules of Debian's kernels and on this machine's kernel.
@ExtendWith(ThisMachine.class)
final class LocateCommandTest {

  private static final String DEBIAN_13 = "linux-image-6.12.107+deb13-amd64_amd64/nf_tables.ko.xz";

  private static final Path LINKER_SCRIPT =
      Path.of("../locator/src/test/resources/dev/nfdrop/locator/image/kernel.lds")
          .toAbsolutePath()
          .normalize();

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

  @ParameterizedTest
  @CsvSource({
    "5.10.0-32-amd64_amd64/nf_tables.ko, verdict-test, verdict-test, 0x43a, rbx, r15, [rsp+0x10], rdx",
    "6.1.0-50-arm64_arm64/nf_tables.ko, verdict-test, verdict-test, 0x39c, x27, x21, [sp+0x18], x2",
    "6.12.107+deb13-arm64_arm64/nf_tables.ko.xz, drop-inside, rule-drop, 0x350, x22, x20, [sp+0x0], [sp+0x28]",
    "7.3.4+deb13-amd64_amd64/nf_tables.ko.xz, drop-inside, rule-drop, 0x454, r14, rbp, [rsp+0x0], [rsp+0x38]",
  })
  void saysInJsonWhereEverythingIs(
      String module,
      String shape,
      String kind,
      String offset,
      String rule,
      String packet,
      String baseChain,
      String verdict) {
    var file = corpus().resolve("linux-image-" + module);
    var result = run("locate", "--json", "--image", file.toString());
    assertThat(result.exitStatus()).as(result.toString()).isZero();
    var located = JsonMapper.shared().readTree(result.stdout());
    assertThat(located.get("shape").stringValue()).isEqualTo(shape);
    assertThat(located.get("size").intValue()).isGreaterThan(1000);
    var site = site(located, kind);
    assertThat(site.get("offset").intValue()).isEqualTo(Integer.decode(offset));
    assertThat(site.get("rule").stringValue()).isEqualTo(rule);
    assertThat(site.get("packet").stringValue()).isEqualTo(packet);
    assertThat(site.get("basechain").stringValue()).isEqualTo(baseChain);
    assertThat(site.get("verdict").stringValue()).isEqualTo(verdict);
    assertThat(site.get("probeable").booleanValue()).isTrue();
    assertThat(site.get("evidence").size()).isPositive();
  }

  /// However a distribution packs its modules.
  @ParameterizedTest
  @CsvSource({"cat, .ko", "gzip -c, .ko.gz", "zstd -q -c, .ko.zst", "xz -c --check=crc32, .ko.xz"})
  void readsEachPacking(String command, String suffix, @TempDir Path folder) {
    var packed = folder.resolve("nf_tables" + suffix);
    var script = "xz -dc '%s' | %s > '%s'".formatted(corpus().resolve(DEBIAN_13), command, packed);
    var packing = nfdrop.host().run("bash", "-c", "set -o pipefail; " + script);
    assertThat(packing.exitStatus()).as(packing.toString()).isZero();
    var result = run("locate", "--json", "--image", packed.toString());
    assertThat(result.exitStatus()).as(result.toString()).isZero();
    var rule = site(JsonMapper.shared().readTree(result.stdout()), "rule-drop");
    assertThat(rule.get("offset").intValue()).isEqualTo(0x409);
    assertThat(rule.get("rule").stringValue()).isEqualTo("r14");
  }

  /// A module linked as a kernel is, with a stub for each function that it calls elsewhere.
  @Test
  void readsALinkedKernel(@TempDir Path folder) {
    var script =
        """
        set -eo pipefail
        cd '%s'
        xz -dc '%s' > module.ko
        objcopy --remove-section=.modinfo --remove-section=.BTF module.ko
        nm -u module.ko |
          awk '{ print ".globl " $2 "\\n.type " $2 ",@function\\n" $2 ": ret" }' > stubs.s
        cat >> stubs.s <<'END'
        .section .rodata
        .globl linux_banner
        .type linux_banner,@object
        linux_banner: .asciz "Linux version 6.99.1-custom (a@b) #1"
        END
        as -o stubs.o stubs.s
        ld -T '%s' -e 0 -z noexecstack --no-warnings -o vmlinux module.ko stubs.o
        """
            .formatted(folder, corpus().resolve(DEBIAN_13), LINKER_SCRIPT);
    var linking = nfdrop.host().run("bash", "-c", script);
    assertThat(linking.exitStatus()).as(linking.toString()).isZero();
    var result = run("locate", "--json", "--image", folder.resolve("vmlinux").toString());
    assertThat(result.exitStatus()).as(result.toString()).isZero();
    var located = JsonMapper.shared().readTree(result.stdout());
    assertThat(located.get("kernel").stringValue()).isEqualTo("6.99.1-custom");
    assertThat(site(located, "rule-drop").get("offset").intValue()).isEqualTo(0x409);
    assertThat(site(located, "policy-drop").get("offset").intValue()).isEqualTo(0x5c7);
  }

  @Test
  void refusesWhatIsNoImage(@TempDir Path folder) throws IOException {
    var file = Files.writeString(folder.resolve("nf_tables.ko"), "no module");
    refuses(4, file + ": ELF header", "locate", "--image", file.toString());
    var shortened = folder.resolve("short.ko.xz");
    var bytes = Files.readAllBytes(corpus().resolve(DEBIAN_13));
    Files.write(shortened, Arrays.copyOf(bytes, bytes.length / 2));
    refuses(4, shortened + ": unpacking xz", "locate", "--image", shortened.toString());
  }

  @Test
  void refusesAFileThatCannotBeRead(@TempDir Path folder) {
    refuses(1, "/no/such: no such file", "locate", "--image", "/no/such");
    refuses(1, folder + ": is a directory", "locate", "--image", folder.toString());
  }

  @Test
  void refusesAFunctionThatIsNotThereOrRunsNoRules() {
    var module = corpus().resolve(DEBIAN_13).toString();
    refuses(4, "has no function nft_nowhere", "locate", "--image", module, "nft_nowhere");
    refuses(4, "nf_tables_newrule: no call", "locate", "--image", module, "nf_tables_newrule");
  }

  @Test
  void anOrdinaryUserLearnsWhatTheRunningKernelNeeds() {
    var nobody = "setpriv --reuid=65534 --regid=65534 --clear-groups ";
    var result = nfdrop.host().run("bash", "-c", nobody + nfdrop.path() + " locate");
    assertThat(result.exitStatus()).as(result.toString()).isEqualTo(3);
    assertThat(result.stderr()).contains("CAP_SYSLOG").contains("--image").hasLineCount(1);
  }

  private void refuses(int status, String message, String... arguments) {
    var result = run(arguments);
    assertThat(result.exitStatus()).as(result.toString()).isEqualTo(status);
    assertThat(result.stdout()).isEmpty();
    assertThat(result.stderr()).contains(message).hasLineCount(1);
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
