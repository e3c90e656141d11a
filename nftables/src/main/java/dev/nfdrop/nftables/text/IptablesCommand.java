package dev.nfdrop.nftables.text;

import dev.nfdrop.ebpf.sys.NetworkNamespace;
import dev.nfdrop.nftables.Family;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// `iptables-nft` and `ip6tables-nft` of this host, where they only look. For one thread at a time.
///
/// Releases before 1.8.7 add base chains that are missing when they are asked for a table's rules:
/// those are not used.
///
/// Source: netfilter.org, changes-iptables-1.8.7.txt ("Avoid pointless table/chain creation").
public final class IptablesCommand {
  private static final Map<Family, String> PROGRAMS =
      Map.of(Family.IP, "iptables-nft", Family.IP6, "ip6tables-nft");

  private static final Pattern VERSION =
      Pattern.compile("ip6?tables v(\\d{1,4})\\.(\\d{1,4})\\.(\\d{1,4})\\b.*\\R?");

  /// 1.8.7 as one number.
  private static final long FIRST_USED = number(1, 8, 7);

  private final Map<Family, Boolean> usable = new EnumMap<>(Family.class);

  /// Looks for nothing yet.
  public IptablesCommand() {}

  /// What `iptables-nft -S` prints of a table; empty where it is missing, too old or fails.
  public Optional<String> list(Family family, String table, NetworkNamespace namespace) {
    var program = Optional.ofNullable(PROGRAMS.get(family));
    if (program.isEmpty()
        || !usable.computeIfAbsent(family, _ -> isUsable(program.get(), namespace))) {
      return Optional.empty();
    }
    return output(program.get(), List.of("-t", table, "-S"), namespace);
  }

  private static boolean isUsable(String program, NetworkNamespace namespace) {
    return output(program, List.of("-V"), namespace).filter(IptablesCommand::onlyLooks).isPresent();
  }

  /// @param version what it prints when asked for its version
  static boolean onlyLooks(String version) {
    var matcher = VERSION.matcher(version);
    return matcher.matches()
        && number(part(matcher.group(1)), part(matcher.group(2)), part(matcher.group(3)))
            >= FIRST_USED;
  }

  private static int part(String digits) {
    return Integer.parseInt(digits);
  }

  private static long number(int major, int minor, int patch) {
    return (major * 10_000L + minor) * 10_000L + patch;
  }

  private static Optional<String> output(
      String program, List<String> arguments, NetworkNamespace namespace) {
    return ListingCommand.find(program, arguments)
        .map(command -> command.list(namespace))
        .flatMap(outcome ->
            outcome instanceof ListingCommand.Outcome.Listed(var text)
                ? Optional.of(text)
                : Optional.empty());
  }
}
