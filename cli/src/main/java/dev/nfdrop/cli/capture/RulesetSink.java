package dev.nfdrop.cli.capture;

import dev.nfdrop.cli.sink.DropSink;
import dev.nfdrop.cli.sink.LineOutput;
import dev.nfdrop.cli.sink.Printable;
import dev.nfdrop.trace.Drop;
import dev.nfdrop.trace.ListedRuleset;
import dev.nfdrop.trace.packet.CapturedPacket;
import java.io.OutputStream;

/// Prints the rulesets that drops came from, and nothing else.
public final class RulesetSink implements DropSink {
  private final LineOutput out;

  public RulesetSink(OutputStream out) {
    this.out = new LineOutput(out);
  }

  /// The listing as `nft` prints it, but for what a terminal could interpret; in front of it a
  /// comment that names the namespace.
  @Override
  public void ruleset(ListedRuleset ruleset) {
    var text = new StringBuilder("# netns ");
    ruleset.netns().name().ifPresent(name -> Printable.append(text, name + " "));
    text.append("inode ").append(ruleset.netns().inode()).append('\n');
    ruleset.listing().lines().forEach(line -> append(text, line));
    out.write(text);
  }

  private static void append(StringBuilder text, String line) {
    int indent = 0;
    while (indent < line.length() && line.charAt(indent) == '\t') {
      indent++;
    }
    text.append(line, 0, indent);
    Printable.append(text, line.substring(indent));
    text.append('\n');
  }

  @Override
  public void drop(Drop drop, CapturedPacket packet) {}

  @Override
  public void lost(long count) {}

  @Override
  public void overrun() {}

  @Override
  public void flush() {
    out.flush();
  }

  @Override
  public boolean readerGone() {
    return out.readerGone();
  }

  @Override
  public void close() {
    flush();
  }
}
