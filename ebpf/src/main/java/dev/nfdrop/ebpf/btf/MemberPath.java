package dev.nfdrop.ebpf.btf;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Optional;
import java.util.regex.Pattern;

/// Walks a path such as `ops.hooknum` or `hooks[2].hook` from a structure to a member, through
/// nested structures, arrays and whatever is anonymous on the way.
final class MemberPath {
  private static final Pattern SEGMENT = Pattern.compile("(\\w+)(?:\\[(\\d{1,9})])?");

  private final Btf btf;

  MemberPath(Btf btf) {
    this.btf = btf;
  }

  /// What a walk ends in.
  sealed interface Walk {
    /// The member.
    record Found(Member member) implements Walk {}

    /// What is not there, in words.
    record Missing(String what) implements Walk {}
  }

  /// Where a walk stands: a type, `offsetBits` from the start, by way of a field that was a
  /// bitfield if `bitfieldSizeBits` is not 0.
  private record Place(int typeId, long offsetBits, int bitfieldSizeBits) {}

  Walk walk(BtfType.Composite from, String structName, String path) {
    var place = new Place(from.id(), 0, 0);
    for (var segment : path.split("\\.", -1)) {
      var matcher = SEGMENT.matcher(segment);
      if (!matcher.matches()) {
        throw new IllegalArgumentException(
            "member path \"%s\": \"%s\" is not a member name".formatted(path, segment));
      }
      var container = firstElement(place);
      var next = search(container, matcher.group(1));
      var index = Optional.ofNullable(matcher.group(2)).map(Integer::parseInt);
      if (next.isPresent() && index.isPresent()) {
        next = element(next.get(), index.get());
      }
      if (next.isEmpty()) {
        return new Walk.Missing(
            "no member \"%s\" in %s (path %s of %s)"
                .formatted(segment, btf.typeText(container.typeId()), path, structName));
      }
      place = next.get();
    }
    return new Walk.Found(member(structName, path, place));
  }

  /// The field of that name, also inside anonymous members, nearest first. Each type is looked at
  /// once, so that structures that contain themselves come to an end.
  private Optional<Place> search(Place start, String name) {
    var visited = new HashSet<Integer>();
    var queue = new ArrayDeque<Place>();
    queue.add(start);
    while (!queue.isEmpty()) {
      var place = queue.remove();
      if (!(btf.resolve(place.typeId()) instanceof BtfType.Composite composite)
          || !visited.add(composite.id())) {
        continue;
      }
      for (var field : composite.fields()) {
        var inside =
            new Place(
                field.typeId(), place.offsetBits() + field.offsetBits(), field.bitfieldSizeBits());
        if (field.name().equals(name)) {
          return Optional.of(inside);
        }
        if (field.name().isEmpty()) {
          queue.add(inside);
        }
      }
    }
    return Optional.empty();
  }

  private Place firstElement(Place place) {
    int typeId = place.typeId();
    int steps = 0;
    while (btf.resolve(typeId) instanceof BtfType.Array array) {
      btf.checkDepth(steps++, typeId);
      typeId = array.elementId();
    }
    return new Place(typeId, place.offsetBits(), place.bitfieldSizeBits());
  }

  private Optional<Place> element(Place place, int index) {
    if (!(btf.resolve(place.typeId()) instanceof BtfType.Array array)
        || (index >= array.length() && array.length() > 0)) {
      return Optional.empty();
    }
    long elementBits = btf.sizeOf(array.elementId()).orElse(0) * (long) Byte.SIZE;
    long offsetBits = place.offsetBits() + index * elementBits;
    return offsetBits > Integer.MAX_VALUE
        ? Optional.empty()
        : Optional.of(new Place(array.elementId(), offsetBits, 0));
  }

  private Member member(String structName, String path, Place place) {
    var type = btf.resolve(place.typeId());
    long offsetBits = place.offsetBits();
    long sizeBits = btf.sizeOf(place.typeId()).orElse(0) * (long) Byte.SIZE;
    boolean bitfield = place.bitfieldSizeBits() != 0;
    if (bitfield) {
      sizeBits = place.bitfieldSizeBits();
    } else if (type instanceof BtfType.Int integer && integer.sizeBits() != sizeBits) {
      bitfield = true;
      offsetBits += integer.offsetBits();
      sizeBits = integer.sizeBits();
    }
    btf.checkBits(offsetBits + sizeBits, place.typeId());
    return new Member(
        structName,
        path,
        (int) offsetBits,
        (int) sizeBits,
        bitfield,
        isSigned(type),
        place.typeId());
  }

  private static boolean isSigned(BtfType type) {
    return (type instanceof BtfType.Int integer && integer.signed())
        || (type instanceof BtfType.Enumeration enumeration && enumeration.signed());
  }
}
