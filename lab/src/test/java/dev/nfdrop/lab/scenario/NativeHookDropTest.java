package dev.nfdrop.lab.scenario;

import dev.nfdrop.lab.NativeHost;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ThisMachine.class)
final class NativeHookDropTest extends HookDrops {

  NativeHookDropTest() {
    super(Nfdrop.on(new NativeHost()), "tracepoint");
  }
}
