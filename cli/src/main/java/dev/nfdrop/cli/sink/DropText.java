package dev.nfdrop.cli.sink;

import dev.nfdrop.nftables.RuleText;
import dev.nfdrop.trace.Drop;
import dev.nfdrop.trace.Drop.Cause;
import dev.nfdrop.trace.Drop.HookFunction;
import java.util.Optional;

/// Where and why a packet was dropped, in words.
public final class DropText {
  /// More of a rule is not for a comment.
  private static final int LONGEST_COMMENT = 4096;

  private DropText() {}

  /// The place, the rule and what led to it in one line: `inet filter input #7 tcp dport 10000 drop
  /// via input #3`.
  public static String comment(Drop drop) {
    var text = new StringBuilder();
    place(text, drop);
    int place = text.append(' ').length();
    rule(text, drop);
    if (text.length() == place) {
      text.setLength(place - 1);
    }
    new WhyText(text, Palette.PLAIN).append(drop);
    if (text.length() > LONGEST_COMMENT) {
      text.setLength(text.offsetByCodePoints(0, text.codePointCount(0, LONGEST_COMMENT) - 1));
      text.append('…');
    }
    return text.toString();
  }

  /// `inet filter input #7`, `inet filter input policy` or `ip input hook`, with the verdict of a
  /// packet that lives.
  static void place(StringBuilder line, Drop drop) {
    switch (drop.cause()) {
      case RULE -> chain(line, drop);
      case POLICY -> {
        chain(line, drop);
        line.append(" policy");
      }
      case JUMP_DEPTH -> {
        chain(line, drop);
        line.append(" jump depth");
      }
      case HOOK -> hook(line, drop);
    }
    if (drop.verdict().lives()) {
      line.append(' ').append(drop.verdict().label());
    }
  }

  private static void chain(StringBuilder line, Drop drop) {
    Printable.append(line, drop.family());
    line.append(' ');
    Printable.append(line, drop.table());
    line.append(' ');
    Printable.append(line, drop.chain());
    if (drop.handle().isPresent()) {
      line.append(" #").append(drop.handle().getAsLong());
    }
  }

  /// `ip input hook`, or just `hook`.
  private static void hook(StringBuilder line, Drop drop) {
    if (!drop.hook().name().isEmpty()) {
      Printable.append(line, drop.family());
      line.append(' ');
      Printable.append(line, drop.hook().name());
      line.append(' ');
    }
    line.append("hook");
  }

  /// The rule or the function that decided; in parentheses why that is not known; nothing where
  /// neither did.
  static void rule(StringBuilder line, Drop drop) {
    if (drop.cause() == Cause.HOOK) {
      hookFunction(line, drop.hook().function());
    } else if (drop.rule().isPresent()) {
      switch (drop.rule().get()) {
        case RuleText.Known(var text) -> Printable.append(line, text);
        case RuleText.Unknown(var reason) -> {
          line.append('(');
          Printable.append(line, reason);
          line.append(')');
        }
      }
    }
  }

  /// Whether nothing is missing in what [#rule] says.
  static boolean isRuleKnown(Drop drop) {
    return drop.cause() == Cause.HOOK
        ? drop.hook().function().isPresent()
        : drop.rule().isEmpty() || drop.rule().get() instanceof RuleText.Known;
  }

  /// `netfilter hook nf_conntrack_in [nf_conntrack]`.
  private static void hookFunction(StringBuilder line, Optional<HookFunction> function) {
    line.append("netfilter hook");
    if (function.isPresent()) {
      line.append(' ');
      Printable.append(line, function.get().name());
      if (function.get().module().isPresent()) {
        line.append(" [");
        Printable.append(line, function.get().module().get());
        line.append(']');
      }
    } else {
      line.append(" (which function is not known)");
    }
  }
}
