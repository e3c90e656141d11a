package dev.nfdrop.ebpf;

import dev.nfdrop.ebpf.sys.OpenResources;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Fails a test class that leaves a file descriptor, mapping or attachment open, and names who
/// opened it.
public final class LeakCheck implements BeforeAllCallback, AfterAllCallback {
  private static final ExtensionContext.Namespace STORE =
      ExtensionContext.Namespace.create(LeakCheck.class);

  private record Baseline(List<OpenResources.Resource> open) {}

  public LeakCheck() {}

  @Override
  public void beforeAll(ExtensionContext context) {
    context.getStore(STORE).put(Baseline.class, new Baseline(OpenResources.open()));
  }

  @Override
  public void afterAll(ExtensionContext context) {
    var baseline = context.getStore(STORE).get(Baseline.class, Baseline.class);
    var leaked = new ArrayList<>(OpenResources.open());
    if (baseline != null) {
      leaked.removeAll(baseline.open());
    }
    if (!leaked.isEmpty()) {
      throw new AssertionError(
          leaked.stream()
              .map(OpenResources.Resource::toString)
              .collect(Collectors.joining("\n", "left open:\n", "")));
    }
  }
}
