package dev.nfdrop.cli.sink;

import dev.nfdrop.cli.sink.Palette.Part;
import dev.nfdrop.trace.Conntrack;
import dev.nfdrop.trace.Drop;
import dev.nfdrop.trace.PacketType;
import dev.nfdrop.trace.packet.PacketText;
import java.io.OutputStream;
import java.time.ZoneId;
import java.util.List;
import java.util.OptionalLong;

/// One line a drop: time, place in the ruleset, rule, interfaces, packet.
///
/// The namespace is shown from the moment on when drops came from more than one.
public final class TextSink implements LineSink {
  private static final String SPACES = " ".repeat(128);
  private static final int USUAL_LINE = 256;
  private static final List<Conntrack.Status> TRANSLATIONS =
      List.of(Conntrack.Status.SNAT, Conntrack.Status.DNAT);

  /// As many digits of a container's identifier as `docker ps` shows.
  private static final int SHORT_ID = 12;

  private final LineOutput out;
  private final Palette palette;
  private final Timestamp time;
  private final StringBuilder line = new StringBuilder(USUAL_LINE);

  private final WhyText why;

  private final Column netnsColumn = new Column(0, 24);
  private final Column placeColumn = new Column(20, 40);
  private final Column ruleColumn = new Column(20, 60);
  private final Column interfaceColumn = new Column(6, 32);

  private OptionalLong firstNetns = OptionalLong.empty();
  private boolean severalNetns;

  /// A sink that shows the local time of this machine.
  public TextSink(OutputStream out, Palette palette) {
    this(out, palette, ZoneId.systemDefault());
  }

  /// @param zone the time zone of the times shown
  public TextSink(OutputStream out, Palette palette, ZoneId zone) {
    this.out = new LineOutput(out);
    this.palette = palette;
    this.why = new WhyText(line, palette);
    this.time = Timestamp.timeOfDay(zone);
  }

  @Override
  public void drop(Drop drop) {
    line.setLength(0);
    time(drop);
    netns(drop.netns());
    place(drop);
    rule(drop);
    interfaces(drop);
    PacketText.append(line, drop.packet());
    meta(drop);
    why.append(drop);
    endLine();
  }

  /// What is unusual of the packet, and who sent it.
  private void meta(Drop drop) {
    if (drop.mark() != 0) {
      line.append(" mark 0x").append(Integer.toHexString(drop.mark()));
    }
    drop.meta()
        .type()
        .filter(type -> type != PacketType.HOST)
        .ifPresent(type -> line.append(' ').append(type.label()));
    drop.conntrack().ifPresent(this::conntrack);
    drop.meta().sender().flatMap(Drop.Sender::process).ifPresent(this::process);
  }

  /// A new connection whose addresses stay what they are is the usual thing.
  private void conntrack(Conntrack conntrack) {
    var translations =
        conntrack.entry().map(Conntrack.Entry::status).orElse(List.of()).stream()
            .filter(TRANSLATIONS::contains)
            .toList();
    if (conntrack.state() != Conntrack.State.NEW || !translations.isEmpty()) {
      line.append(" ct ").append(conntrack.state().label());
      translations.forEach(status -> line.append(' ').append(status.label()));
    }
  }

  private void process(Drop.LocalProcess process) {
    line.append(" sent by ");
    Printable.append(line, process.name());
    line.append('[').append(process.pid()).append(']');
  }

  @Override
  public void lost(long count) {
    line.setLength(0);
    palette.begin(line, Part.REMARK);
    line.append("-- ").append(count).append(count == 1 ? " drop" : " drops");
    line.append(" not shown: no room in the ring buffer --");
    palette.end(line);
    endLine();
  }

  @Override
  public void overrun() {
    line.setLength(0);
    palette.begin(line, Part.REMARK);
    line.append("-- an unknown number of drops not shown: they came faster than they were read --");
    palette.end(line);
    endLine();
  }

  @Override
  public void flush() {
    out.flush();
  }

  @Override
  public boolean readerGone() {
    return out.readerGone();
  }

  private void endLine() {
    line.append('\n');
    out.write(line);
  }

  private void time(Drop drop) {
    palette.begin(line, Part.TIME);
    time.append(line, drop.time());
    palette.end(line);
    pad(2);
  }

  private void netns(Drop.Namespace netns) {
    if (firstNetns.isEmpty()) {
      firstNetns = OptionalLong.of(netns.inode());
    }
    severalNetns |= firstNetns.getAsLong() != netns.inode();
    if (severalNetns) {
      begin(netnsColumn, Part.NETNS);
      line.append("netns ");
      Printable.append(line, name(netns));
      end(netnsColumn);
    }
  }

  /// The first name there is, of a container `docker 0123456789ab`, of three `docker 0123456789ab
  /// and 2 more`.
  static String name(Drop.Namespace netns) {
    var occupant = netns.occupant();
    return netns
        .name()
        .or(() -> occupant.container().map(TextSink::name))
        .or(() -> occupant.pod().map(pod -> "pod " + pod))
        .or(() -> occupant.containers().stream().findFirst().map(first -> first(first, occupant)))
        .or(occupant::unit)
        .orElseGet(() -> Long.toString(netns.inode()));
  }

  private static String first(Drop.Container container, Drop.Occupant occupant) {
    return "%s and %d more".formatted(name(container), occupant.containers().size() - 1);
  }

  private static String name(Drop.Container container) {
    var id = container.id();
    return container.runtime() + ' ' + id.substring(0, Math.min(id.length(), SHORT_ID));
  }

  private void place(Drop drop) {
    begin(placeColumn, Part.PLACE);
    DropText.place(line, drop);
    end(placeColumn);
  }

  private void rule(Drop drop) {
    begin(ruleColumn, DropText.isRuleKnown(drop) ? Part.RULE : Part.REMARK);
    DropText.rule(line, drop);
    end(ruleColumn);
  }

  /// `in >`, `> out` or `in > out`.
  private void interfaces(Drop drop) {
    begin(interfaceColumn, Part.INTERFACE);
    if (drop.iif().isPresent()) {
      Printable.append(line, drop.iif().get().name());
      line.append(" >");
    }
    if (drop.oif().isPresent()) {
      line.append(drop.iif().isPresent() ? " " : "> ");
      Printable.append(line, drop.oif().get().name());
    }
    end(interfaceColumn);
  }

  private void begin(Column column, Part part) {
    palette.begin(line, part);
    column.begin(line);
  }

  private void end(Column column) {
    int padding = column.end(line);
    palette.end(line);
    pad(padding);
  }

  private void pad(int spaces) {
    line.append(SPACES, 0, spaces);
  }
}
