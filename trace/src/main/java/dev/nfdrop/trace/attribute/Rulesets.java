package dev.nfdrop.trace.attribute;

import dev.nfdrop.ebpf.sys.NetworkNamespace;
import dev.nfdrop.trace.netns.NamespaceFinder;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// The rulesets of the namespaces that drops came from, each watched from its first drop on.
final class Rulesets implements AutoCloseable {
  /// Between two looks for namespaces that others have left.
  private static final Duration LOOK = Duration.ofSeconds(5);

  private final Map<Long, NamespaceRules> byInode = new HashMap<>();
  private final Set<Long> asked = new HashSet<>();
  private final Consumer<String> hint;
  private long lookedNanos = System.nanoTime();

  /// @param hint is told why rule texts are missing, once for each reason
  Rulesets(Consumer<String> hint) {
    var told = new HashSet<String>();
    this.hint =
        reason -> {
          if (told.add(reason)) {
            hint.accept(reason);
          }
        };
  }

  /// The rules of a namespace that somebody asked for; it is kept to the end.
  ///
  /// @param namespace owned by this object from now on
  void add(NetworkNamespace namespace) {
    asked.add(namespace.inode());
    var previous = byInode.put(namespace.inode(), NamespaceRules.watch(namespace, hint));
    if (previous != null) {
      previous.close();
    }
  }

  /// The rules of a namespace that is held open.
  Optional<NamespaceRules> held(long inode) {
    return Optional.ofNullable(byInode.get(inode));
  }

  NamespaceRules of(long inode) {
    var rules = byInode.get(inode);
    if (rules != null) {
      return rules;
    }
    var found = NamespaceFinder.byInode(inode);
    if (found.isEmpty()) {
      // Not kept: the kernel gives inodes of gone namespaces to new ones.
      return NamespaceRules.unknown("its network namespace cannot be found");
    }
    rules = NamespaceRules.watch(found.get(), hint);
    byInode.put(inode, rules);
    return rules;
  }

  /// Lets namespaces go that were deleted: kept open they would keep their rules in the kernel, and
  /// nf_tables from being unloaded. Looks only from time to time.
  void releaseDeleted() {
    var now = System.nanoTime();
    if (now - lookedNanos < LOOK.toNanos()) {
      return;
    }
    lookedNanos = now;
    if (asked.containsAll(byInode.keySet())) {
      return;
    }
    var visible = NamespaceFinder.visibleInodes();
    byInode
        .entrySet()
        .removeIf(entry -> {
          var deleted = !asked.contains(entry.getKey()) && !visible.contains(entry.getKey());
          if (deleted) {
            entry.getValue().close();
          }
          return deleted;
        });
  }

  @Override
  public void close() {
    byInode.values().forEach(NamespaceRules::close);
  }
}
