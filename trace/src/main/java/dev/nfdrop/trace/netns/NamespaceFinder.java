package dev.nfdrop.trace.netns;

import dev.nfdrop.ebpf.sys.KernelException;
import dev.nfdrop.ebpf.sys.NetworkNamespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Finds and opens network namespaces.
///
/// The kernel keeps no list of them: one is found by the file that holds it open, in `/run/netns`
/// (`ip netns`), or by a process whose main thread lives in it. A namespace that is held only by a
/// descriptor of another process is not found.
public final class NamespaceFinder {
  private static final Path NAMED = Path.of("/run/netns");
  private static final Path PROCESSES = Path.of("/proc");
  private static final Pattern INODE = Pattern.compile("\\d{1,10}");

  private NamespaceFinder() {}

  /// Opens the namespace that a user means: a path when there is a slash in it, otherwise a name
  /// that `ip netns` knows, otherwise an inode.
  ///
  /// @throws NamespaceNotFoundException if there is none
  public static NetworkNamespace open(String name) {
    if (name.indexOf('/') >= 0) {
      return openFile(name, Path.of(name));
    }
    var named = NAMED.resolve(name);
    if (!name.isEmpty() && Files.exists(named)) {
      return openFile(name, named);
    }
    if (INODE.matcher(name).matches()) {
      return byInode(Long.parseLong(name))
          .orElseThrow(() -> new NamespaceNotFoundException(name, "no process lives in it"));
    }
    throw new NamespaceNotFoundException(name, "'ip netns list' does not show it");
  }

  /// Opens the namespace with an inode, where anything makes it visible.
  public static Optional<NetworkNamespace> byInode(long inode) {
    return search(NAMED, "*", Path.of(""), inode)
        .or(() -> search(PROCESSES, "[0-9]*", Path.of("ns/net"), inode));
  }

  /// The inodes of all namespaces that [#byInode(long)] finds.
  public static Set<Long> visibleInodes() {
    var inodes = new HashSet<Long>();
    collect(NAMED, "*", Path.of(""), inodes);
    collect(PROCESSES, "[0-9]*", Path.of("ns/net"), inodes);
    return inodes;
  }

  private static void collect(Path directory, String entries, Path within, Set<Long> inodes) {
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (DirectoryStream<Path> candidates = Files.newDirectoryStream(directory, entries)) {
      candidates.forEach(candidate -> inodes.add(inodeOf(candidate.resolve(within))));
    } catch (DirectoryIteratorException e) {
      throw new UncheckedIOException(e.getCause());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<NetworkNamespace> search(
      Path directory, String entries, Path within, long inode) {
    if (!Files.isDirectory(directory)) {
      return Optional.empty();
    }
    try (DirectoryStream<Path> candidates = Files.newDirectoryStream(directory, entries)) {
      for (var candidate : candidates) {
        var file = candidate.resolve(within);
        if (inodeOf(file) == inode) {
          var found = openIfSame(file, inode);
          if (found.isPresent()) {
            return found;
          }
        }
      }
      return Optional.empty();
    } catch (DirectoryIteratorException e) {
      throw new UncheckedIOException(e.getCause());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A process may have ended, and its number be another's, between the look and the opening.
  private static Optional<NetworkNamespace> openIfSame(Path file, long inode) {
    try {
      var namespace = NetworkNamespace.open(file);
      if (namespace.inode() == inode) {
        return Optional.of(namespace);
      }
      namespace.close();
      return Optional.empty();
    } catch (KernelException | UncheckedIOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static long inodeOf(Path file) {
    try {
      return (long) Files.getAttribute(file, "unix:ino");
    } catch (IOException e) {
      return -1; // gone meanwhile, or another user's process
    }
  }

  private static NetworkNamespace openFile(String name, Path file) {
    try {
      return NetworkNamespace.open(file);
    } catch (KernelException | UncheckedIOException | IllegalArgumentException e) {
      throw new NamespaceNotFoundException(name, String.valueOf(e.getMessage()));
    }
  }
}
