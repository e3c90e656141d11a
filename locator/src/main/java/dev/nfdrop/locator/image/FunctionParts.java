package dev.nfdrop.locator.image;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The symbols that one function of the source became.
public final class FunctionParts {
  /// What gcc and clang append to a function that they have changed: another signature, a part of
  /// it, or the part that rarely runs.
  private static final Pattern SUFFIXES =
      Pattern.compile("((\\.(isra|constprop|part|llvm|cold)(\\.\\d+)?)+)");

  private FunctionParts() {}

  /// The function itself first, then the outlined parts by address; empty if it is not there.
  static Optional<List<Symbol>> of(String function, List<Symbol> functions) {
    var whole = new ArrayList<Symbol>();
    var outlined = new ArrayList<Symbol>();
    for (var symbol : functions) {
      if (symbol.name().equals(function)) {
        whole.add(symbol);
      } else if (isPart(symbol.name(), function)) {
        (isOutlined(symbol.name(), function) ? outlined : whole).add(symbol);
      }
    }
    if (whole.isEmpty()) {
      return Optional.empty();
    }
    if (whole.size() > 1) {
      throw new ImageFormatException(
          "function " + function,
          whole.get(1).address(),
          whole.size() + " functions of that name",
          "one");
    }
    outlined.sort(Comparator.comparingLong(Symbol::address));
    outlined.addFirst(whole.getFirst());
    return Optional.of(List.copyOf(outlined));
  }

  /// Whether a symbol is what a compiler made of a function, or a part of it.
  public static boolean isPart(String symbol, String function) {
    return symbol.startsWith(function + ".")
        && SUFFIXES.matcher(symbol).region(function.length(), symbol.length()).matches();
  }

  /// Whether it is a part that lies apart from the function.
  public static boolean isOutlined(String symbol, String function) {
    var suffix = symbol.substring(function.length());
    return isPart(symbol, function) && (suffix.contains(".cold") || suffix.contains(".part"));
  }
}
