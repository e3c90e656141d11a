package dev.nfdrop.trace.record;

import java.time.Duration;
import java.util.function.Consumer;

/// Something attached to the kernel that reports drops.
public interface DropSource {
  /// Reports only drops in this namespace from now on; 0 for all.
  void restrictTo(long netnsInode);

  /// Waits for drops and passes on all that are there. The view is valid only during the call.
  ///
  /// @return how many there were
  int poll(Duration timeout, Consumer<RawDrop> drops);
}
