package dev.nfdrop.trace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nfdrop.locator.machine.Architecture;
import dev.nfdrop.locator.machine.Arm64Register;
import dev.nfdrop.locator.machine.X86Register;
import dev.nfdrop.locator.site.Location;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AssumptionTest {
  @ParameterizedTest
  @EnumSource
  void aRegisterIsReadByItsFullName(X86Register register) {
    assertThat(Assumption.place(register.fullName(), Architecture.X86_64))
        .isEqualTo(new Location.InRegister(register));
  }

  /// The stack pointer of the site is one word above the return address.
  @ParameterizedTest
  @CsvSource({"-5, -48", "-1, -16", "0, -8", "1, 0", "7, 48"})
  void aWordCountsFromTheReturnAddress(String text, long offset) {
    assertThat(Assumption.place(text, Architecture.X86_64))
        .isEqualTo(new Location.OnStack(X86Register.RSP, offset, Long.BYTES));
    assertThat(Assumption.place(text, Architecture.ARM64))
        .isEqualTo(new Location.OnStack(Arm64Register.SP, offset, Long.BYTES));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-", "--5", "1234", "0x8", "ebx", "R12", "x19", "r12 "})
  void anythingElseIsRefusedByName(String text) {
    assertThatThrownBy(() -> Assumption.place(text, Architecture.X86_64))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'%s' is no register or word", text);
  }

  @Test
  void aRegisterOfAnotherArchitectureIsRefused() {
    assertThat(Assumption.place("x19", Architecture.ARM64))
        .isEqualTo(new Location.InRegister(Arm64Register.X19));
    assertThatThrownBy(() -> Assumption.place("r12", Architecture.ARM64))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
