package dev.nfdrop.locator.image;

import dev.nfdrop.locator.machine.Architecture;
import java.util.Iterator;
import java.util.List;
import java.util.function.LongPredicate;

/// Which `struct alt_instr` a kernel has. Nothing in the image names it: the distance between the
/// pointers does.
///
/// @param entryBytes `sizeof(struct alt_instr)`
/// @param lengthOffset `offsetof(struct alt_instr, instrlen)`, or `orig_len` on arm64
record AlternativeForm(int entryBytes, int lengthOffset) {
  /// arm64, and x86 from 5.11 (without `padlen`) to 6.3.
  private static final AlternativeForm TWELVE = new AlternativeForm(12, 10);

  /// x86 before: with `padlen`.
  private static final AlternativeForm THIRTEEN = new AlternativeForm(13, 10);

  /// x86 since 6.4: with `flags`.
  private static final AlternativeForm FOURTEEN = new AlternativeForm(14, 12);

  private static final List<AlternativeForm> X86 = List.of(FOURTEEN, TWELVE, THIRTEEN);

  /// How many entries must make sense where there are no relocations to go by.
  private static final int TRIED_ENTRIES = 64;

  static AlternativeForm of(Architecture architecture, Table table, LongPredicate isCode) {
    if (architecture == Architecture.ARM64) {
      return TWELVE;
    }
    int entryBytes =
        table.relocatable() ? relocationDistance(table) : pointerDistance(table, isCode);
    return X86.stream()
        .filter(form -> form.entryBytes == entryBytes)
        .findFirst()
        .orElseThrow(
            () -> table.bytes().wrong(0, "entries of " + entryBytes + " bytes", "12, 13 or 14"));
  }

  /// Each entry has two relocations; the third is the next one's first.
  private static int relocationDistance(Table table) {
    Iterator<Long> offsets = table.relocations().keySet().stream().sorted().iterator();
    long first = offsets.hasNext() ? offsets.next() : 0;
    if (offsets.hasNext()) {
      offsets.next();
    }
    long next = offsets.hasNext() ? offsets.next() : table.size();
    return (int) Math.min(next - first, Integer.MAX_VALUE);
  }

  private static int pointerDistance(Table table, LongPredicate isCode) {
    return X86.stream()
        .mapToInt(AlternativeForm::entryBytes)
        .filter(bytes -> table.size() % bytes == 0 && pointersMeanText(table, bytes, isCode))
        .findFirst()
        .orElse(0);
  }

  private static boolean pointersMeanText(Table table, int entryBytes, LongPredicate isCode) {
    int end = Math.min(table.size(), TRIED_ENTRIES * entryBytes);
    for (int at = 0; at + entryBytes <= end; at += entryBytes) {
      if (!isCode.test(table.relativePointer(at))) {
        return false;
      }
    }
    return true;
  }
}
