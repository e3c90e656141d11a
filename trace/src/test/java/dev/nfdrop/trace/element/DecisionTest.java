package dev.nfdrop.trace.element;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.nftables.set.SetElement.Verdict;
import dev.nfdrop.trace.Drop;
import dev.nfdrop.trace.RulePath.Kind;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class DecisionTest {
  private static final Verdict DROP = new Verdict(0, Optional.empty());
  private static final Verdict ACCEPT = new Verdict(1, Optional.empty());
  private static final Verdict JUMP = new Verdict(-3, Optional.of("web"));
  private static final Verdict GOTO = new Verdict(-4, Optional.of("web"));

  @Test
  void aDropIsNoJump() {
    var dropped = new Decision.Final(Drop.Verdict.DROP);
    assertThat(dropped.is(DROP)).isTrue();
    assertThat(dropped.is(ACCEPT)).isFalse();
    assertThat(dropped.is(JUMP)).isFalse();
    // The low byte of -256 is that of a drop.
    assertThat(dropped.is(new Verdict(-256, Optional.empty()))).isFalse();
    assertThat(new Decision.Final(Drop.Verdict.ACCEPT).is(ACCEPT)).isTrue();
  }

  @Test
  void aJumpIsTheOneToTheSameChain() {
    var jumped = new Decision.SentOn(Kind.JUMP, "web");
    assertThat(jumped.is(JUMP)).isTrue();
    assertThat(jumped.is(GOTO)).isFalse();
    assertThat(jumped.is(DROP)).isFalse();
    assertThat(jumped.is(new Verdict(-3, Optional.of("mail")))).isFalse();
    assertThat(new Decision.SentOn(Kind.GOTO, "web").is(GOTO)).isTrue();
  }
}
