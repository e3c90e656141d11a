package dev.nfdrop.locator.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.locator.machine.Architecture;
import dev.nfdrop.locator.machine.Code;
import dev.nfdrop.locator.machine.Symbols;
import dev.nfdrop.locator.machine.Text;
import dev.nfdrop.locator.machine.X86Register;
import dev.nfdrop.locator.x86.X86Decoder;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SavedRegistersTest {
  private static SavedRegisters of(String... instructions) {
    var bytes = HexFormat.of().parseHex(String.join("", instructions).replace(" ", ""));
    var text = new Text("callee", 0, bytes);
    var code =
        new Code("callee", Architecture.X86_64, List.of(text), Symbols.NONE, Map.of(), List.of());
    return SavedRegisters.of(code, new X86Decoder());
  }

  @Test
  void findsWhatWasPushedBeforeACall() {
    var saved =
        of(
            "41 57", // push r15
            "53", // push rbx
            "48 83 ec 10", // sub rsp,0x10
            "48 89 fb", // mov rbx,rdi
            "e8 00 10 00 00", // call
            "48 83 c4 10", // add rsp,0x10
            "5b", // pop rbx
            "41 5f", // pop r15
            "c3"); // ret
    assertThat(saved.calls()).hasSize(1);
    var call = saved.calls().getFirst();
    assertThat(call.returnOffset()).isEqualTo(15);
    assertThat(call.stackPointer()).isEqualTo(-0x20);
    assertThat(call.saved())
        .containsExactlyInAnyOrderEntriesOf(Map.of(X86Register.R15, -8L, X86Register.RBX, -16L));
  }

  @Test
  void aPushOnOneOfTwoPathsIsNotPromised() {
    var saved =
        of(
            "53", // push rbx
            "48 83 ec 08", // sub rsp,8
            "85 ff", // test edi,edi
            "74 05", // je over the store
            "4c 89 24 24", // mov [rsp],r12
            "90", // nop
            "e8 00 10 00 00", // call
            "48 83 c4 08", // add rsp,8
            "5b", // pop rbx
            "c3"); // ret
    assertThat(saved.calls().getFirst().saved()).containsOnlyKeys(X86Register.RBX);
  }
}
