package dev.nfdrop.trace.engine;

import static dev.nfdrop.locator.machine.X86Register.R12;
import static dev.nfdrop.locator.machine.X86Register.R13;
import static dev.nfdrop.locator.machine.X86Register.RBX;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.locator.flow.SavedRegisters.AtCall;
import dev.nfdrop.locator.machine.Register;
import dev.nfdrop.trace.engine.SavingCalls.Call;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class PushedFramesTest {
  private static final long LOCATION = 0xffff_ffff_8142_45e8L;
  private static final long IN_FREE = 0xffff_ffff_8100_0090L;
  private static final long IN_TRACE = 0xffff_ffff_8100_00fcL;
  private static final int RETURN = 60;

  /// The first function saves rbx; the second r12 and has 0x38 bytes of its own.
  private static final Map<Long, Call> CALLS =
      Map.of(
          IN_FREE, call("free", -8, Map.of(RBX, -8L)),
          IN_TRACE, call("trace", -72, Map.of(R12, -8L, RBX, -16L)));

  @Test
  void theFirstFunctionThatSavesARegisterTells() {
    var stack = stack().build();
    assertThat(savedAt(stack, RBX)).contains(StackBuilder.address(RETURN - 1));
    assertThat(savedAt(stack, R12)).contains(StackBuilder.address(RETURN - 3));
  }

  @Test
  void aRegisterThatNobodySavesIsNotFound() {
    assertThat(savedAt(stack().build(), R13)).isEmpty();
  }

  @Test
  void aReturnAddressAtTheWrongPlaceIsLeftOverFromAnEarlierCall() {
    var stack = stack().word(RETURN - 2, 0).word(RETURN - 4, IN_FREE).build();
    assertThat(savedAt(stack, RBX)).isEmpty();
  }

  private static StackBuilder stack() {
    return StackBuilder.ruleDrop(LOCATION, 7919)
        .returnAddress(RETURN)
        .word(RETURN - 2, IN_FREE)
        .word(RETURN - 5, LOCATION)
        .word(RETURN - 6, IN_FREE)
        .word(RETURN - 12, IN_TRACE);
  }

  private static Optional<Long> savedAt(StackSample stack, Register register) {
    return new PushedFrames(stack, at -> Optional.ofNullable(CALLS.get(at)))
        .savedAt(register, StackBuilder.address(RETURN));
  }

  private static Call call(String function, long stackPointer, Map<Register, Long> saved) {
    return new Call(function, new AtCall(0, Optional.empty(), stackPointer, saved));
  }
}
