package dev.nfdrop.lab.scenario;

import dev.nfdrop.lab.NativeHost;

final class NativeTracepointCommandsTest extends ProbeCommands {

  NativeTracepointCommandsTest() {
    super(Nfdrop.on(new NativeHost()), "tracepoint", "-1");
  }
}
