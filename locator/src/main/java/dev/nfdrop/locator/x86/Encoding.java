package dev.nfdrop.locator.x86;

import dev.nfdrop.locator.machine.Text;
import java.util.Optional;

/// The parts of one instruction.
///
/// @param address of its first byte
/// @param length in bytes
/// @param prefixes in front of the opcode
/// @param map 0 for one-byte opcodes, 1 behind `0f`, 2 behind `0f 38`, 3 behind `0f 3a`
/// @param vector whether VEX, EVEX or XOP: none of those has a meaning here
/// @param opcode its last byte
/// @param modRm the ModR/M operand, if there is one
/// @param immediate where the immediate starts
/// @param immediateBytes its size; 0 for none
record Encoding(
    long address,
    int length,
    Prefixes prefixes,
    int map,
    boolean vector,
    int opcode,
    Optional<ModRm> modRm,
    long immediate,
    int immediateBytes) {

  /// No instruction is longer (manual, volume 2, section 2.3.11).
  static final int LONGEST = 15;

  private static final int ESCAPE = 0x0f;
  private static final int EVEX = 0x62;
  private static final int XOP = 0x8f;
  private static final int VEX3 = 0xc4;
  private static final int VEX2 = 0xc5;

  long end() {
    return address + length;
  }

  /// Which of the rows that share an opcode applies: ModR/M.reg without REX.
  int digit() {
    return modRm.map(ModRm::digit).orElse(0);
  }

  /// Reads an instruction; empty if it is none, too long, or cut off.
  static Optional<Encoding> read(Text text, long address) {
    int available = Math.min(text.remaining(address), LONGEST);
    try {
      var encoding = new Reader(text, address).read();
      return encoding.filter(found -> found.length <= available);
    } catch (IndexOutOfBoundsException cutOff) {
      return Optional.empty();
    }
  }

  /// Walks over the bytes; one that is missing is an [IndexOutOfBoundsException].
  private static final class Reader {
    private final Text text;
    private final long address;
    private final Prefixes prefixes;
    private long at;

    Reader(Text text, long address) {
      this.text = text;
      this.address = address;
      prefixes = Prefixes.read(text, address);
      at = address + prefixes.length();
    }

    Optional<Encoding> read() {
      int first = next();
      return switch (first) {
        case ESCAPE -> escaped();
        case VEX2 -> vector(1, 1, 0);
        case VEX3 -> vector(text.unsignedByte(at) & 0x1f, 2, 0);
        case EVEX -> vector(text.unsignedByte(at) & 0x07, 3, 0);
        case XOP -> isXop() ? vector(text.unsignedByte(at) & 0x1f, 2, XOP) : plain(0, first);
        default -> plain(0, first);
      };
    }

    private int next() {
      return text.unsignedByte(at++);
    }

    private boolean isXop() {
      return (text.unsignedByte(at) & 0x38) != 0;
    }

    private Optional<Encoding> escaped() {
      int second = next();
      return switch (second) {
        case 0x38 -> finish(2, false, next(), 'M');
        case 0x3a -> finish(3, false, next(), 'b');
        default -> plain(1, second);
      };
    }

    private Optional<Encoding> plain(int map, int opcode) {
      var form = (map == 0 ? Form.FIRST : Form.SECOND).of(opcode);
      return form == Form.NONE ? Optional.empty() : finish(map, false, opcode, form);
    }

    private Optional<Encoding> vector(int map, int payload, int kind) {
      at += payload;
      int opcode = next();
      boolean bare = kind == 0 && map == 1 && opcode == 0x77; // vzeroupper, vzeroall
      char form = bare ? '.' : 'M';
      if (kind == XOP) {
        form = map == 8 ? 'b' : map == 10 ? 'z' : 'M';
      } else if (Form.vectorImmediate(map, opcode)) {
        form = 'b';
      }
      return finish(map, true, opcode, form);
    }

    private Optional<Encoding> finish(int map, boolean vector, int opcode, char form) {
      boolean hasModRm = "Mbz3R".indexOf(form) >= 0;
      var modRm =
          hasModRm
              ? Optional.of(ModRm.read(text, at, prefixes, form == 'R'))
              : Optional.<ModRm>empty();
      long immediate = at + modRm.map(ModRm::length).orElse(0);
      int digit = modRm.map(ModRm::digit).orElse(0);
      int bytes = immediateBytes(form, opcode, digit);
      int length = (int) (immediate + bytes - address);
      return Optional.of(
          new Encoding(
              address,
              length,
              prefixes,
              map,
              vector,
              opcode,
              modRm.map(operand -> operand.endingAt(address + length)),
              immediate,
              bytes));
    }

    private int immediateBytes(char form, int opcode, int digit) {
      boolean narrow = prefixes.narrowOperand() && !prefixes.wide();
      int bySize = narrow ? 2 : 4;
      return switch (form) {
        case 'b', 'B' -> 1;
        case 'W' -> 2;
        case 'E' -> 3;
        case 'z', 'Z' -> bySize;
        case 'L' -> 4;
        case 'V' -> prefixes.wide() ? 8 : bySize;
        case 'O' -> prefixes.narrowAddress() ? 4 : 8;
        case '3' -> digit > 1 ? 0 : (opcode & 1) == 0 ? 1 : bySize;
        default -> 0;
      };
    }
  }
}
