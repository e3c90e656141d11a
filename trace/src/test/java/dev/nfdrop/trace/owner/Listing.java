package dev.nfdrop.trace.owner;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The rules of a ruleset as `nft -s -a list ruleset` prints it.
final class Listing {
  private static final Pattern TABLE = Pattern.compile("table (\\S+) (\\S+) \\{.*");
  private static final Pattern CHAIN = Pattern.compile("\tchain (\\S+) \\{.*");
  private static final Pattern BASE = Pattern.compile("\t\ttype \\S+ hook .*");
  private static final Pattern RULE = Pattern.compile("\t\t(.*) # handle (\\d+)");
  private static final Pattern JUMP = Pattern.compile(".*\\bjump (\\S+)");
  private static final Pattern COMMENT = Pattern.compile(".* comment \"(.*)\"");

  private final List<OwnedRule> rules = new ArrayList<>();
  private String family = "";
  private String table = "";
  private String chain = "";
  private String base = "";
  private Optional<String> behind = Optional.empty();

  private Listing() {}

  /// A file beside this class.
  static List<OwnedRule> of(String file) {
    try (var stream = Listing.class.getResourceAsStream(file)) {
      if (stream == null) {
        throw new AssertionError(file + " is missing");
      }
      return parse(new String(stream.readAllBytes(), UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<OwnedRule> parse(String text) {
    var listing = new Listing();
    text.lines().forEach(listing::line);
    return listing.rules;
  }

  private void line(String line) {
    var tableLine = TABLE.matcher(line);
    var chainLine = CHAIN.matcher(line);
    var ruleLine = RULE.matcher(line);
    if (tableLine.matches()) {
      family = tableLine.group(1);
      table = tableLine.group(2);
      base = "";
    } else if (chainLine.matches()) {
      chain = chainLine.group(1);
      behind = Optional.empty();
    } else if (BASE.matcher(line).matches()) {
      base = chain;
    } else if (ruleLine.matches()) {
      rule(ruleLine.group(1));
    }
  }

  private void rule(String text) {
    var comment = COMMENT.matcher(text);
    rules.add(
        new OwnedRule(
            family,
            table,
            chain,
            base,
            comment.matches() ? Optional.of(comment.group(1)) : Optional.empty(),
            Optional.of(text),
            behind));
    var jump = JUMP.matcher(text);
    behind = jump.matches() ? Optional.of(jump.group(1)) : Optional.empty();
  }
}
