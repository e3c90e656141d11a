package dev.nfdrop.locator.x86;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.locator.machine.Control;
import dev.nfdrop.locator.machine.Effect;
import dev.nfdrop.locator.machine.Expression;
import dev.nfdrop.locator.machine.Instruction;
import dev.nfdrop.locator.machine.Target;
import dev.nfdrop.locator.machine.Text;
import dev.nfdrop.locator.machine.Width;
import dev.nfdrop.locator.machine.X86Register;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class X86DecoderTest {
  private static final long ADDRESS = 0x1000;

  private static Instruction decode(String hex) {
    var bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    return new X86Decoder().decode(new Text("test", ADDRESS, bytes), ADDRESS);
  }

  // spotless:off
  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      f3 0f 1e fa                | endbr64
      41 57                      | push   r15
      48 89 fd                   | mov    rbp,rdi
      48 81 ec f8 00 00 00       | sub    rsp,0xf8
      48 89 34 24                | mov    QWORD PTR [rsp],rsi
      48 8b 55 00                | mov    rdx,QWORD PTR [rbp+0x0]
      65 48 8b 04 25 28 00 00 00 | mov    rax,QWORD PTR gs:0x28
      48 8b 05 10 00 00 00       | mov    rax,QWORD PTR [rip+0x10]
      44 0f b6 be 74 0c 00 00    | movzx  r15d,BYTE PTR [rsi+0xc74]
      f3 48 ab                   | rep stos QWORD PTR es:[rdi],rax
      0f 1f 44 00 00             | nop    DWORD PTR [rax+rax*1+0x0]
      66 90                      | xchg   ax,ax
      66 d1 e8                   | shr    ax,1
      66 25 ff 0f                | and    ax,0xfff
      83 f8 fe                   | cmp    eax,0xfffffffe
      4d 8d 6c 16 08             | lea    r13,[r14+rdx*1+0x8]
      89 44 94 20                | mov    DWORD PTR [rsp+rdx*4+0x20],eax
      40 80 fe 02                | cmp    sil,0x2
      88 e0                      | mov    al,ah
      0f 94 c0                   | sete   al
      75 5e                      | jne    0x1060
      e8 00 01 00 00             | call   0x1105
      ff d0                      | call   rax
      0f 0b                      | ud2
      48 b8 88 77 66 55 44 33 22 11 | movabs rax,0x1122334455667788
      c5 f8 77                   | .byte 0xc5,0xf8,0x77
      """)
  // spotless:on
  void writesWhatObjdumpWrites(String hex, String text) {
    var instruction = decode(hex);
    assertThat(instruction.text()).isEqualTo(text);
    assertThat(instruction.length()).isEqualTo(hex.split(" ", -1).length);
  }

  @Test
  void writingHalfARegisterClearsTheOtherHalf() {
    assertThat(decode("89 c2").effects())
        .containsExactly(
            new Effect.Assign(
                X86Register.RDX,
                new Expression.Truncate(Expression.read(X86Register.RAX, Width.WORD), Width.WORD)));
  }

  @Test
  void writingAByteKeepsTheRest() {
    assertThat(decode("b0 07").effects())
        .containsExactly(
            new Effect.Assign(
                X86Register.RAX,
                new Expression.Insert(
                    Expression.read(X86Register.RAX), Expression.immediate(7), Width.BYTE)));
  }

  @Test
  void vectorInstructionsMayHaveChangedAnything() {
    assertThat(decode("c5 f5 eb c0").effects()).containsExactly(new Effect.ClobberEverything());
  }

  @Test
  void callsThroughMemoryAreIndirect() {
    assertThat(decode("ff 10").control())
        .isEqualTo(
            new Control.Call(
                new Target.Indirect(
                    new Expression.Load(Expression.read(X86Register.RAX), Width.LONG))));
  }

  @Test
  void bytesCutOffAreUndecodable() {
    assertThat(decode("48 8b").control()).isInstanceOf(Control.Undecodable.class);
    assertThat(decode("e8 00 00").control()).isInstanceOf(Control.Undecodable.class);
  }

  @Test
  void anyBytesDecodeToSomethingInsideTheText() {
    long seed = 7919;
    var random = new Random(seed);
    var bytes = new byte[32];
    for (int i = 0; i < 200_000; i++) {
      random.nextBytes(bytes);
      var text = new Text("random", ADDRESS, bytes);
      var instruction = new X86Decoder().decode(text, ADDRESS + random.nextInt(bytes.length));
      assertThat(instruction.end()).as("seed %d, case %d", seed, i).isLessThanOrEqualTo(text.end());
    }
  }
}
