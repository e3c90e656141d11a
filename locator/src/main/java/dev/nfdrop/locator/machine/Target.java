package dev.nfdrop.locator.machine;

/// Where a jump or call goes.
public sealed interface Target {

  /// An address, as encoded. Where a [Reference] lies on the instruction, that is the truth
  /// instead.
  record Direct(long address) implements Target {}

  /// An address that is computed.
  record Indirect(Expression address) implements Target {}
}
