package dev.nfdrop.nftables.ruleset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.ebpf.sys.NetworkNamespace;
import dev.nfdrop.ebpf.sys.OpenResources;
import dev.nfdrop.nftables.Family;
import dev.nfdrop.nftables.NftShell;
import dev.nfdrop.nftables.RuleId;
import dev.nfdrop.nftables.RuleText;
import dev.nfdrop.nftables.netlink.Batch;
import dev.nfdrop.nftables.netlink.NftablesSocket;
import dev.nfdrop.nftables.text.ListingCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RulesetWatchTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final NetworkNamespace namespace = NetworkNamespace.create();
  private final RulesetWatch watch = watching(RulesetWatch.open(namespace));

  @AfterEach
  void close() {
    watch.close();
    namespace.close();
  }

  @Test
  void ruleAddedAfterTheStartIsNamed() throws InterruptedException {
    change("add table ip t; add chain ip t c; add rule ip t c tcp dport 4242 drop");

    assertThat(watch.awaitCurrent(PATIENCE)).isTrue();
    assertThat(only(watch.current()).text()).isEqualTo(known("tcp dport 4242 drop"));
  }

  @Test
  void readsAgainWithoutBeingAsked() throws InterruptedException {
    change("add table ip t; add chain ip t c; add rule ip t c drop");
    var deadline = System.nanoTime() + PATIENCE.toNanos();
    while (watch.current().rules().isEmpty() && System.nanoTime() < deadline) {
      Thread.sleep(1);
    }
    assertThat(watch.current().rules()).hasSize(1);
  }

  @Test
  void deletedRuleIsStillNamed() throws InterruptedException {
    change("add table ip t; add chain ip t c; add rule ip t c tcp dport 4242 drop");
    assertThat(watch.awaitCurrent(PATIENCE)).isTrue();
    var id = only(watch.current()).id();

    change("delete rule ip t c handle " + id.rule());
    assertThat(watch.awaitCurrent(PATIENCE)).isTrue();

    assertThat(watch.current().rules()).isEmpty();
    assertThat(watch.lookup(id)).isEqualTo(deleted("tcp dport 4242 drop", id));
    assertThat(watch.lookup(Family.IP, "t", id.rule()))
        .isEqualTo(deleted("tcp dport 4242 drop", id));
  }

  @Test
  void replacedRuleIsNamedAsItWasAtTheTime() throws InterruptedException {
    change("add table ip t; add chain ip t c; add rule ip t c tcp dport 1 drop");
    assertThat(watch.awaitCurrent(PATIENCE)).isTrue();
    var id = only(watch.current()).id();
    var asFirst = System.nanoTime();
    change("replace rule ip t c handle " + id.rule() + " tcp dport 2 drop");
    assertThat(watch.awaitCurrent(PATIENCE)).isTrue();
    var replacing = only(watch.current()).id();
    var asSecond = System.nanoTime();
    change("delete rule ip t c handle " + replacing.rule());
    assertThat(watch.awaitCurrent(PATIENCE)).isTrue();

    assertThat(watch.lookup(id, asFirst)).isEqualTo(deleted("tcp dport 1 drop", id));
    assertThat(watch.lookup(replacing, asSecond)).isEqualTo(deleted("tcp dport 2 drop", replacing));
    assertThat(watch.lookup(replacing)).isEqualTo(deleted("tcp dport 2 drop", replacing));
  }

  @Test
  void fleetingRulesAreKnownIfOnlyByHandle() throws InterruptedException {
    change("add table ip t; add chain ip t c");
    assertThat(watch.awaitCurrent(PATIENCE)).isTrue();
    var table = watch.current().tables().getFirst().table().handle();
    try (var socket = NftablesSocket.open(namespace)) {
      for (var i = 0; i < 50; i++) {
        var handle = 2 + i; // the chain's is 1
        socket.commit(
            new Batch()
                .add(Batch.Kind.APPEND_RULE, Family.IP, "c", m -> m.string(1, "t").string(2, "c")));
        socket.commit(
            new Batch()
                .add(
                    Batch.Kind.DELETE_RULE,
                    Family.IP,
                    "c",
                    m -> m.string(1, "t").string(2, "c").number64(3, handle)));
      }
    }
    assertThat(watch.awaitCurrent(PATIENCE)).isTrue();

    for (var i = 0; i < 50; i++) {
      assertThat(watch.lookup(new RuleId(table, 2 + i))).isInstanceOf(Lookup.Known.class);
    }
    assertThat(watch.lookup(new RuleId(table, 7919))).isInstanceOf(Lookup.NotKnown.class);
  }

  @Test
  void tableMadeAgainUnderItsNameIsNotTakenForTheOldOne() throws InterruptedException {
    change("add table ip t; add chain ip t c; add rule ip t c tcp dport 4242 drop");
    assertThat(watch.awaitCurrent(PATIENCE)).isTrue();
    var old = only(watch.current()).id();

    change("delete table ip t");
    change("add table ip t; add chain ip t c; add rule ip t c tcp dport 51713 accept");
    assertThat(watch.awaitCurrent(PATIENCE)).isTrue();
    var young = only(watch.current()).id();

    assertThat(young.rule()).isEqualTo(old.rule());
    assertThat(young.table()).isNotEqualTo(old.table());
    assertThat(watch.lookup(old)).isEqualTo(deleted("tcp dport 4242 drop", old));
    assertThat(watch.lookup(young))
        .isInstanceOfSatisfying(
            Lookup.Known.class,
            k -> assertThat(k.entry().text()).isEqualTo(known("tcp dport 51713 accept")));
  }

  @Test
  void followsInsertReplaceFlushAndRename() throws InterruptedException {
    change("add table inet t; add chain inet t c; add rule inet t c tcp dport 1 drop");
    change("insert rule inet t c tcp dport 2 drop");
    assertThat(watch.awaitCurrent(PATIENCE)).isTrue();
    assertThat(texts()).containsExactlyInAnyOrder("tcp dport 1 drop", "tcp dport 2 drop");

    var first = handleOf("tcp dport 1 drop");
    change("replace rule inet t c handle " + first + " tcp dport 3 drop");
    change("add chain inet t d; add rule inet t d jump c; rename chain inet t c renamed");
    assertThat(watch.awaitCurrent(PATIENCE)).isTrue();
    assertThat(texts())
        .containsExactlyInAnyOrder("tcp dport 3 drop", "tcp dport 2 drop", "jump renamed");
    change("flush ruleset");
    assertThat(watch.awaitCurrent(PATIENCE)).isTrue();
    assertThat(watch.current().rules()).isEmpty();
    assertThat(watch.current().tables()).isEmpty();
  }

  @Test
  void keepsUpWithTwoHundredRapidChanges() throws InterruptedException {
    var seed = Long.getLong("nfdrop.seed", System.nanoTime());
    System.out.println("nfdrop.seed=" + seed);
    var random = new Random(seed);
    change("add table ip t; add chain ip t c");
    var ports = new HashMap<Long, Integer>();
    var live = new HashMap<Long, Integer>();
    for (var i = 0; i < 200; i++) {
      if (!live.isEmpty() && random.nextInt(3) == 0) {
        var handle = live.keySet().iterator().next();
        live.remove(handle);
        change("delete rule ip t c handle " + handle);
      } else {
        var output =
            NftShell.run(
                namespace,
                "",
                "nft",
                "-ae",
                "add",
                "rule",
                "ip",
                "t",
                "c",
                "tcp",
                "dport",
                "" + (1000 + i),
                "drop");
        var handle = Long.parseLong(output.replaceAll("(?s).*# handle (\\d+)\n.*", "$1"));
        ports.put(handle, 1000 + i);
        live.put(handle, 1000 + i);
      }
    }

    assertThat(watch.awaitCurrent(PATIENCE)).isTrue();
    assertThat(watch.current().rules()).hasSize(live.size());
    ports.forEach((handle, port) ->
        assertThat(watch.lookup(Family.IP, "t", handle))
            .isInstanceOfSatisfying(
                Lookup.Known.class,
                k -> {
                  assertThat(k.deleted()).isEqualTo(!live.containsKey(handle));
                  if (k.entry().text() instanceof RuleText.Known(var text)) {
                    assertThat(text).isEqualTo("tcp dport %d drop".formatted(port));
                  } else {
                    assertThat(k.deleted()).isTrue();
                  }
                }));
  }

  @Test
  void closingEndsTheThreadAndKeepsWhatWasRead() throws InterruptedException {
    change("add table ip t; add chain ip t c; add rule ip t c drop");
    assertThat(watch.awaitCurrent(PATIENCE)).isTrue();
    var id = only(watch.current()).id();

    watch.close();

    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().equals("ruleset-" + namespace.inode()));
    assertThat(watch.lookup(id)).isInstanceOf(Lookup.Known.class);
    assertThat(watch.awaitCurrent(PATIENCE)).isFalse();
  }

  @Test
  void closingEndsARunningNftAndKeepsTheTexts(@TempDir Path folder) throws Exception {
    NftShell.load(namespace, "add table ip t; add chain ip t c; add rule ip t c drop\n");
    var script = folder.resolve("nft");
    Files.writeString(
        script,
        """
        #!/bin/sh
        cd "${0%/*}" && test -e hang && echo > hanging && exec /usr/bin/sleep 600
        exec /usr/sbin/nft "$@"
        """);
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    var slow = watching(RulesetWatch.open(namespace, Optional.of(ListingCommand.nft(script))));
    Files.createFile(folder.resolve("hang"));
    change("add rule ip t c accept");
    while (!Files.exists(folder.resolve("hanging"))) {
      Thread.sleep(1); // the timeout of the class bounds this
    }

    slow.close();

    assertThat(only(slow.current()).text()).isEqualTo(known("drop"));
  }

  @Test
  void closesWhatItOpened() {
    var before = OpenResources.open().size();
    watching(RulesetWatch.open(namespace)).close();
    assertThat(OpenResources.open()).hasSize(before);
  }

  @Test
  void withoutNftRulesAreKnownWithoutText() {
    NftShell.load(
        namespace, "add table ip t; add chain ip t c; add rule ip t c drop comment \"x\"");
    try (var blind = watching(RulesetWatch.open(namespace, Optional.empty()))) {
      assertThat(blind.textProblem()).contains("nft not found: install nftables to see rule text");
      var rule = only(blind.current());
      assertThat(rule.text()).isEqualTo(new RuleText.Unknown("nft not found"));
      assertThat(rule.comment()).contains("x");
    }
  }

  @Test
  void failingNftIsAReasonNotAnError() {
    NftShell.load(namespace, "add table ip t; add chain ip t c; add rule ip t c drop");
    var failing = Optional.of(ListingCommand.nft(Path.of("/bin/false")));
    try (var blind = watching(RulesetWatch.open(namespace, failing))) {
      assertThat(blind.textProblem()).contains("false ended with status 1");
    }
  }

  private void change(String commands) {
    NftShell.load(namespace, commands + "\n");
  }

  private List<String> texts() {
    return watch.current().rules().stream()
        .map(rule -> ((RuleText.Known) rule.text()).text())
        .toList();
  }

  private long handleOf(String text) {
    return watch.current().rules().stream()
        .filter(rule -> rule.text().equals(known(text)))
        .findFirst()
        .orElseThrow()
        .handle();
  }

  private static RuleEntry only(Ruleset ruleset) {
    assertThat(ruleset.rules()).hasSize(1);
    return ruleset.rules().iterator().next();
  }

  private static RuleText known(String text) {
    return new RuleText.Known(text);
  }

  private static Lookup deleted(String text, RuleId id) {
    return new Lookup.Known(
        new RuleEntry(id, Family.IP, "t", "c", known(text), Optional.empty()), true);
  }

  private static RulesetWatch watching(RulesetWatch.Opening opening) {
    return switch (opening) {
      case RulesetWatch.Opening.Watching(var watch) -> watch;
      case RulesetWatch.Opening.Refused refused -> throw new AssertionError(refused);
    };
  }
}
