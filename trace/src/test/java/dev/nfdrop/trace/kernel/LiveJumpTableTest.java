package dev.nfdrop.trace.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.ebpf.kallsyms.Kallsyms;
import dev.nfdrop.ebpf.kallsyms.SymbolTable;
import dev.nfdrop.locator.machine.Architecture;
import dev.nfdrop.locator.machine.PatchSite;
import dev.nfdrop.locator.machine.Text;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LiveJumpTableTest {
  private static final long TABLE = 0xffffffff82880b10L;
  private static final long FUNCTION = 0xffffffff81a4b2e0L;

  /// A two-byte nop at 0, a nop of five bytes at 2, a short jump at 7.
  private static final byte[] CODE = {
    0x66, (byte) 0x90, 0x0f, 0x1f, 0x44, 0x00, 0x00, (byte) 0xeb, 0x10, (byte) 0xc3
  };

  @TempDir private Path folder;

  @Test
  void findsTheKeysOfAFunctionAmongThoseOfTheKernel() throws IOException {
    var text = new Text("nft_do_chain", FUNCTION, CODE);
    var table = table(FUNCTION, FUNCTION - 4242, FUNCTION + 2, FUNCTION + 7);
    assertThat(sites(text, table).orElseThrow())
        .containsExactly(site(FUNCTION, 2), site(FUNCTION + 2, 5), site(FUNCTION + 7, 2));
  }

  @Test
  void saysNothingWhereTheTableCannotBeRead() throws IOException {
    var text = new Text("nft_do_chain", FUNCTION, CODE);
    assertThat(sites(text, new byte[8])).isEmpty();
  }

  private static PatchSite site(long address, int length) {
    return new PatchSite(address, length, PatchSite.Kind.STATIC_KEY, address + 64);
  }

  /// Entries for nops at these addresses, whose jumps would go 64 bytes further.
  private static byte[] table(long... addresses) {
    var table = ByteBuffer.allocate(addresses.length * 16).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < addresses.length; i++) {
      long entry = TABLE + i * 16L;
      table.putInt(i * 16, (int) (addresses[i] - entry));
      table.putInt(i * 16 + 4, (int) (addresses[i] + 64 - (entry + 4)));
    }
    return table.array();
  }

  private Optional<List<PatchSite>> sites(Text text, byte[] table) throws IOException {
    var core = CoreFile.write(folder.resolve("kcore"), Map.of(TABLE, table));
    try (var memory = KernelCore.open(core)) {
      var tables = new LiveJumpTable(Architecture.X86_64, symbols(), Optional.empty(), memory);
      return tables.sites(List.of(text), Optional.empty());
    }
  }

  private SymbolTable symbols() throws IOException {
    var lines =
        """
        %x T nft_do_chain
        %x D __start___jump_table
        %x D __stop___jump_table
        """
            .formatted(FUNCTION, TABLE, TABLE + 64);
    var file = Files.write(folder.resolve("kallsyms"), lines.getBytes(UTF_8));
    return (SymbolTable) Kallsyms.read(file);
  }
}
