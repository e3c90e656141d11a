package dev.nfdrop.locator.flow;

/// A way from one block to another.
///
/// @param to the address of the other block
/// @param when under which outcome of the first block's last instruction
public record Edge(long to, When when) {

  /// When an edge is taken.
  public enum When {
    ALWAYS,
    CONDITION_HOLDS,
    CONDITION_FAILS,
    /// A static key's other way: the bytes may be a nop or a jump, now or later.
    KEY
  }
}
