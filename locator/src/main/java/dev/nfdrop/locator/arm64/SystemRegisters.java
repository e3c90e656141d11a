package dev.nfdrop.locator.arm64;

import static java.util.Map.entry;

import java.util.Map;

/// Names for the system registers that kernel code reads and writes everywhere; the others are
/// written by their numbers.
final class SystemRegisters {
  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          entry(key(3, 0, 4, 1, 0), "sp_el0"),
          entry(key(3, 0, 4, 2, 0), "spsel"),
          entry(key(3, 0, 4, 2, 2), "currentel"),
          entry(key(3, 0, 4, 6, 0), "icc_pmr_el1"),
          entry(key(3, 0, 4, 0, 0), "spsr_el1"),
          entry(key(3, 0, 4, 0, 1), "elr_el1"),
          entry(key(3, 0, 5, 2, 0), "esr_el1"),
          entry(key(3, 0, 6, 0, 0), "far_el1"),
          entry(key(3, 0, 13, 0, 4), "tpidr_el1"),
          entry(key(3, 4, 13, 0, 2), "tpidr_el2"),
          entry(key(3, 3, 13, 0, 2), "tpidr_el0"),
          entry(key(3, 3, 13, 0, 3), "tpidrro_el0"),
          entry(key(3, 3, 4, 2, 0), "nzcv"),
          entry(key(3, 3, 4, 2, 1), "daif"),
          entry(key(3, 3, 4, 4, 0), "fpcr"),
          entry(key(3, 3, 4, 4, 1), "fpsr"),
          entry(key(3, 3, 0, 0, 1), "ctr_el0"),
          entry(key(3, 3, 0, 0, 7), "dczid_el0"),
          entry(key(3, 3, 2, 4, 0), "rndr"),
          entry(key(3, 3, 2, 4, 1), "rndrrs"),
          entry(key(3, 3, 14, 0, 0), "cntfrq_el0"),
          entry(key(3, 3, 14, 0, 1), "cntpct_el0"),
          entry(key(3, 3, 14, 0, 2), "cntvct_el0"),
          entry(key(3, 3, 14, 0, 6), "cntvctss_el0"));

  private SystemRegisters() {}

  private static int key(int op0, int op1, int crn, int crm, int op2) {
    return op0 << 14 | op1 << 11 | crn << 7 | crm << 3 | op2;
  }

  /// The register of an `mrs` or `msr`.
  static String name(Word word) {
    int key = word.field(20, 5);
    var name = NAMES.get(key);
    return name != null
        ? name
        : "s%d_%d_c%d_c%d_%d"
            .formatted(
                word.field(20, 19),
                word.field(18, 16),
                word.field(15, 12),
                word.field(11, 8),
                word.field(7, 5));
  }
}
