package dev.nfdrop.cli.sink;

import dev.nfdrop.cli.sink.Palette.Part;
import dev.nfdrop.trace.Amount;
import dev.nfdrop.trace.Drop;
import dev.nfdrop.trace.RuleCount;
import dev.nfdrop.trace.RuleCounts;
import java.io.OutputStream;
import java.time.Instant;
import java.time.ZoneId;

/// One line a rule: packets, bytes, place in the ruleset, rule, and the namespace where there are
/// several. Lines of an interval begin with the time at its end.
public final class CountText implements CountSink {
  private static final int PACKETS_WIDTH = 10;
  private static final int BYTES_WIDTH = 13;
  private static final int PLACE_WIDTH = 24;

  private final LineOutput out;
  private final Palette palette;
  private final Timestamp time;
  private final StringBuilder line = new StringBuilder();

  /// Shows the local time of this machine.
  public CountText(OutputStream out, Palette palette) {
    this.out = new LineOutput(out);
    this.palette = palette;
    this.time = Timestamp.timeOfDay(ZoneId.systemDefault());
  }

  @Override
  public void interval(Instant since, Instant until, RuleCounts counts) {
    line.setLength(0);
    palette.begin(line, Part.TIME);
    time.append(line, until);
    palette.end(line);
    lines(line.append("  ").toString(), counts);
  }

  @Override
  public void total(Instant since, Instant until, RuleCounts counts) {
    lines("", counts);
  }

  private void lines(String start, RuleCounts counts) {
    var namespaces = counts.rules().stream().map(count -> count.netns().inode()).distinct().count();
    for (var count : counts.rules()) {
      rule(start, count, namespaces > 1);
    }
    if (counts.others().packets() > 0) {
      amount(start, counts.others());
      palette.begin(line, Part.REMARK);
      line.append("others: no room to count them apart");
      palette.end(line);
      endLine();
    }
  }

  private void rule(String start, RuleCount count, boolean severalNetns) {
    var drop = count.first();
    amount(start, count.amount());
    int place = line.length();
    palette.begin(line, Part.PLACE);
    int begun = line.length();
    DropText.place(line, drop);
    int width = line.codePointCount(begun, line.length());
    palette.end(line);
    int rule = line.append(" ".repeat(Math.max(PLACE_WIDTH - width, 0))).append("  ").length();
    palette.begin(line, DropText.isRuleKnown(drop) ? Part.RULE : Part.REMARK);
    int text = line.length();
    DropText.rule(line, drop);
    if (line.length() == text) {
      line.setLength(rule);
    } else {
      palette.end(line);
    }
    if (severalNetns) {
      netns(count.netns());
    }
    trim(place);
    endLine();
  }

  private void netns(Drop.Namespace netns) {
    line.append("  ");
    palette.begin(line, Part.NETNS);
    line.append("netns ");
    Printable.append(line, TextSink.name(netns));
    palette.end(line);
  }

  private void amount(String start, Amount amount) {
    line.setLength(0);
    line.append(start);
    number(amount.packets(), PACKETS_WIDTH);
    line.append(amount.packets() == 1 ? " packet " : " packets");
    number(amount.bytes(), BYTES_WIDTH);
    line.append(" bytes  ");
  }

  private void number(long number, int width) {
    var digits = Long.toString(number);
    line.append(" ".repeat(Math.max(width - digits.length(), 0))).append(digits);
  }

  private void trim(int from) {
    while (line.length() > from && line.charAt(line.length() - 1) == ' ') {
      line.setLength(line.length() - 1);
    }
  }

  private void endLine() {
    line.append('\n');
    out.write(line);
  }

  @Override
  public void flush() {
    out.flush();
  }

  @Override
  public boolean readerGone() {
    return out.readerGone();
  }
}
