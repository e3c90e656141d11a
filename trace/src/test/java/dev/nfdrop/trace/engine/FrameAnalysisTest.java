package dev.nfdrop.trace.engine;

import static dev.nfdrop.locator.machine.Arm64Register.SP;
import static dev.nfdrop.locator.machine.Arm64Register.X21;
import static dev.nfdrop.locator.machine.Arm64Register.X26;
import static dev.nfdrop.locator.machine.Arm64Register.X29;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.locator.flow.SavedRegisters.AtCall;
import dev.nfdrop.locator.machine.Register;
import dev.nfdrop.locator.site.Location;
import dev.nfdrop.trace.engine.SavingCalls.Call;
import dev.nfdrop.trace.engine.StackAnalysis.Finding;
import dev.nfdrop.trace.kernel.MadeUpLayout;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The stack is that of 7.3's arm64 kernel, with two functions less between the program and
/// `nft_do_chain()`: `sk_skb_reason_drop()` calls the tracepoint, that calls the program.
final class FrameAnalysisTest {
  private static final SiteValues RULE =
      MadeUpSite.ruleDrop(
          new Location.InRegister(X26),
          new Location.InRegister(X21),
          new Location.OnStack(SP, 8, Long.BYTES));
  private static final long LOCATION = RULE.returnAddress().orElseThrow();

  /// Return addresses into the functions between.
  private static final long IN_DROP = LOCATION + 0x1200_0000;

  private static final long IN_TRACEPOINT = LOCATION - 0x20_0000;

  /// What the processor puts into the high bits of a return address; bit 55 is none of it.
  private static final long SIGNATURE = 0x5a3d_0000_0000_0000L;

  /// First words of the frames: each ends where the next begins.
  private static final int PROGRAM = 20;

  private static final int TRACEPOINT = 30;
  private static final int DROP = 46;
  private static final int SITE = 54;

  /// Where each has its frame record, and saves a register.
  private static final int PROGRAM_RECORD = TRACEPOINT - 2;

  private static final int TRACEPOINT_RECORD = TRACEPOINT + 8;
  private static final int RULE_WORD = TRACEPOINT - 3;
  private static final int PACKET_WORD = DROP + 5;
  private static final int CHAIN_WORD = SITE + 1;

  private static final Call PROGRAM_CALL =
      call("the program", TRACEPOINT - PROGRAM, Map.of(X29, 2, X26, 3, X21, 4));
  private static final Call TRACEPOINT_CALL =
      call("__traceiter_kfree_skb", DROP - TRACEPOINT, Map.of(X29, 8));
  private static final Map<Long, Call> CALLS =
      Map.of(
          IN_TRACEPOINT,
          TRACEPOINT_CALL,
          IN_DROP,
          call("sk_skb_reason_drop", SITE - DROP, Map.of(X29, 8, X21, 3)));

  @Test
  void findsWhereTheCodeSavesWhatIsSigned() {
    assertFound(found(right(SIGNATURE, 7919), right(SIGNATURE, 7920)));
  }

  @Test
  void findsTheSameWithoutSignatures() {
    assertFound(found(right(0, 7919), right(0, 7920)));
  }

  @Test
  void passesOverCopiesOfTheReturnAddress() {
    var sample = right(SIGNATURE, 7919).returnAddress(PROGRAM + 1).returnAddress(TRACEPOINT + 3);
    assertFound(found(sample));
  }

  @Test
  void passesOverRecordsOfEarlierCalls() {
    assertFound(found(right(SIGNATURE, 7919).frameRecord(PROGRAM - 6, DROP, IN_TRACEPOINT)));
  }

  @Test
  void whatAnEarlierCallLeftBehindIsNotTaken() {
    var sample = right(SIGNATURE, 7919).rule(DROP + 7, 7919).rule(TRACEPOINT + 2, 7919);
    assertFound(found(sample));
  }

  @Test
  void aFunctionThatSavesARegisterHidesWhatIsSavedFurtherDown() {
    assertFound(found(right(SIGNATURE, 7919).packet(TRACEPOINT - 4)));
  }

  @Test
  void saysWhichRegisterNobodySaved() {
    var program = call("the program", TRACEPOINT - PROGRAM, Map.of(X29, 2, X21, 4));
    assertThat(missing(program, CALLS, right(SIGNATURE, 7919)))
        .isEqualTo(
            "no function between nft_do_chain() and the program saves x26, where the rule is");
  }

  @Test
  void refusesWhenASavedRegisterHoldsTheNextRule() {
    assertThat(missing(right(SIGNATURE, 7919), right(SIGNATURE, 7920).rule(RULE_WORD, 7921)))
        .isEqualTo("the rule is not at x26");
  }

  @Test
  void refusesWhenASlotHoldsSomethingElse() {
    assertThat(missing(stack(SIGNATURE, 7919).rule(RULE_WORD, 7919).packet(PACKET_WORD)))
        .isEqualTo("the base chain is not at [sp+0x8]");
  }

  @Test
  void refusesAFunctionThatItDoesNotKnow() {
    var calls = Map.of(IN_TRACEPOINT, TRACEPOINT_CALL);
    assertThat(missing(PROGRAM_CALL, calls, right(SIGNATURE, 7919))).endsWith("is not known");
  }

  @Test
  void refusesAFrameOfAnotherSizeThanTheCodeTells() {
    var calls =
        Map.of(
            IN_TRACEPOINT,
            TRACEPOINT_CALL,
            IN_DROP,
            call("sk_skb_reason_drop", SITE - DROP + 2, Map.of(X29, 8, X21, 3)));
    assertThat(missing(PROGRAM_CALL, calls, right(SIGNATURE, 7919)))
        .isEqualTo("the frame of __traceiter_kfree_skb() is not where its code puts it");
  }

  @Test
  void withoutAChainOfRecordsNothingIsFound() {
    assertThat(missing(right(SIGNATURE, 7919).frameRecord(TRACEPOINT_RECORD, 3, IN_DROP)))
        .isEqualTo("the frame records on the stack do not lead to nft_do_chain()");
  }

  @Test
  void withoutSamplesNothingIsFound() {
    assertThat(missing()).isEqualTo("no drop of the calibration reached the tracepoint");
  }

  private static void assertFound(StackLayout layout) {
    assertThat(layout)
        .isEqualTo(
            new StackLayout(
                offset(DROP + 1),
                FrameRecords.SIGNATURE_BITS,
                offset(SITE),
                Map.of(X26, offset(RULE_WORD), X21, offset(PACKET_WORD))));
  }

  private static int offset(int word) {
    return (StackSurvey.FIRST_WORD + word) * Long.BYTES;
  }

  private static StackBuilder right(long signature, long handle) {
    return stack(signature, handle)
        .rule(RULE_WORD, handle)
        .packet(PACKET_WORD)
        .baseChain(CHAIN_WORD);
  }

  private static StackBuilder stack(long signature, long handle) {
    return StackBuilder.ruleDrop(LOCATION, handle)
        .frameRecord(PROGRAM_RECORD, TRACEPOINT_RECORD, IN_TRACEPOINT ^ signature)
        .frameRecord(TRACEPOINT_RECORD, DROP, IN_DROP ^ signature)
        .frameRecord(DROP, SITE + 10, LOCATION ^ signature);
  }

  /// @param words by which each register lies below the stack pointer at entry
  private static Call call(String function, int frameWords, Map<Register, Integer> words) {
    var saved = new HashMap<Register, Long>();
    words.forEach((register, word) -> saved.put(register, -(long) word * Long.BYTES));
    long stackPointer = -(long) frameWords * Long.BYTES;
    return new Call(function, new AtCall(8, Optional.empty(), stackPointer, saved));
  }

  private static StackLayout found(StackBuilder... samples) {
    return switch (analyse(PROGRAM_CALL, CALLS, samples)) {
      case Finding.Found(var layout) -> layout;
      case Finding.NotFound(var reason) -> throw new AssertionError(reason);
    };
  }

  private static String missing(StackBuilder... samples) {
    return missing(PROGRAM_CALL, CALLS, samples);
  }

  private static String missing(Call program, Map<Long, Call> calls, StackBuilder... samples) {
    return switch (analyse(program, calls, samples)) {
      case Finding.Found(var layout) -> throw new AssertionError("found " + layout);
      case Finding.NotFound(var reason) -> reason;
    };
  }

  private static Finding analyse(Call program, Map<Long, Call> calls, StackBuilder... samples) {
    var stacks = List.of(samples).stream().map(StackBuilder::build).toList();
    return FrameAnalysis.analyse(
        MadeUpLayout.layout(),
        address -> Optional.ofNullable(calls.get(address)),
        program,
        List.of(RULE),
        Set.of(),
        stacks);
  }
}
