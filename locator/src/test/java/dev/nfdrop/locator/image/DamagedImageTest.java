package dev.nfdrop.locator.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.locator.corpus.Corpus;
import dev.nfdrop.locator.damage.Aim;
import dev.nfdrop.locator.damage.Cases;
import dev.nfdrop.locator.damage.Cases.Outcome;
import dev.nfdrop.locator.damage.Damage;
import dev.nfdrop.locator.machine.Code;
import dev.nfdrop.locator.machine.Text;
import dev.nfdrop.locator.site.Answer;
import dev.nfdrop.locator.site.Layout;
import dev.nfdrop.locator.site.Locator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Modules of the corpus with some bytes changed, exchanged or missing, wherever in the file that
/// is and where it hurts.
final class DamagedImageTest {
  private static final String FUNCTION = "nft_do_chain";

  /// The rest of the cases is code alone, which takes longer.
  private static final int PERCENT = 80;

  /// A module that is whole.
  ///
  /// @param file its bytes, unpacked
  /// @param aims the parts worth damaging
  /// @param code what is read from it
  @SuppressWarnings("ArrayRecordComponent")
  private record Whole(byte[] file, List<Aim> aims, Code code) {
    static Whole of(Corpus.Module module) {
      try (var image = module.open()) {
        var file = Unpacked.bytes(module.file());
        return new Whole(
            file, ElfFile.aims(image, file, FUNCTION), image.code(FUNCTION).orElseThrow());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Test
  void endsInAnAnswerOrAnErrorOfItsOwn() {
    var modules = Corpus.modules().stream().map(Whole::of).toList();
    var outcomes =
        Cases.run(
            "images",
            PERCENT,
            random -> {
              var whole = modules.get(random.nextInt(modules.size()));
              return outcome(whole.code(), Damage.to(whole.file(), whole.aims(), random));
            });
    assertThat(outcomes).as("too harmless or too hard").containsKeys(Outcome.values());
  }

  private static Outcome outcome(Code whole, byte[] damaged) {
    var file = new SectionReader(Path.of("damaged"), new ImageFile.InMemory(damaged));
    try (var image = KernelImage.of(file)) {
      readEverythingElse(image);
      var code = image.code(FUNCTION);
      if (code.isEmpty()) {
        return Outcome.NOT_THERE;
      }
      return same(code.get(), whole) ? Outcome.UNTOUCHED : outcome(code.get());
    } catch (ImageFormatException e) {
      assertThat(e).hasMessageStartingWith("damaged: ");
      return Outcome.WRONG_FORMAT;
    }
  }

  private static void readEverythingElse(KernelImage image) {
    image.buildId();
    image.btf();
    image.release();
    image.functions();
    image.sections().forEach(image::content);
  }

  private static Outcome outcome(Code code) {
    return switch (Locator.locate(code, Layout.UNKNOWN)) {
      case Answer.Located located -> {
        assertThat(located.sites()).isNotEmpty();
        yield Outcome.LOCATED;
      }
      case Answer.Refused(var reason) -> {
        assertThat(reason).isNotBlank();
        yield Outcome.REFUSED;
      }
    };
  }

  /// Then the answer is as well.
  private static boolean same(Code one, Code other) {
    return one.architecture() == other.architecture()
        && one.references().equals(other.references())
        && one.patchSites().equals(other.patchSites())
        && one.parts().size() == other.parts().size()
        && IntStream.range(0, one.parts().size())
            .allMatch(i -> same(one.parts().get(i), other.parts().get(i)));
  }

  private static boolean same(Text one, Text other) {
    return one.address() == other.address()
        && one.size() == other.size()
        && IntStream.range(0, one.size())
            .allMatch(i ->
                one.unsignedByte(one.address() + i) == other.unsignedByte(other.address() + i));
  }
}
