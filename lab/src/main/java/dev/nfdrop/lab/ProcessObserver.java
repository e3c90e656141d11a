package dev.nfdrop.lab;

/// Is told what a process does, by several threads at once, `ended` or `failed` last.
interface ProcessObserver {

  /// It wrote these bytes, which the observer may keep.
  void wrote(Stream stream, byte[] bytes);

  /// It ended, and all that it wrote has been told.
  void ended(int exitStatus);

  /// It could not be started, or was lost.
  void failed(String reason);
}
