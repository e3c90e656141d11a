package dev.nfdrop.ebpf.sys;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// Closes what was opened on the way to something larger, unless that was reached.
///
/// ```java
/// try (var opening = new CloseOnFailure()) {
///   var file = opening.add(FileDescriptor.openForReading(path));
///   var pages = opening.add(Mapping.of(file, 0, length, Access.READ));
///   return opening.done(new Reader(file, pages));
/// }
/// ```
public final class CloseOnFailure implements AutoCloseable {
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  /// Nothing opened yet.
  public CloseOnFailure() {}

  /// Takes care of a thing until [#done(Object)].
  ///
  /// @return the thing
  public <T extends AutoCloseable> T add(T thing) {
    opened.push(thing);
    return thing;
  }

  /// Hands over all things: whoever owns the result owns them.
  ///
  /// @return the result
  public <T> T done(T result) {
    opened.clear();
    return result;
  }

  /// Closes the things that were not handed over, last first. If closing fails the others are
  /// closed all the same.
  @Override
  public void close() {
    @Nullable RuntimeException failure = null;
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) {
        if (failure == null) {
          failure = new IllegalStateException("could not close what was opened", e);
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
