package dev.nfdrop.ebpf.btf;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The named types of one BTF by name: a hash table with chains, in two int arrays.
final class NameIndex {
  private static final int NONE = -1;

  private final TypeTable types;
  private final int[] heads;
  private final int[] next;

  NameIndex(TypeTable types) {
    this.types = types;
    int count = types.endId() - types.firstId();
    this.heads = new int[Integer.highestOneBit(Math.max(1, count)) * 2];
    this.next = new int[count];
    Arrays.fill(heads, NONE);
    // Backwards, so that the chains run from the lowest id to the highest.
    for (int id = types.endId() - 1; id >= types.firstId(); id--) {
      long nameOffset = types.nameOffset(id);
      if (nameOffset != 0 && types.kind(id) != Kind.UNKNOWN) {
        int bucket = bucket(types.strings().hash(nameOffset));
        next[id - types.firstId()] = heads[bucket];
        heads[bucket] = id;
      }
    }
  }

  /// The ids of the types of that kind and name, ascending.
  List<Integer> ids(Kind kind, String name) {
    var found = new ArrayList<Integer>();
    var wanted = name.getBytes(UTF_8);
    if (wanted.length == 0) {
      return found;
    }
    int id = heads[bucket(StringTable.hash(wanted))];
    while (id != NONE) {
      if (types.kind(id) == kind && types.strings().matches(types.nameOffset(id), wanted)) {
        found.add(id);
      }
      id = next[id - types.firstId()];
    }
    return found;
  }

  private int bucket(int hash) {
    return (hash ^ hash >>> Short.SIZE) & heads.length - 1;
  }
}
