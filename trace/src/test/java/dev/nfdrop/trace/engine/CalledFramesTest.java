package dev.nfdrop.trace.engine;

import static dev.nfdrop.locator.machine.X86Register.R12;
import static dev.nfdrop.locator.machine.X86Register.R13;
import static dev.nfdrop.locator.machine.X86Register.R14;
import static dev.nfdrop.locator.machine.X86Register.RBX;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.locator.flow.SavedRegisters.AtCall;
import dev.nfdrop.locator.machine.Register;
import dev.nfdrop.trace.engine.SavingCalls.Call;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class CalledFramesTest {
  private static final long LOCATION = 0xffff_ffff_8142_45e8L;
  private static final long IN_FREE = 0xffff_ffff_8100_0090L;
  private static final long IN_TRACE = 0xffff_ffff_8100_00fcL;

  /// The word that the context points to.
  private static final int CONTEXT = -StackSurvey.FIRST_WORD;

  private static final int RETURN = CONTEXT + 12;
  private static final int PROGRAM = CONTEXT - 2;

  /// The first function saves rbx; the second r12, and is entered by a call that pushes a return
  /// address two words below the context.
  private static final Map<Long, Call> CALLS =
      Map.of(
          IN_FREE, call("free", -8, Map.of(RBX, -8L)),
          IN_TRACE, call("trace", -88, Map.of(R12, -8L, RBX, -16L)));

  /// The program saves r13 besides.
  private static final Call ENTERED = call("program", -64, Map.of(RBX, -8L, R13, -16L));

  private static final StackLayout LAYOUT =
      StackLayout.pushed(fromContext(RETURN), Map.of(RBX, fromContext(RETURN - 1)));

  @Test
  void tellsWhereTheOtherRegistersAreSaved() {
    var layout = with(LAYOUT, stack().build(), stack().build());
    assertThat(layout)
        .isEqualTo(
            LAYOUT.withSaved(
                Map.of(
                    RBX, fromContext(RETURN - 1),
                    R12, fromContext(RETURN - 3),
                    R13, fromContext(PROGRAM - 2))));
  }

  @Test
  void isNotBelievedWhereItContradictsWhatIsKnown() {
    var other = LAYOUT.withSaved(Map.of(RBX, fromContext(RETURN - 2)));
    assertThat(with(other, stack().build())).isEqualTo(other);
    var more = LAYOUT.withSaved(Map.of(RBX, fromContext(RETURN - 1), R14, 8));
    assertThat(with(more, stack().build())).as("nobody saves r14").isEqualTo(more);
  }

  @Test
  void isNotBelievedWhereTheSamplesDiffer() {
    assertThat(with(LAYOUT, stack().build(), stack().word(PROGRAM, 0).build())).isEqualTo(LAYOUT);
  }

  /// A function that would have a frame of more than 512 bytes is not looked for.
  @Test
  void looksNotFartherThanFramesReach() {
    assertThat(savedByProgram(PROGRAM + 64)).isPresent();
    assertThat(savedByProgram(PROGRAM + 65)).isEmpty();
  }

  /// Where the program saves r13, if one function is between it and the freeing call.
  private static Optional<Integer> savedByProgram(int returnAt) {
    long stackPointer = (PROGRAM - returnAt + 1) * (long) Long.BYTES;
    var free = call("free", stackPointer, Map.of(RBX, -8L));
    var layout = StackLayout.pushed(fromContext(returnAt), Map.of(RBX, fromContext(returnAt - 1)));
    var stack = StackBuilder.ruleDrop(LOCATION, 7919).word(PROGRAM, IN_FREE).build();
    var found =
        new CalledFrames(at -> at == IN_FREE ? Optional.of(free) : Optional.empty(), ENTERED)
            .with(layout, List.of(R13), List.of(stack));
    return Optional.ofNullable(found.saved().get(R13));
  }

  private static StackLayout with(StackLayout layout, StackSample... samples) {
    return new CalledFrames(at -> Optional.ofNullable(CALLS.get(at)), ENTERED)
        .with(layout, List.of(RBX, R12, R13), Arrays.asList(samples));
  }

  private static StackBuilder stack() {
    return StackBuilder.ruleDrop(LOCATION, 7919)
        .returnAddress(RETURN)
        .word(RETURN - 2, IN_FREE)
        .word(PROGRAM, IN_TRACE);
  }

  private static int fromContext(int word) {
    return (word - CONTEXT) * Long.BYTES;
  }

  private static Call call(String function, long stackPointer, Map<Register, Long> saved) {
    return new Call(function, new AtCall(0, Optional.empty(), stackPointer, saved));
  }
}
