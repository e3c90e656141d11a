package dev.nfdrop.trace.attribute;

import dev.nfdrop.ebpf.sys.NetworkNamespace;
import dev.nfdrop.trace.netns.NamespaceFinder;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.function.Consumer;

/// The rulesets of the namespaces that drops came from, each watched from its first drop on.
final class Rulesets implements AutoCloseable {
  private final Map<Long, NamespaceRules> byInode = new HashMap<>();
  private final Consumer<String> hint;

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

  /// The rules of a namespace that is open already.
  ///
  /// @param namespace owned by this object from now on
  void add(NetworkNamespace namespace) {
    var previous = byInode.put(namespace.inode(), NamespaceRules.watch(namespace, hint));
    if (previous != null) {
      previous.close();
    }
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

  @Override
  public void close() {
    byInode.values().forEach(NamespaceRules::close);
  }
}
