package dev.nfdrop.lab.scenario;

import dev.nfdrop.lab.NativeHost;

final class NativeTracepointCommandsTest extends Commands {

  NativeTracepointCommandsTest() {
    super(Nfdrop.on(new NativeHost()), "tracepoint", "-1");
  }
}
