package dev.nfdrop.locator.site;

import dev.nfdrop.locator.machine.Architecture;
import java.util.List;

/// What the locator says about a function.
public sealed interface Answer {

  /// The sites were found.
  ///
  /// @param function as named in the source
  /// @param size of the function's main part in bytes
  /// @param sites by address
  record Located(
      String function, long size, Architecture architecture, Shape shape, List<Site> sites)
      implements Answer {
    public Located {
      sites = List.copyOf(sites);
    }
  }

  /// The analysis is not sure.
  ///
  /// @param reason what was looked for and not found, for people
  record Refused(String reason) implements Answer {}

  /// How the function deals with a drop.
  enum Shape {
    /// It frees the packet itself.
    DROP_INSIDE("drop-inside"),
    /// It returns the verdict to its caller.
    VERDICT_TEST("verdict-test");

    private final String text;

    Shape(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
