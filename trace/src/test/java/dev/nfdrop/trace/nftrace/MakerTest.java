package dev.nfdrop.trace.nftrace;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MakerTest {
  @Test
  void aTableNameTellsItsMaker() {
    var self = Maker.self();
    assertThat(self.pid()).isEqualTo(ProcessHandle.current().pid());
    assertThat(self.isAlive()).isTrue();
    assertThat(Maker.of(self.table())).contains(self);
  }

  @Test
  void anotherProcessOfTheSameNumberIsNotTheMaker() {
    var self = Maker.self();
    assertThat(new Maker(self.pid(), self.startTicks() - 1).isAlive()).isFalse();
  }

  @Test
  void aProcessThatIsGoneIsNotAlive() throws Exception {
    var process = new ProcessBuilder("true").start();
    process.waitFor();
    assertThat(new Maker(process.pid(), 4242).isAlive()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "filter",
        "nfdrop-trace-",
        "nfdrop-trace-1",
        "nfdrop-trace-1-",
        "nfdrop-trace-1-2-3",
        "nfdrop-trace-x-1",
        "my-nfdrop-trace-1-2",
        "nfdrop-trace-99999999999999999999-1"
      })
  void otherPeoplesTablesHaveNoMaker(String table) {
    assertThat(Maker.of(table)).isEmpty();
  }
}
