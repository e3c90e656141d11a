package dev.nfdrop.ebpf.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CloseOnFailureTest {
  private final List<String> closed = new ArrayList<>();

  @Test
  void aFailureClosesWhatWasOpenedLastFirst() {
    assertThatThrownBy(() -> openBoth(true)).hasMessage("7919");
    assertThat(closed).containsExactly("second", "first");
  }

  @Test
  void successClosesNothing() {
    assertThat(openBoth(false)).isEqualTo("both");
    assertThat(closed).isEmpty();
  }

  @Test
  void whatCannotBeClosedDoesNotKeepTheOthersOpen() {
    var opening = new CloseOnFailure();
    opening.add(() -> closed.add("first"));
    opening.add(() -> {
      throw new IllegalStateException("stuck");
    });
    assertThatThrownBy(opening::close).hasRootCauseMessage("stuck");
    assertThat(closed).containsExactly("first");
  }

  private String openBoth(boolean fails) {
    try (var opening = new CloseOnFailure()) {
      opening.add(() -> closed.add("first"));
      opening.add(() -> closed.add("second"));
      if (fails) {
        throw new IllegalStateException("7919");
      }
      return opening.done("both");
    }
  }
}
