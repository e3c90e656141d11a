package dev.nfdrop.locator.x86;

/// What follows an opcode: the part of the opcode maps that lengths need, for every opcode.
///
/// One character an opcode, sixteen a row: `.` nothing, `M` ModR/M, `b` ModR/M and 1 byte, `z`
/// ModR/M and 2 or 4 bytes by operand size, `B` 1 byte, `W` 2, `E` 3, `Z` 2 or 4 by operand size,
/// `L` 4, `V` 2, 4 or 8 by operand size, `O` an address, `3` ModR/M and, for its digits 0 and 1, an
/// immediate, `R` ModR/M that always means registers, `-` no instruction in 64-bit mode.
enum Form {
  FIRST(
      // spotless:off
      """
      MMMMBZ--MMMMBZ--
      MMMMBZ--MMMMBZ--
      MMMMBZ--MMMMBZ--
      MMMMBZ--MMMMBZ--
      ----------------
      ................
      ---M----ZzBb....
      BBBBBBBBBBBBBBBB
      bz-bMMMMMMMMMMMM
      ..........-.....
      OOOO....BZ......
      BBBBBBBBVVVVVVVV
      bbW.--bzE.W..B-.
      MMMM---.MMMMMMMM
      BBBBBBBBLL-B....
      -.--..33......MM
      """),
  SECOND(
      """
      MMMM-.......-M.b
      MMMMMMMMMMMMMMMM
      RRRR----MMMMMMMM
      ......-.--------
      MMMMMMMMMMMMMMMM
      MMMMMMMMMMMMMMMM
      MMMMMMMMMMMMMMMM
      bbbbMMM.MM--MMMM
      LLLLLLLLLLLLLLLL
      MMMMMMMMMMMMMMMM
      ...MbMMM...MbMMM
      MMMMMMMMMMbMMMMM
      MMbMbbbM........
      MMMMMMMMMMMMMMMM
      MMMMMMMMMMMMMMMM
      MMMMMMMMMMMMMMMM
      """);
  // spotless:on

  static final char NONE = '-';

  private final String forms;

  Form(String rows) {
    forms = rows.replaceAll("\\s", "");
  }

  /// The form of an opcode of this map.
  char of(int opcode) {
    return forms.charAt(opcode);
  }

  /// Whether an opcode of the VEX and EVEX maps has an immediate byte behind its operands.
  static boolean vectorImmediate(int map, int opcode) {
    return map == 3 || (map == 1 && SECOND.of(opcode) == 'b');
  }
}
