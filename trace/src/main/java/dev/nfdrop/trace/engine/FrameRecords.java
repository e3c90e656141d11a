package dev.nfdrop.trace.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// A chain of frame records on an AArch64 stack, up to that of the function that `nft_do_chain()`
/// called.
///
/// A record is two words: the address of the caller's record, `x29`, and the return address, `x30`,
/// whose high bits are a signature where the processor signs (AAPCS64, "The frame pointer";
/// CONFIG_ARM64_PTR_AUTH_KERNEL).
///
/// @param records lowest first
record FrameRecords(List<FrameRecord> records) {
  /// High bits of an address that may be a signature. CONFIG_ARM64_VA_BITS is 36 at least, and
  /// nothing below is ever part of one.
  static final int SIGNATURE_BITS = Long.SIZE - 36;

  FrameRecords {
    records = List.copyOf(records);
  }

  /// The record of the function that `nft_do_chain()` called.
  FrameRecord top() {
    return records.getLast();
  }

  /// One record.
  ///
  /// @param address where it lies
  /// @param returnAddress without signature
  record FrameRecord(long address, long returnAddress) {
    /// Where the return address lies.
    long returnAt() {
      return address + Long.BYTES;
    }
  }

  /// The chains that lead to the drop's call, from every word below the context, the nearest first:
  /// only one of them starts with the program's own record. R10 would not tell where that is, since
  /// a program's stack may lie elsewhere (`bpf_jit_supports_private_stack()`).
  ///
  /// One record is no chain: it is a copy of the return address in the program's own frame.
  static List<FrameRecords> leadingTo(StackSample sample) {
    return IntStream.rangeClosed(1, -StackSurvey.FIRST_WORD)
        .mapToObj(word -> climb(sample, sample.context() - (long) word * Long.BYTES))
        .flatMap(Optional::stream)
        .filter(chain -> chain.records().size() > 1)
        .toList();
  }

  private static Optional<FrameRecords> climb(StackSample sample, long start) {
    var records = new ArrayList<FrameRecord>();
    long at = start;
    while (sample.contains(at) && sample.contains(at + Long.BYTES)) {
      var record = new FrameRecord(at, unsigned(sample.word(at + Long.BYTES), sample.location()));
      records.add(record);
      if (record.returnAddress() == sample.location()) {
        return Optional.of(new FrameRecords(records));
      }
      long next = sample.word(at);
      if (next <= at) {
        return Optional.empty();
      }
      at = next;
    }
    return Optional.empty();
  }

  /// The address that a signed one stands for: the one nearest to another address in the kernel's
  /// text and modules, which lie within a few gigabytes.
  static long unsigned(long signed, long near) {
    return near + (((signed - near) << SIGNATURE_BITS) >> SIGNATURE_BITS);
  }
}
