package dev.nfdrop.cli.sink;

import dev.nfdrop.trace.Amount;
import dev.nfdrop.trace.RuleCount;
import dev.nfdrop.trace.RuleCounts;
import java.io.OutputStream;
import java.time.Instant;
import tools.jackson.core.JsonGenerator;

/// One JSON object a rule, as docs/events/count.md describes it.
public final class CountJson implements CountSink {
  private final LineOutput out;
  private final JsonGenerator json;
  private final JsonText text;
  private final DropJson drops;
  private final Timestamp time = Timestamp.rfc3339();

  public CountJson(OutputStream out) {
    this.out = new LineOutput(out);
    this.json = JsonLines.generator(this.out);
    this.text = new JsonText(json);
    this.drops = new DropJson(json);
  }

  @Override
  public void interval(Instant since, Instant until, RuleCounts counts) {
    lines("interval", since, until, counts);
  }

  @Override
  public void total(Instant since, Instant until, RuleCounts counts) {
    lines("total", since, until, counts);
  }

  private void lines(String span, Instant since, Instant until, RuleCounts counts) {
    for (RuleCount count : counts.rules()) {
      begin(span, since, until, count.amount());
      drops.decider(count.first());
      count.first().hook().function().ifPresent(drops::function);
      drops.namespace(count.netns());
      end();
    }
    if (counts.others().packets() > 0) {
      begin(span, since, until, counts.others());
      json.writeBooleanProperty("others", true);
      end();
    }
  }

  private void begin(String span, Instant since, Instant until, Amount amount) {
    json.writeStartObject();
    json.writeStringProperty("type", "count");
    json.writeStringProperty("span", span);
    instant("since", since);
    instant("time", until);
    json.writeNumberProperty("packets", amount.packets());
    json.writeNumberProperty("bytes", amount.bytes());
  }

  private void instant(String name, Instant instant) {
    json.writeName(name);
    time.append(text.begin(), instant);
    text.end();
  }

  private void end() {
    json.writeEndObject();
    json.writeRaw('\n');
  }

  @Override
  public void flush() {
    json.flush();
  }

  @Override
  public boolean readerGone() {
    return out.readerGone();
  }
}
