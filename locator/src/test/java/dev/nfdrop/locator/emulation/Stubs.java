package dev.nfdrop.locator.emulation;

import dev.nfdrop.locator.machine.Architecture;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/// Code that stands in for what a module calls.
final class Stubs {
  private static final Pattern INDIRECT_THUNK = Pattern.compile("__x86_indirect_.*thunk_(r\\w+)");
  private static final List<String> X86_REGISTERS =
      List.of("rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi");

  private static final String X86_EVALUATION =
      "8b4708" // mov eax, [rdi+8]
          + "8906" // mov [rsi], eax
          + "488b4710" // mov rax, [rdi+16]
          + "48894608" // mov [rsi+8], rax
          + "b85a5a5a5a" // mov eax, 0x5a5a5a5a
          + "89c189c289c689c7" // mov ecx, eax, and so edx, esi, edi
          + "4189c04189c14189c24189c3" // mov r8d, eax, and so r9d, r10d, r11d
          + "c3"; // ret

  private static final String X86_COPY =
      "4889f8" // mov rax, rdi
          + "4889d1" // mov rcx, rdx
          + "f3a4" // rep movsb
          + "c3"; // ret

  private static final String X86_SET =
      "4989f8" // mov r8, rdi
          + "89f0" // mov eax, esi
          + "4889d1" // mov rcx, rdx
          + "f3aa" // rep stosb
          + "4c89c0" // mov rax, r8
          + "c3"; // ret

  private static final String X86_RETURN = "c3"; // ret

  /// Not `ud2`, behind which the machine goes on as after a WARN().
  private static final String X86_END = "0fffc0"; // ud0 eax, eax

  private static final int[] ARM64_COPY = {
    0xaa0003e3, // mov x3, x0
    0xb40000a2, // cbz x2, the end
    0x38401424, // ldrb w4, [x1], #1
    0x38001464, // strb w4, [x3], #1
    0xd1000442, // sub x2, x2, #1
    0x17fffffc, // b the second instruction
    0xd65f03c0, // ret
  };

  private static final int[] ARM64_SET = {
    0xaa0003e3, // mov x3, x0
    0xb4000082, // cbz x2, the end
    0x38001461, // strb w1, [x3], #1
    0xd1000442, // sub x2, x2, #1
    0x17fffffd, // b the second instruction
    0xd65f03c0, // ret
  };

  private static final int[] ARM64_EVALUATION = {
    0xb9400809, // ldr w9, [x0, #8]
    0xb9000029, // str w9, [x1]
    0xf9400809, // ldr x9, [x0, #16]
    0xf9000429, // str x9, [x1, #8]
    0x528b4b40, // mov w0, #0x5a5a
  };

  /// `mov w0, w0`, to which the number of the target is added.
  private static final int ARM64_MOVE = 0x2a0003e0;

  private static final int ARM64_RETURN = 0xd65f03c0;

  /// `udf #0`.
  private static final int ARM64_END = 0;

  /// The last register that a call need not preserve, except for x18, which is the platform's.
  private static final int ARM64_SCRATCH = 17;

  private Stubs() {}

  /// A function of the kernel: one that copies or sets memory, a retpoline's jump, or one that ends
  /// the machine; else one that has no effect.
  static byte[] function(Architecture architecture, String name) {
    return switch (architecture) {
      case X86_64 -> HexFormat.of().parseHex(x86Function(name));
      case ARM64 ->
          words(
              switch (name) {
                case "memcpy", "__memcpy" -> ARM64_COPY;
                case "memset", "__memset" -> ARM64_SET;
                case "__stack_chk_fail", "panic" -> new int[] {ARM64_END};
                default -> new int[] {ARM64_RETURN};
              });
    };
  }

  private static String x86Function(String name) {
    var thunk = INDIRECT_THUNK.matcher(name);
    if (thunk.matches()) {
      return jump(thunk.group(1));
    }
    return switch (name) {
      case "memcpy", "__memcpy" -> X86_COPY;
      case "memset", "__memset" -> X86_SET;
      case "__stack_chk_fail", "panic" -> X86_END;
      default -> X86_RETURN;
    };
  }

  /// `jmp reg`.
  private static String jump(String register) {
    int low = X86_REGISTERS.indexOf(register);
    return low >= 0
        ? "ff%02x".formatted(0xe0 + low)
        : "41ff%02x".formatted(0xe0 + Integer.parseInt(register.substring(1)) - 8);
  }

  /// `eval(expr, &regs, pkt)` that leaves the verdict which [ExpressionWriter] wrote, and nothing
  /// of use in the registers that a call need not preserve.
  static byte[] evaluation(Architecture architecture) {
    return switch (architecture) {
      case X86_64 -> HexFormat.of().parseHex(X86_EVALUATION);
      case ARM64 -> {
        var code =
            ByteBuffer.allocate(Integer.BYTES * (ARM64_EVALUATION.length + ARM64_SCRATCH + 1));
        code.put(words(ARM64_EVALUATION));
        for (int register = 1; register <= ARM64_SCRATCH; register++) {
          code.put(words(ARM64_MOVE + register));
        }
        yield code.put(words(ARM64_RETURN)).array();
      }
    };
  }

  private static byte[] words(int... words) {
    var bytes = ByteBuffer.allocate(words.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(words);
    return bytes.array();
  }
}
