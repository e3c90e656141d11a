package dev.nfdrop.cli.capture;

import dev.nfdrop.cli.pcapng.Direction;
import dev.nfdrop.cli.pcapng.LinkType;
import dev.nfdrop.cli.pcapng.PacketFacts;
import dev.nfdrop.cli.pcapng.SectionWriter;
import dev.nfdrop.cli.sink.DropSink;
import dev.nfdrop.cli.sink.DropText;
import dev.nfdrop.cli.sink.LineOutput;
import dev.nfdrop.trace.Drop;
import dev.nfdrop.trace.Drop.Interface;
import dev.nfdrop.trace.ListedRuleset;
import dev.nfdrop.trace.packet.CapturedPacket;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/// Writes drops as pcapng: a packet block for each, with a comment for people and the record of the
/// drop for `nfdrop read`; the namespace's ruleset with the first drop of each, and again with the
/// first one after a change.
public final class PcapngSink implements DropSink {
  private static final long NANOS = 1_000_000_000;

  /// A longer ruleset is left out, so that no block becomes too long to be read.
  private static final int LONGEST_RULESET = 12 << 20;

  private final CaptureFiles files;
  private final Origin origin;
  private final RecordText text = new RecordText();
  private final LatestRulesets rulesets = new LatestRulesets();
  private Section section;

  /// What the section header says.
  ///
  /// @param application what writes
  /// @param system the operating system that the packets come from, where that is known
  public record Origin(String application, Optional<String> system) {}

  /// Opens the first file.
  ///
  /// @throws UncheckedIOException if that cannot be done
  public PcapngSink(CaptureFiles files, Origin origin) {
    this.files = files;
    this.origin = origin;
    this.section = new Section(files.next(), origin);
  }

  /// A section of a file while it is written.
  private static final class Section {
    private final OutputStream stream;
    private final LineOutput out;
    private final SectionWriter writer;
    private final Interfaces interfaces;
    private Optional<Instant> first = Optional.empty();
    private long lastNanos;
    private long lost;
    private long lostSinceLast;

    Section(OutputStream stream, Origin origin) {
      this.stream = stream;
      out = new LineOutput(stream);
      writer = new SectionWriter(out);
      interfaces = new Interfaces(writer);
      writer.header(origin.application, origin.system);
    }
  }

  @Override
  public void drop(Drop drop, CapturedPacket packet) {
    rotate(drop.time());
    beginText(drop.netns().inode());
    var layout = FrameLayout.of(packet);
    text.drop(drop, layout);
    var device = drop.iif().or(drop::oif);
    var direction = direction(drop);
    section.lastNanos = nanos(drop.time());
    section.writer.packet(
        new PacketFacts(
            section.interfaces.number(device, drop.netns(), layout.link()),
            section.lastNanos,
            DropText.comment(drop),
            direction,
            section.lostSinceLast),
        layout.bytes(
            packet, device.map(Interface::index).orElse(0), direction == Direction.OUTBOUND),
        text.bytes(),
        text.length());
    section.lostSinceLast = 0;
  }

  @Override
  public void ruleset(ListedRuleset ruleset) {
    rulesets.add(ruleset);
  }

  private void beginText(long netns) {
    text.begin();
    var ruleset = rulesets.take(netns);
    if (ruleset.isPresent() && text.ruleset(ruleset.get()).length() > LONGEST_RULESET) {
      text.begin();
    }
  }

  @Override
  public void lost(long count) {
    section.lost += count;
    section.lostSinceLast += count;
    missing(OptionalLong.of(count));
  }

  @Override
  public void overrun() {
    missing(OptionalLong.empty());
  }

  /// Statistics belong to an interface: the first one, or one that is made up where there is none.
  private void missing(OptionalLong count) {
    if (section.writer.interfaces() == 0) {
      section.writer.addInterface(LinkType.RAW, Optional.empty(), "no packet was captured yet");
    }
    text.begin().lost(count);
    section.writer.statistics(0, section.lastNanos, section.lost, text.bytes(), text.length());
  }

  /// The interface of a packet that is forwarded is the one it came in by.
  private static Direction direction(Drop drop) {
    if (drop.iif().isPresent()) {
      return Direction.INBOUND;
    }
    return drop.oif().isPresent() ? Direction.OUTBOUND : Direction.UNKNOWN;
  }

  /// Begins the next file if this one is full.
  private void rotate(Instant now) {
    if (section.first.isEmpty()) {
      section.first = Optional.of(now);
    } else if (files.isFull(section.writer.written(), section.first.get(), now)) {
      close();
      section = new Section(files.next(), origin);
      section.first = Optional.of(now);
      rulesets.beginSection();
    }
  }

  private static long nanos(Instant time) {
    return time.getEpochSecond() * NANOS + time.getNano();
  }

  @Override
  public void flush() {
    section.out.flush();
  }

  @Override
  public boolean readerGone() {
    return section.out.readerGone();
  }

  @Override
  public void close() {
    flush();
    try {
      section.stream.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write drops: " + e.getMessage(), e);
    }
  }
}
