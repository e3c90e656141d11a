package dev.nfdrop.cli.capture;

import dev.nfdrop.trace.ListedRuleset;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The ruleset of each namespace that was told last, and whether the section has it already.
final class LatestRulesets {
  /// Namespaces come and go: so many are remembered, and not more.
  private static final int MOST = 1024;

  private final Map<Long, ListedRuleset> byInode =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, ListedRuleset> eldest) {
          return size() > MOST;
        }
      };

  private final Set<Long> written = new HashSet<>();

  void add(ListedRuleset ruleset) {
    var inode = ruleset.netns().inode();
    byInode.remove(inode);
    byInode.put(inode, ruleset);
    written.remove(inode);
  }

  /// The ruleset of a namespace if the section does not have it; from now on it has.
  Optional<ListedRuleset> take(long inode) {
    return written.add(inode) ? Optional.ofNullable(byInode.get(inode)) : Optional.empty();
  }

  /// A section without any ruleset begins.
  void beginSection() {
    written.clear();
  }
}
