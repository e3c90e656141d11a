package dev.nfdrop.nftables.ruleset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.ebpf.sys.NetworkNamespace;
import dev.nfdrop.nftables.NftShell;
import dev.nfdrop.nftables.RuleText;
import dev.nfdrop.nftables.text.ListingCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// When iptables is asked for texts: an nft that changes the ruleset after it has listed it.
final class RulesetReaderTest {
  private static final String RULES =
      """
      table ip filter {
        chain INPUT { type filter hook input priority filter; udp dport 4242 counter drop; }
      }
      """;

  @TempDir private Path folder;
  private final List<String> asked = new ArrayList<>();

  @Test
  void iptablesIsAskedOnceTheRulesetStandsStill() throws IOException {
    assertThat(texts(0)).containsExactly("-A INPUT -p udp -j DROP");
    assertThat(asked).containsExactly("filter");
  }

  @Test
  void iptablesIsNotAskedForARulesetThatHasChangedSince() throws IOException {
    assertThat(texts(2)).hasSize(1);
    assertThat(asked).as("the third reading").hasSize(1);
  }

  @Test
  void iptablesIsNotAskedWhileTheRulesetChangesAllTheTime() throws IOException {
    assertThat(texts(9)).allMatch(text -> text.startsWith("udp dport 4242 counter"));
    assertThat(asked).isEmpty();
  }

  private List<String> texts(int changes) throws IOException {
    try (var namespace = NetworkNamespace.create()) {
      NftShell.load(namespace, RULES);
      try (var reader =
          RulesetReader.open(
              namespace,
              Optional.of(ListingCommand.nft(changing(changes))),
              (_, table, _) -> {
                asked.add(table);
                return Optional.of("-P INPUT ACCEPT\n-A INPUT -p udp -j DROP\n");
              })) {
        return reader.read().rules().stream().map(rule -> text(rule.text())).toList();
      }
    }
  }

  private static String text(RuleText text) {
    return switch (text) {
      case RuleText.Known(var known) -> known;
      case RuleText.Unknown(var reason) -> throw new AssertionError(reason);
    };
  }

  /// An nft that changes the ruleset a few times.
  private Path changing(int times) throws IOException {
    var left = Files.writeString(folder.resolve("left"), Integer.toString(times));
    var script =
        """
        #!/bin/sh
        PATH=/usr/sbin:/usr/bin:/sbin:/bin
        nft "$@"
        read left <'LEFT'
        if [ "$left" -gt 0 ]; then
          echo $((left - 1)) >'LEFT'
          nft add table ip6 "change$left"
        fi
        """;
    var file = Files.writeString(folder.resolve("nft"), script.replace("LEFT", left.toString()));
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
