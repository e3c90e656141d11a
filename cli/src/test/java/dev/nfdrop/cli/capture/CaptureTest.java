package dev.nfdrop.cli.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.cli.RandomRecord;
import dev.nfdrop.cli.Seed;
import dev.nfdrop.cli.capture.CaptureReader.Progress;
import dev.nfdrop.cli.pcapng.IllegalCaptureException;
import dev.nfdrop.trace.Drop;
import dev.nfdrop.trace.DropListener;
import dev.nfdrop.trace.ListedRuleset;
import dev.nfdrop.trace.packet.CapturedPacket;
import dev.nfdrop.trace.packet.CapturedPacket.OffloadedVlan;
import dev.nfdrop.trace.packet.Packet;
import dev.nfdrop.trace.packet.PacketDecoder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class CaptureTest {
  private static final int DROPS = 2_000;
  private static final int DAMAGED = 20_000;
  private static final PcapngSink.Origin ORIGIN =
      new PcapngSink.Origin("nfdrop 4242", Optional.of("Linux 7919"));
  static final CapturedPacket SYN = RandomPacket.syn(OffloadedVlan.NONE);

  @Test
  void everythingComesBackInItsOrder() throws IOException {
    long seed = Seed.next(CaptureTest.class);
    var random = new Random(seed);
    var written = new Recording();
    var file =
        file(sink -> {
          for (int i = 0; i < DROPS; i++) {
            event(random, sink, written);
          }
        });
    assertThat(read(file).events).as("seed %d", seed).isEqualTo(written.events);
  }

  private static void event(Random random, PcapngSink sink, Recording written) {
    switch (random.nextInt(12)) {
      case 0 -> {
        sink.lost(4242);
        written.lost(4242);
      }
      case 1 -> {
        sink.overrun();
        written.overrun();
      }
      default -> {
        var packet = RandomPacket.next(random);
        var decoded = PacketDecoder.decode(packet);
        var drop = new RandomRecord(random, Map.of(Packet.class, () -> decoded)).of(Drop.class);
        sink.drop(drop, packet);
        written.drop(drop, packet);
      }
    }
  }

  @Test
  void aRulesetComesBeforeItsFirstDropAndAgainAfterAChange() throws IOException {
    var drop = drop(1);
    var other = new Drop.Namespace(drop.netns().inode() + 1, Optional.empty());
    var first = new ListedRuleset(drop.netns(), "table ip a {\n}\n");
    var second = new ListedRuleset(drop.netns(), "table ip \u00fc {\n}\n");
    var file =
        file(sink -> {
          sink.ruleset(first);
          sink.ruleset(new ListedRuleset(other, "table ip of-no-drop {\n}\n"));
          sink.drop(drop, SYN);
          sink.drop(drop, SYN);
          sink.ruleset(second);
          sink.drop(drop, SYN);
        });
    assertThat(read(file).events).containsExactly(first, drop, drop, second, drop);
  }

  @Test
  void aRulesetOfManyOptionsComesBackWhole() throws IOException {
    var drop = drop(1);
    var listing = "\t\tudp dport 4242 drop comment \"\u6771\" # handle 7919\n".repeat(20_000);
    var ruleset = new ListedRuleset(drop.netns(), listing);
    var file =
        file(sink -> {
          sink.ruleset(ruleset);
          sink.drop(drop, SYN);
        });
    assertThat(read(file).events).containsExactly(ruleset, drop);
  }

  @Test
  void aFileThatEndsAnywhereGivesWhatIsWhole() throws IOException {
    var file =
        file(sink -> {
          sink.drop(drop(1), SYN);
          sink.lost(17);
          sink.drop(drop(2), SYN);
        });
    var whole = read(file).events;
    int cutOff = 0;
    for (int length = 12; length < file.length; length++) {
      var events = new Recording();
      var progress = readAll(Arrays.copyOf(file, length), events);
      assertThat(events.events)
          .as("%d bytes", length)
          .isEqualTo(whole.subList(0, events.events.size()));
      cutOff += progress == Progress.CUT_OFF ? 1 : 0;
    }
    assertThat(cutOff).isGreaterThan(file.length / 2);
  }

  /// A damaged file gives drops, or says in one line where it is damaged.
  @Test
  void aDamagedFileNeverFailsInAnotherWay() throws IOException {
    long seed = Seed.next(CaptureTest.class);
    var random = new Random(seed);
    var file =
        file(sink -> {
          sink.ruleset(new ListedRuleset(drop(1).netns(), "table ip a {\n}\n"));
          sink.drop(drop(1), SYN);
          sink.lost(17);
          sink.drop(drop(2), SYN);
        });
    for (int i = 0; i < DAMAGED; i++) {
      var damaged = file.clone();
      for (int changes = random.nextInt(1, 4); changes > 0; changes--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      try {
        readAll(damaged, new Recording());
      } catch (IllegalCaptureException e) {
        assertThat(e.getMessage())
            .as("seed %d, number %d", seed, i)
            .startsWith("at offset ")
            .hasLineCount(1);
      } catch (RuntimeException e) {
        throw new AssertionError("seed %d, number %d".formatted(seed, i), e);
      }
    }
  }

  @Test
  void countsPacketsThatAreNotOurs() throws IOException {
    var file = file(sink -> sink.drop(drop(1), SYN));
    var foreign = new String(file, StandardCharsets.ISO_8859_1).replace("nfdrop 1", "nfdrip 1");
    var reader =
        new CaptureReader(new ByteArrayInputStream(foreign.getBytes(StandardCharsets.ISO_8859_1)));
    var events = new Recording();
    while (reader.next(events) == Progress.MORE) {
      assertThat(events.events).isEmpty();
    }
    assertThat(reader.foreign()).isEqualTo(1);
    assertThat(reader.ours()).isZero();
  }

  static Drop drop(long seed) {
    var decoded = PacketDecoder.decode(SYN);
    return new RandomRecord(new Random(seed), Map.of(Packet.class, () -> decoded)).of(Drop.class);
  }

  static byte[] file(Consumer<PcapngSink> events) {
    var out = new ByteArrayOutputStream();
    try (var sink = new PcapngSink(CaptureFiles.one(out), ORIGIN)) {
      events.accept(sink);
    }
    return out.toByteArray();
  }

  private static Recording read(byte[] file) throws IOException {
    var events = new Recording();
    assertThat(readAll(file, events)).isEqualTo(Progress.END);
    return events;
  }

  static Progress readAll(byte[] file, DropListener events) throws IOException {
    var reader = new CaptureReader(new ByteArrayInputStream(file));
    Progress progress;
    do {
      progress = reader.next(events);
    } while (progress == Progress.MORE);
    return progress;
  }
}
