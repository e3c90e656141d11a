package dev.nfdrop.trace.calibrate;

/// The lengths by which the calibration's rules and the comparison know a sample: `skb->len` in
/// bytes at an IP hook.
enum Length {
  ACCEPTED(211),
  DROPPED(212),
  BEHIND_JUMP(213),
  BEHIND_GOTO(214),
  END_OF_GOTO(215),
  MAPPED(216),
  REJECTED(217),
  RETURNED(218),
  DROPPED_AT_END(219),
  UNMATCHED(220),
  TWIN(221),
  NESTED(222);

  private final int bytes;

  Length(int bytes) {
    this.bytes = bytes;
  }

  int bytes() {
    return bytes;
  }
}
