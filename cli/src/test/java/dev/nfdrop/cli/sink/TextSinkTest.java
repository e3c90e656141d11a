package dev.nfdrop.cli.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.nftables.RuleText;
import dev.nfdrop.trace.Drop;
import dev.nfdrop.trace.Drop.Interface;
import dev.nfdrop.trace.MatchedElement;
import dev.nfdrop.trace.PacketType;
import dev.nfdrop.trace.Passed;
import dev.nfdrop.trace.RulePath;
import dev.nfdrop.trace.RulePath.Kind;
import dev.nfdrop.trace.RulePath.Step;
import dev.nfdrop.trace.Why;
import dev.nfdrop.trace.owner.Owner;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class TextSinkTest {
  private static final ZoneId KATHMANDU = ZoneId.of("Asia/Kathmandu");

  @Test
  void showsADropInOneLine() {
    assertThat(print(sink -> sink.drop(Drops.byRule())))
        .isEqualTo(
            "19:48:07.123456  inet filter input #7  tcp dport 10000 drop  veth1 >  "
                + "10.1.0.2:51514 > 10.1.0.1:10000 TCP [S] len 60\n");
  }

  @Test
  void keepsColumnsSteadyAndWidensThemOnce() {
    var text =
        print(sink -> {
          sink.drop(Drops.byPolicy());
          sink.drop(Drops.byUnreadRule());
          sink.drop(Drops.byRule());
        });
    assertThat(text)
        .isEqualTo(
            """
            19:48:07.123456  inet filter input policy                        veth1 >  10.1.0.2:51514 > 10.1.0.1:10000 TCP [S] len 60
            19:48:07.123456  inet filter input #7919   (deleted before it was read)  veth1 >  10.1.0.2:51514 > 10.1.0.1:10000 TCP [S] len 60
            19:48:07.123456  inet filter input #7      tcp dport 10000 drop          veth1 >  10.1.0.2:51514 > 10.1.0.1:10000 TCP [S] len 60
            """);
  }

  @Test
  void showsTheWayThroughAForwardingHost() {
    var in = Drops.byRule();
    var forwarded = withInterfaces(in, in.iif(), Optional.of(new Interface(3, "eth0")));
    var sent = withInterfaces(in, Optional.empty(), Optional.of(new Interface(3, "eth0")));
    assertThat(print(sink -> sink.drop(forwarded))).contains("  veth1 > eth0  10.1.0.2:51514 >");
    assertThat(print(sink -> sink.drop(sent))).contains("  > eth0  10.1.0.2:51514 >");
  }

  @Test
  void namesNamespacesOnceThereAreTwo() {
    var lines =
        print(
                sink -> {
                  sink.drop(Drops.byRule("drop", Drops.HOME));
                  sink.drop(Drops.byRule("drop", Drops.LAB));
                  sink.drop(Drops.byRule("drop", Drops.HOME));
                  sink.drop(Drops.byRule("drop", Drops.CONTAINER));
                  sink.drop(Drops.byRule("drop", Drops.POD));
                  sink.drop(Drops.byRule("drop", Drops.SHARED));
                })
            .lines();
    assertThat(lines)
        .satisfiesExactly(
            line -> assertThat(line).startsWith("19:48:07.123456  inet filter"),
            line -> assertThat(line).startsWith("19:48:07.123456  netns lab-b  inet filter"),
            line -> assertThat(line).startsWith("19:48:07.123456  netns 4026531840  inet filter"),
            line -> assertThat(line).contains("  netns docker 0123456789ab  inet filter"),
            line ->
                assertThat(line)
                    .contains("  netns pod 0a1b2c3d-1111-2222-3333-0123456789ab  inet filter"),
            line -> assertThat(line).contains("  netns cri-o 0123456789ab and 1 more  "));
  }

  @Test
  void saysHowManyAreMissing() {
    assertThat(print(sink -> sink.lost(42)))
        .isEqualTo("-- 42 drops not shown: no room in the ring buffer --\n");
    assertThat(print(sink -> sink.lost(1))).startsWith("-- 1 drop not shown");
  }

  @Test
  void coloursOnlyWhenToldTo() {
    var out = new ByteArrayOutputStream();
    var sink = new TextSink(out, Palette.COLOUR, KATHMANDU);
    sink.drop(Drops.byRule());
    sink.flush();
    var coloured = out.toString(UTF_8);
    assertThat(coloured)
        .contains("\u001b[33mtcp dport 10000 drop\u001b[0m  \u001b[36mveth1 >\u001b[0m  10.1.0.2");
    assertThat(coloured.replaceAll("\u001b\\[[0-9]+m", ""))
        .isEqualTo(print(plain -> plain.drop(Drops.byRule())));
  }

  @Test
  void saysToWhomAPacketIsThatIsNotForThisHost() {
    var rule = Drops.byRule();
    assertThat(print(sink -> sink.drop(withType(rule, PacketType.BROADCAST))))
        .endsWith(" len 60 broadcast\n");
    assertThat(print(sink -> sink.drop(withType(rule, PacketType.HOST)))).endsWith(" len 60\n");
  }

  @Test
  void saysWhatIsUnusualOfAConnection() {
    assertThat(print(sink -> sink.drop(Drops.translated())))
        .endsWith(" mark 0x10 ct established dnat sent by curl[4242]\n");
  }

  @Test
  void saysWhatLetsAPacketLive() {
    var accepted =
        Drops.with(Drop.Verdict.ACCEPT, Drops.byRule("tcp dport 10000 accept", Drops.LAB));
    assertThat(print(sink -> sink.drop(accepted)))
        .contains("  inet filter input #7 accept  tcp dport 10000 accept  veth1 >");
    assertThat(print(sink -> sink.drop(Drops.with(Drop.Verdict.ACCEPT, Drops.byPolicy()))))
        .contains("  inet filter input policy accept  ", "  veth1 >");
  }

  @Test
  void escapesForeignTextEverywhere() {
    var evil = "a\u001b[2Jb\nc\u202ed";
    var rule = Drops.byRule(evil, new Drop.Namespace(1, Optional.of(evil)));
    var process = new Drop.LocalProcess(4242, evil, Optional.of(evil));
    var drop =
        new Drop(
            rule.time(),
            rule.verdict(),
            rule.cause(),
            evil,
            evil,
            evil,
            rule.handle(),
            rule.rule(),
            Optional.of(evil),
            new Drop.Hook(evil, 0, evil),
            Why.NOTHING,
            Optional.of(new Interface(1, evil)),
            Optional.of(new Interface(1, evil)),
            rule.netns(),
            0,
            new Drop.Meta(
                OptionalInt.empty(),
                Optional.empty(),
                Optional.of(new Drop.Sender(0, Optional.of(process)))),
            rule.conntrack(),
            rule.length(),
            rule.packet());
    var text =
        print(sink -> {
          sink.drop(Drops.byRule("drop", Drops.HOME));
          sink.drop(drop);
        });
    assertThat(text.lines()).hasSize(2);
    assertThat(text.lines().toList().getLast())
        .matches("[ -~]+")
        .contains("a\\x1b[2Jb\\x0ac\\x{202e}d");
  }

  @Test
  void keepsTextThatPeopleWriteInTheirLanguage() {
    assertThat(print(sink -> sink.drop(Drops.byRule("drop comment \"Büro 東京 🚫\"", Drops.LAB))))
        .contains("drop comment \"Büro 東京 🚫\"  veth1");
  }

  @Test
  void writesLinesLongerThanItsBuffer() {
    var rule = "x".repeat(200_000);
    assertThat(print(sink -> sink.drop(Drops.byRule(rule, Drops.LAB)))).hasSizeGreaterThan(200_000);
  }

  @Test
  void losesNothingWhenTheBufferFillsUp() {
    var text =
        print(sink -> {
          for (int i = 0; i < 5000; i++) {
            sink.drop(Drops.byRule("r" + i, Drops.LAB));
          }
        });
    assertThat(text.lines()).hasSize(5000).allMatch(line -> line.endsWith("TCP [S] len 60"));
    assertThat(text).contains("  r4999  ");
  }

  @Test
  void saysWhenTheFunctionAtAHookIsNotKnown() {
    assertThat(print(sink -> sink.drop(Drops.byHook(Drop.Hook.unknown(Optional.empty())))))
        .contains("  hook                  netfilter hook (which function is not known)  ");
  }

  @Test
  void showsTheWayBehindEverythingElse() {
    var steps =
        List.of(
            new Step("input", 3, new RuleText.Known("jump services"), Kind.JUMP),
            new Step("a\u001bb", 7, new RuleText.Known("goto web"), Kind.GOTO));
    assertThat(line(new RulePath(steps, true)))
        .endsWith("TCP [S] len 60  via input #3 > a\\x1bb #7\n");
    assertThat(line(new RulePath(steps.subList(0, 1), false))).endsWith("  via input #3 > …\n");
    assertThat(line(RulePath.UNKNOWN)).isEqualTo(line(RulePath.DIRECT));
  }

  @Test
  void tellsWhichElementsLedThePacketOn() {
    var matched =
        List.of(
            new MatchedElement(
                Optional.of("se\u001brvices"), "22", Optional.of("22"), Optional.empty()),
            new MatchedElement(Optional.empty(), "4", Optional.of("4"), Optional.empty()),
            new MatchedElement(
                Optional.of("nets"), "10.1.0.2", Optional.of("10.0.0.0/8"), Optional.of("x")));
    var map = new Step("input", 3, new RuleText.Known("vmap"), Kind.JUMP, matched);
    var plain = new Step("ssh", 7, new RuleText.Known("jump"), Kind.JUMP, matched.subList(1, 2));
    assertThat(line(new RulePath(List.of(map, plain), true)))
        .endsWith(
            "  via input #3 (se\\x1brvices: 22, nets: 10.1.0.2 in 10.0.0.0/8 \"x\") > ssh #7\n");
  }

  @Test
  void namesTheOwnerAndTheTablesThatLetThePacketPass() {
    var why =
        new Why(
            Optional.of(
                new Owner("firewalld", Optional.of("dmz"), Optional.empty(), Optional.of("p"))),
            RulePath.DIRECT,
            List.of(),
            List.of(
                new Passed("ip", "a", "c", -30),
                new Passed("ip", "b", "c", -20),
                new Passed("inet", "filter", "early", -15),
                new Passed("ip", "other", "input", -10)));
    assertThat(print(sink -> sink.drop(Drops.because(why, Drops.byRule()))))
        .endsWith(
            "  by firewalld zone dmz p"
                + "  accepted by 1 more, ip b c (priority -20), ip other input (priority -10),"
                + " then dropped by inet filter input (priority 0)\n");
  }

  @Test
  void tellsWhichElementOfASetThePacketMatched() {
    var named = Optional.of("bl\u001bocked");
    assertThat(
            line(
                new MatchedElement(named, "10.1.0.2", Optional.of("10.0.0.0/8"), Optional.of("x"))))
        .endsWith("  set bl\\x1bocked: 10.1.0.2 in 10.0.0.0/8 \"x\"\n");
    assertThat(line(new MatchedElement(named, "4242", Optional.of("4242"), Optional.empty())))
        .endsWith("  set bl\\x1bocked: 4242\n");
    assertThat(line(new MatchedElement(named, "4242", Optional.empty(), Optional.empty())))
        .endsWith("  set bl\\x1bocked: 4242 (no longer there)\n");
    assertThat(
            line(new MatchedElement(Optional.empty(), "4", Optional.of("1-5"), Optional.empty())))
        .endsWith("  4 in 1-5\n");
    assertThat(line(new MatchedElement(Optional.empty(), "4", Optional.of("4"), Optional.empty())))
        .isEqualTo(line(RulePath.DIRECT));
  }

  private static String line(MatchedElement matched) {
    var why = new Why(Optional.empty(), RulePath.DIRECT, List.of(matched), List.of());
    return print(sink -> sink.drop(Drops.because(why, Drops.byRule())));
  }

  private static String line(RulePath path) {
    return print(sink ->
        sink.drop(
            Drops.because(new Why(Optional.empty(), path, List.of(), List.of()), Drops.byRule())));
  }

  private static Drop withType(Drop drop, PacketType type) {
    var meta = new Drop.Meta(OptionalInt.empty(), Optional.of(type), Optional.empty());
    return with(drop, drop.iif(), drop.oif(), meta);
  }

  private static Drop withInterfaces(Drop drop, Optional<Interface> iif, Optional<Interface> oif) {
    return with(drop, iif, oif, drop.meta());
  }

  private static Drop with(
      Drop drop, Optional<Interface> iif, Optional<Interface> oif, Drop.Meta meta) {
    return new Drop(
        Instant.EPOCH,
        drop.verdict(),
        drop.cause(),
        drop.family(),
        drop.table(),
        drop.chain(),
        drop.handle(),
        drop.rule(),
        drop.comment(),
        drop.hook(),
        drop.why(),
        iif,
        oif,
        drop.netns(),
        drop.mark(),
        meta,
        drop.conntrack(),
        drop.length(),
        drop.packet());
  }

  private static String print(Consumer<LineSink> drops) {
    var out = new ByteArrayOutputStream();
    var sink = new TextSink(out, Palette.PLAIN, KATHMANDU);
    drops.accept(sink);
    sink.flush();
    return out.toString(UTF_8);
  }
}
