package dev.nfdrop.trace.engine;

import dev.nfdrop.locator.site.Location;
import dev.nfdrop.trace.Drop.Cause;

/// How a program learns at a site what decided.
sealed interface CauseSource {
  /// The site runs for one cause only.
  record Known(Cause cause) implements CauseSource {}

  /// Rule drops and others share the site: `regs.verdict.code` has low byte 0 for a rule's, is -1
  /// or -5 for the policy's, -3 or -4 where jumps nest too deep.
  record FromCode(Location code) implements CauseSource {}

  /// Every final verdict passes the site. One with low byte 0 is a drop; then `regs.verdict.code`
  /// is the same number if a rule decided, and else as in [FromCode].
  record FromReturn(Location verdict, Location code) implements CauseSource {}
}
