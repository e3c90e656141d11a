package dev.nfdrop.trace.engine;

import static dev.nfdrop.locator.machine.X86Register.R12;
import static dev.nfdrop.locator.machine.X86Register.R14;
import static dev.nfdrop.locator.machine.X86Register.RSP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.locator.site.Location;
import dev.nfdrop.trace.engine.StackAnalysis.Finding;
import dev.nfdrop.trace.kernel.MadeUpLayout;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class StackAnalysisTest {
  private static final Location CHAIN_SLOT = new Location.OnStack(RSP, 16, Long.BYTES);
  private static final SiteValues RULE =
      MadeUpSite.ruleDrop(new Location.InRegister(R14), CHAIN_SLOT);
  private static final SiteValues POLICY = MadeUpSite.policyDrop(CHAIN_SLOT);
  private static final long LOCATION = RULE.returnAddress().orElseThrow();

  /// Where the right words are, and the word above the return address that the slot is.
  private static final int RETURN = 60;

  private static final int RULE_WORD = RETURN - 3;
  private static final int PACKET_WORD = RETURN - 5;
  private static final int CHAIN_WORD = RETURN + 1 + 2;

  @Test
  void findsTheWordsThatAreRight() {
    var layout = found(right(7919), right(7920));
    assertThat(layout.returnAddress()).isEqualTo((StackSurvey.FIRST_WORD + RETURN) * Long.BYTES);
    assertThat(layout.saved()).containsOnlyKeys(R14, R12);
    assertThat(layout.wordsFromReturn(R14)).isEqualTo(-3);
    assertThat(layout.wordsFromReturn(R12)).isEqualTo(-5);
  }

  @Test
  void passesOverCopiesOfTheReturnAddress() {
    var layout = found(right(7919).returnAddress(RETURN + 30).returnAddress(RETURN - 20));
    assertThat(layout.returnAddress()).isEqualTo((StackSurvey.FIRST_WORD + RETURN) * Long.BYTES);
    assertThat(layout.wordsFromReturn(R14)).isEqualTo(-3);
  }

  @Test
  void refusesTheWordOfTheNextRule() {
    var layout =
        found(right(7919).rule(RULE_WORD + 1, 7920), right(7921).rule(RULE_WORD + 1, 7922));
    assertThat(layout.wordsFromReturn(R14)).isEqualTo(-3);
  }

  @Test
  void refusesAWordThatIsRightInOneSampleOnly() {
    var layout =
        found(right(7919).rule(RULE_WORD + 1, 7919), right(7920).rule(RULE_WORD + 1, 7919));
    assertThat(layout.wordsFromReturn(R14)).isEqualTo(-3);
  }

  @Test
  void ofSeveralRightWordsTakesTheNearestToTheReturnAddress() {
    var layout = found(right(7919).rule(RULE_WORD - 4, 7919).rule(RULE_WORD + 2, 7919));
    assertThat(layout.wordsFromReturn(R14)).isEqualTo(-1);
  }

  @Test
  void saysWhichRegisterNobodySaved() {
    assertThat(missing(withoutRule(7919)))
        .isEqualTo("no function between nft_do_chain() and the program saves r14");
  }

  @Test
  void aNextRuleAloneIsNoRule() {
    assertThat(missing(withoutRule(7919).rule(RULE_WORD, 7920))).contains("r14");
  }

  @Test
  void theEndOfAChainIsNoRule() {
    assertThat(missing(withoutRule(7919).endOfChain(RULE_WORD, 7919))).contains("r14");
  }

  @Test
  void registersAreNotSavedAboveTheReturnAddress() {
    assertThat(missing(withoutRule(7919).rule(RETURN + 5, 7919))).contains("r14");
  }

  @Test
  void aSlotThatHoldsSomethingElseIsAReasonToRefuse() {
    var sample =
        StackBuilder.ruleDrop(LOCATION, 7919)
            .returnAddress(RETURN)
            .packet(PACKET_WORD)
            .rule(RULE_WORD, 7919);
    assertThat(missing(sample)).isEqualTo("the base chain is not at [rsp+0x10]");
  }

  @Test
  void aSlotBeyondTheSampleIsAReasonToRefuse() {
    var last = StackSurvey.WORDS - 1;
    var sample =
        StackBuilder.ruleDrop(LOCATION, 7919)
            .returnAddress(last)
            .packet(last - 5)
            .rule(last - 3, 7919);
    assertThat(missing(sample)).contains("[rsp+0x10]");
  }

  @Test
  void aPolicyDropNeedsNoRule() {
    var policy =
        StackBuilder.policyDrop(POLICY.returnAddress().orElseThrow())
            .returnAddress(RETURN)
            .packet(PACKET_WORD)
            .baseChain(CHAIN_WORD);
    assertThat(found(right(7919), policy).saved()).containsOnlyKeys(R14, R12);
  }

  @Test
  void withoutTheReturnAddressNothingIsFound() {
    var sample = StackBuilder.ruleDrop(LOCATION, 7919).packet(PACKET_WORD).baseChain(CHAIN_WORD);
    assertThat(missing(sample))
        .isEqualTo("the return address into nft_do_chain() is not on the stack");
  }

  @Test
  void theReturnAddressLiesInTheSamePlaceInEverySample() {
    var other =
        StackBuilder.ruleDrop(LOCATION, 7920)
            .returnAddress(RETURN + 1)
            .packet(PACKET_WORD + 1)
            .baseChain(CHAIN_WORD + 1)
            .rule(RULE_WORD + 1, 7920);
    assertThat(missing(right(7919), other)).contains("return address");
  }

  @Test
  void withoutSamplesNothingIsFound() {
    assertThat(missing()).isEqualTo("no drop of the calibration reached the tracepoint");
  }

  private static StackBuilder right(long handle) {
    return withoutRule(handle).rule(RULE_WORD, handle);
  }

  private static StackBuilder withoutRule(long handle) {
    return StackBuilder.ruleDrop(LOCATION, handle)
        .returnAddress(RETURN)
        .packet(PACKET_WORD)
        .baseChain(CHAIN_WORD);
  }

  private static StackLayout found(StackBuilder... samples) {
    return switch (analyse(samples)) {
      case Finding.Found(var layout) -> layout;
      case Finding.NotFound(var reason) -> throw new AssertionError(reason);
    };
  }

  private static String missing(StackBuilder... samples) {
    return switch (analyse(samples)) {
      case Finding.Found(var layout) -> throw new AssertionError("found " + layout);
      case Finding.NotFound(var reason) -> reason;
    };
  }

  private static Finding analyse(StackBuilder... samples) {
    var stacks = List.of(samples).stream().map(StackBuilder::build).toList();
    return StackAnalysis.analyse(
        MadeUpLayout.layout(), _ -> Optional.empty(), List.of(RULE, POLICY), stacks);
  }
}
