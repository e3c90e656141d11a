package dev.nfdrop.cli;

import dev.nfdrop.nftables.Family;
import dev.nfdrop.nftables.Hook;
import dev.nfdrop.trace.Drop.Cause;
import dev.nfdrop.trace.filter.PacketFilter;
import dev.nfdrop.trace.netns.SystemdName;
import dev.nfdrop.trace.select.NamePattern;
import dev.nfdrop.trace.select.Selection;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/// The options that say which drops to report. Alternatives are separated by commas, or the option
/// is given again; a name may end in `*`.
final class SelectionOptions {
  /// The kernel side keeps no more of a name, in bytes.
  private static final int LONGEST_NAME = 63;

  @Option(
      names = "--cause",
      split = ",",
      paramLabel = "CAUSE",
      description = "Only drops by: rule, policy, jump-depth, hook.")
  private Set<Cause> causes = Set.of();

  @Option(
      names = "--verdict",
      split = ",",
      paramLabel = "VERDICT",
      description =
          "Only packets with this verdict: drop, reject, accept, queue, stolen, any (all but stolen);"
              + " while tracing, drop and reject without this option.")
  private Set<VerdictChoice> verdicts = Set.of();

  @Option(
      names = "--family",
      split = ",",
      paramLabel = "FAMILY",
      description = "Only tables of this family: ip, ip6, inet, arp, bridge, netdev.")
  private Set<Family> families = Set.of();

  @Option(
      names = "--table",
      split = ",",
      paramLabel = "NAME",
      description = "Only this table; 'NAME*' is every name that begins so.")
  private List<NamePattern> tables = List.of();

  @Option(
      names = "--chain",
      split = ",",
      paramLabel = "NAME",
      description = "Only rules in this chain, and its policy.")
  private List<NamePattern> chains = List.of();

  @Option(
      names = "--handle",
      split = ",",
      paramLabel = "HANDLE",
      description = "Only the rule of this handle, as 'nft --handle list ruleset' shows it.")
  private Set<Long> handles = Set.of();

  @Option(
      names = "--hook",
      split = ",",
      paramLabel = "HOOK",
      description =
          "Only base chains at: prerouting, input, forward, output, postrouting, ingress, egress.")
  private Set<Hook> hooks = Set.of();

  @Option(
      names = "--iif",
      split = ",",
      paramLabel = "NAME",
      description = "Only packets that came in by this interface.")
  private List<NamePattern> iifs = List.of();

  @Option(
      names = "--oif",
      split = ",",
      paramLabel = "NAME",
      description = "Only packets about to leave by this interface.")
  private List<NamePattern> oifs = List.of();

  @Option(
      names = "--comment",
      paramLabel = "TEXT",
      description = "Only rules whose comment contains this.")
  private List<String> comments = List.of();

  @Option(
      names = "--container",
      split = ",",
      paramLabel = "ID",
      converter = OccupantConverter.class,
      description =
          "Only namespaces of this container or pod (its ID or how that begins; up to 7 digits alone"
              + " are a name), of this machine or systemd service.")
  private List<NamePattern> occupants = List.of();

  /// @param packets the packets that are meant; empty for all
  Selection selection(Optional<PacketFilter> packets) {
    return new Selection(
        causes,
        VerdictChoice.verdicts(verdicts),
        families,
        tables,
        chains,
        handles,
        hooks,
        iifs,
        oifs,
        comments,
        occupants,
        packets);
  }

  /// Reads the identifier of a container, which the kernel does not compare, or the name of a unit,
  /// which systemctl(1) prints with its escapes.
  static final class OccupantConverter implements ITypeConverter<NamePattern> {
    @Override
    public NamePattern convert(String text) {
      if (text.isEmpty()) {
        throw new TypeConversionException("an identifier is empty");
      }
      return NamePattern.of(SystemdName.unescape(text));
    }
  }

  /// Reads the pattern of a name.
  static NamePattern pattern(String text) {
    if (text.isEmpty()) {
      throw new TypeConversionException("a name is empty");
    }
    if (text.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
      throw new TypeConversionException(
          "'%s' is longer than the %d bytes that are kept of a name: end it earlier with *"
              .formatted(text, LONGEST_NAME));
    }
    return NamePattern.of(text);
  }
}
