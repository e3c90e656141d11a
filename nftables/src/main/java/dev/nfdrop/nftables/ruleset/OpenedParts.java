package dev.nfdrop.nftables.ruleset;

import java.util.ArrayDeque;
import java.util.function.Consumer;

/// Things opened one after another, to be closed in reverse if one cannot be had.
final class OpenedParts implements AutoCloseable {
  private final ArrayDeque<Runnable> closings = new ArrayDeque<>();

  <T> T add(T part, Consumer<T> closing) {
    closings.push(() -> closing.accept(part));
    return part;
  }

  @Override
  public void close() {
    while (!closings.isEmpty()) {
      closings.pop().run();
    }
  }
}
