package dev.nfdrop.ebpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.nfdrop.ebpf.map.BpfMap;
import dev.nfdrop.ebpf.map.MapSpec;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;

class LeakCheckTest {
  static final AtomicReference<BpfMap> LEAKED = new AtomicReference<>();

  static class Careless {
    @Test
    void forgetsToClose() {
      LEAKED.set(MapSpec.array("forgotten", 8, 1).create());
    }
  }

  @Test
  void aLeakFailsTheClassAndNamesTheOpener() {
    var events =
        EngineTestKit.engine("junit-jupiter")
            .configurationParameter("junit.jupiter.extensions.autodetection.enabled", "true")
            .selectors(selectClass(Careless.class))
            .execute();
    try (var leaked = LEAKED.get()) {
      assertThat(leaked).isNotNull();
      var failures =
          events.containerEvents().failed().stream()
              .map(event -> event.getRequiredPayload(TestExecutionResult.class))
              .map(result -> result.getThrowable().orElseThrow().getMessage())
              .toList();
      assertThat(failures)
          .singleElement()
          .asString()
          .contains("file descriptor (map forgotten, fd ")
          .contains("LeakCheckTest$Careless.forgetsToClose(LeakCheckTest.java:");
    }
  }
}
