package dev.nfdrop.lab.scenario;

import dev.nfdrop.lab.NativeHost;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ThisMachine.class)
final class NativeNftraceScenarioTest extends Scenarios {

  @BeforeAll
  void startTracing() {
    begin(Nfdrop.on(new NativeHost()), "nftrace", "this machine by nftrace");
  }

  @AfterAll
  void anInterruptEndsItCleanly() {
    end();
  }
}
