package dev.nfdrop.nftables;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.OptionalLong;

/// The module nf_tables as it is loaded at one moment: equal only until it is unloaded.
///
/// sysfs has a folder for each module, and kernfs numbers its inodes in 64 bits without ever giving
/// one twice (fs/kernfs/dir.c, since 5.5). The folder goes before the module's code does
/// (`free_module()`), so that whoever finds the same inode again knows that the code was there all
/// the time.
///
/// @param folder the inode of the module's folder; empty where nf_tables is not loaded, or built in
public record NftablesModule(OptionalLong folder) {
  private static final Path FOLDER = Path.of("/sys/module/nf_tables");

  /// Only a module that can be unloaded has it: "coming", "live" or "going".
  private static final Path STATE = FOLDER.resolve("initstate");

  private static final String LIVE = "live";

  /// The module at this moment.
  public static NftablesModule now() {
    try {
      return new NftablesModule(OptionalLong.of((long) Files.getAttribute(FOLDER, "unix:ino")));
    } catch (NoSuchFileException _) {
      return new NftablesModule(OptionalLong.empty());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Whether nothing was loaded or unloaded since: asking nf_tables for something does not have the
  /// kernel load it again.
  public boolean isUnchanged() {
    return equals(now());
  }

  /// Whether a module is loaded, neither still on its way in nor already on its way out.
  public static boolean isLive() {
    try {
      return Files.readString(STATE).strip().equals(LIVE);
    } catch (IOException _) {
      return Files.isDirectory(FOLDER); // of a built-in one, if it has any
    }
  }
}
