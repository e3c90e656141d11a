package dev.nfdrop.lab.scenario;

import dev.nfdrop.lab.NativeHost;

final class NativeTracepointScenarioTest extends Scenarios {

  NativeTracepointScenarioTest() {
    super(Nfdrop.on(new NativeHost()), "tracepoint");
  }
}
