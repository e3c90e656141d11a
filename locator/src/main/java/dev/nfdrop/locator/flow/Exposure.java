package dev.nfdrop.locator.flow;

import java.util.NavigableMap;
import java.util.TreeMap;

/// The objects in a function's frame whose address has left the function's own hands, so that a
/// call or a store through a computed address may change them.
///
/// An object reaches from its address to the next exposed one, or as far as its size, where that is
/// known. Compilers never reach a spilled register through an object's address.
public final class Exposure {
  private static final long UNKNOWN = Long.MAX_VALUE;

  private final NavigableMap<Long, Long> sizes = new TreeMap<>();
  private final NavigableMap<Long, Long> known = new TreeMap<>();

  /// Knows of no object.
  public Exposure() {}

  /// The same objects, with the size in bytes of the one at a stack offset known.
  public Exposure withSize(long offset, long bytes) {
    var sized = new Exposure();
    sized.known.putAll(known);
    sized.known.put(offset, bytes);
    sizes.keySet().forEach(sized::expose);
    return sized;
  }

  /// Notes that an object's address was given away; true if that was not known.
  boolean expose(long offset) {
    var within = known.floorEntry(offset);
    if (within != null && offset < within.getKey() + within.getValue()) {
      return expose(within.getKey(), within.getValue());
    }
    return expose(offset, UNKNOWN);
  }

  private boolean expose(long offset, long bytes) {
    return sizes.putIfAbsent(offset, bytes) == null;
  }

  boolean covers(Place.OnStack slot) {
    var below = sizes.floorEntry(slot.end() - 1);
    if (below == null) {
      return false;
    }
    return below.getValue() == UNKNOWN || slot.offset() < below.getKey() + below.getValue();
  }

  /// Whether a store to an unknown element of what starts at `from` may change the slot.
  boolean reaches(long from, Place.OnStack slot) {
    var object = known.floorEntry(from);
    if (object != null && from < object.getKey() + object.getValue()) {
      return slot.overlaps(object.getKey(), object.getValue());
    }
    return slot.end() > from;
  }
}
