package dev.nfdrop.trace.owner;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the rules of one program look like. A part that is empty fits everything; groups named
/// `zone`, `policy` and `part` tell more.
record Mark(
    String owner,
    Optional<Pattern> table,
    Optional<Pattern> chain,
    Optional<Pattern> baseChain,
    Optional<Pattern> comment,
    Optional<Pattern> text,
    Optional<Pattern> behind) {

  static Mark of(String owner) {
    return new Mark(
        owner,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  Mark table(String regex) {
    return new Mark(owner, pattern(regex), chain, baseChain, comment, text, behind);
  }

  Mark chain(String regex) {
    return new Mark(owner, table, pattern(regex), baseChain, comment, text, behind);
  }

  Mark baseChain(String regex) {
    return new Mark(owner, table, chain, pattern(regex), comment, text, behind);
  }

  Mark comment(String regex) {
    return new Mark(owner, table, chain, baseChain, pattern(regex), text, behind);
  }

  /// Found anywhere in the rule.
  Mark text(String regex) {
    return new Mark(owner, table, chain, baseChain, comment, pattern(".*" + regex + ".*"), behind);
  }

  /// The rule in front jumps to such a chain.
  Mark behind(String regex) {
    return new Mark(owner, table, chain, baseChain, comment, text, pattern(regex));
  }

  private static Optional<Pattern> pattern(String regex) {
    return Optional.of(Pattern.compile(regex, Pattern.DOTALL));
  }

  /// The owner of a rule that fits.
  Optional<Owner> owner(OwnedRule rule) {
    var found = new Found();
    boolean fits =
        found.fits(table, Optional.of(rule.table()))
            && found.fits(chain, Optional.of(rule.chain()))
            && found.fits(baseChain, Optional.of(rule.baseChain()))
            && found.fits(comment, rule.comment())
            && found.fits(text, rule.text())
            && found.fits(behind, rule.behind());
    return fits
        ? Optional.of(new Owner(owner, found.zone, found.policy, found.part))
        : Optional.empty();
  }

  /// What the groups told so far.
  private static final class Found {
    private Optional<String> zone = Optional.empty();
    private Optional<String> policy = Optional.empty();
    private Optional<String> part = Optional.empty();

    boolean fits(Optional<Pattern> pattern, Optional<String> name) {
      if (pattern.isEmpty()) {
        return true;
      }
      var matcher = pattern.get().matcher(name.orElse(""));
      if (name.isEmpty() || !matcher.matches()) {
        return false;
      }
      zone = zone.or(() -> group(matcher, "zone"));
      policy = policy.or(() -> group(matcher, "policy"));
      part = part.or(() -> group(matcher, "part"));
      return true;
    }

    private static Optional<String> group(Matcher matcher, String name) {
      return matcher.namedGroups().containsKey(name)
          ? Optional.ofNullable(matcher.group(name))
          : Optional.empty();
    }
  }
}
