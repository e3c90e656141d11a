package dev.nfdrop.trace.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.trace.Drop.Cause;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class CauseCodeTest {
  @Test
  void everyCauseHasItsOwnNumberAndNoneIsZero() {
    var codes = Arrays.stream(Cause.values()).map(CauseCode::of).toList();
    assertThat(codes).doesNotHaveDuplicates().doesNotContain(0);
  }
}
