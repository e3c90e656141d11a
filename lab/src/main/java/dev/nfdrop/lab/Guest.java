package dev.nfdrop.lab;

import java.nio.file.Path;
import java.util.Map;

/// A guest to boot.
///
/// @param images what it boots from
/// @param folders folders that it has read-only under `/lab`, by their names there
/// @param consoleLog where its console goes; the names of files beside it begin with the same name
/// @param processors how many processors it has
public record Guest(Images images, Map<String, Path> folders, Path consoleLog, int processors) {

  /// The folder in the guest that `folders` lie in.
  public static final String SHARE = "/lab";

  public Guest {
    folders = Map.copyOf(folders);
    if (processors < 1) {
      throw new IllegalArgumentException("a guest with " + processors + " processors");
    }
  }

  /// A guest with one processor. A second one makes it slower: where the emulator's threads share
  /// the machine with others, each waits for the other's turn.
  public Guest(Images images, Map<String, Path> folders, Path consoleLog) {
    this(images, folders, consoleLog, 1);
  }
}
