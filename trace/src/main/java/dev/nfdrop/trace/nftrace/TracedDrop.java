package dev.nfdrop.trace.nftrace;

import dev.nfdrop.trace.Drop.Cause;
import dev.nfdrop.trace.Drop.Verdict;
import dev.nfdrop.trace.packet.CapturedPacket;
import dev.nfdrop.trace.record.RawDrop;
import java.util.OptionalInt;

/// A drop, or another verdict, that the kernel's trace tells of.
///
/// @param monotonicNanos when the message was read
record TracedDrop(
    long monotonicNanos,
    OptionalInt generation,
    Verdict verdict,
    Cause cause,
    long ruleHandle,
    long tableHandle,
    String tableName,
    long chainHandle,
    String chainName,
    long baseChainHandle,
    String baseChainName,
    int family,
    int hook,
    int priority,
    long netnsInode,
    OptionalInt length,
    int mark,
    int inIndex,
    int outIndex,
    String inName,
    String outName,
    CapturedPacket packet)
    implements RawDrop {}
