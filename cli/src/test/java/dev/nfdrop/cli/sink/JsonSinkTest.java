package dev.nfdrop.cli.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.trace.Drop;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class JsonSinkTest {
  @Test
  void printsOneObjectALine() {
    var lines =
        print(sink -> {
          sink.drop(Drops.byRule());
          sink.lost(42);
          sink.drop(Drops.byPolicy());
        });
    assertThat(lines).endsWith("}\n");
    assertThat(lines.lines())
        .satisfiesExactly(
            drop -> assertThat(JsonFields.of(drop)).containsEntry("type", "drop"),
            lost -> assertThat(lost).isEqualTo("{\"type\":\"lost\",\"count\":42}"),
            drop -> assertThat(JsonFields.of(drop)).containsEntry("cause", "policy"));
  }

  @Test
  void leavesOutWhatDoesNotApply() {
    assertThat(fields(Drops.byPolicy())).doesNotContainKeys("handle", "rule", "ruleUnknown", "oif");
    assertThat(fields(Drops.byUnreadRule()))
        .doesNotContainKey("rule")
        .containsEntry("handle", "7919")
        .containsEntry("ruleUnknown", "deleted before it was read");
  }

  @Test
  void foreignTextComesBackAsItWas() {
    var evil = "\u0000\u001b[2J\n\"\\\u007f\u009b\u202e\u2028Büro 🚫\ud800";
    var line = print(sink -> sink.drop(Drops.byRule(evil, Drops.LAB)));
    assertThat(line).matches("[ -~]+\n");
    assertThat(JsonFields.of(line)).containsEntry("rule", evil);
  }

  @Test
  void largestNumbersStayNumbers() {
    var drop = Drops.byRule();
    var extreme =
        new Drop(
            drop.time(),
            drop.verdict(),
            drop.cause(),
            drop.family(),
            drop.table(),
            drop.chain(),
            OptionalLong.of((1L << 42) - 1),
            drop.rule(),
            drop.comment(),
            drop.hook(),
            drop.why(),
            drop.iif(),
            Optional.empty(),
            drop.netns(),
            -1,
            drop.meta(),
            drop.conntrack(),
            drop.length(),
            drop.packet());
    assertThat(fields(extreme))
        .containsEntry("handle", "4398046511103")
        .containsEntry("mark", "4294967295");
  }

  @Test
  void describesTaggedFragmentedPackets() {
    var fields = fields(Drops.of(Drops.taggedFragment()));
    assertThat(fields)
        .containsEntry("packet.vlan[].id", "100")
        .containsEntry("packet.vlan[].priority", "3")
        .containsEntry("packet.vlan[].dropEligible", "true")
        .containsEntry("packet.extensions[]", "hopopt,dstopts")
        .containsEntry("packet.fragment.id", "4660")
        .containsEntry("packet.fragment.more", "true")
        .containsEntry("packet.proto", "udp")
        .containsEntry("packet.dport", "51707")
        .containsEntry("packet.l2.ethertype", "0x8100");
  }

  @Test
  void describesArpAndBrokenPackets() {
    assertThat(fields(Drops.of(Drops.arp())))
        .containsEntry("packet.proto", "arp")
        .containsEntry("packet.src", "10.1.0.2")
        .containsEntry("packet.dst", "10.1.0.1")
        .containsEntry("packet.arp.operation", "1")
        .containsEntry("packet.arp.senderMac", "02:00:00:00:00:02");
    assertThat(
            fields(Drops.of(Drops.frame(0x0806, "ffffffffffff 020000000002 0806 00010800060400"))))
        .containsEntry("packet.malformed", "ARP header needs 8 bytes, packet has 7 left");
  }

  private static Map<String, String> fields(Drop drop) {
    return JsonFields.of(print(sink -> sink.drop(drop)));
  }

  private static String print(Consumer<LineSink> drops) {
    var out = new ByteArrayOutputStream();
    var sink = new JsonSink(out);
    drops.accept(sink);
    sink.flush();
    return out.toString(UTF_8);
  }
}
