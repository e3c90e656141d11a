package dev.nfdrop.lab.scenario;

import dev.nfdrop.lab.NativeHost;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ThisMachine.class)
final class NativeConnectionTest extends Connections {

  NativeConnectionTest() {
    super(Nfdrop.on(new NativeHost()), "tracepoint");
  }
}
