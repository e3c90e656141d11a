package dev.nfdrop.lab.scenario;

import dev.nfdrop.lab.NativeHost;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ThisMachine.class)
final class NativeTracepointCommandsTest extends ProbeCommands {

  NativeTracepointCommandsTest() {
    super(Nfdrop.on(new NativeHost()), "tracepoint", "-1");
  }
}
