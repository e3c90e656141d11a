package dev.nfdrop.cli.sink;

import dev.nfdrop.nftables.RuleText;
import dev.nfdrop.trace.Conntrack;
import dev.nfdrop.trace.Conntrack.Entry;
import dev.nfdrop.trace.Conntrack.State;
import dev.nfdrop.trace.Conntrack.Status;
import dev.nfdrop.trace.Conntrack.Tuple;
import dev.nfdrop.trace.Drop;
import dev.nfdrop.trace.Drop.Cause;
import dev.nfdrop.trace.Drop.Container;
import dev.nfdrop.trace.Drop.Hook;
import dev.nfdrop.trace.Drop.HookFunction;
import dev.nfdrop.trace.Drop.Interface;
import dev.nfdrop.trace.Drop.LocalProcess;
import dev.nfdrop.trace.Drop.Meta;
import dev.nfdrop.trace.Drop.Namespace;
import dev.nfdrop.trace.Drop.Occupant;
import dev.nfdrop.trace.Drop.Sender;
import dev.nfdrop.trace.MatchedElement;
import dev.nfdrop.trace.PacketType;
import dev.nfdrop.trace.RulePath;
import dev.nfdrop.trace.Why;
import dev.nfdrop.trace.packet.CapturedPacket;
import dev.nfdrop.trace.packet.CapturedPacket.OffloadedVlan;
import dev.nfdrop.trace.packet.Packet;
import dev.nfdrop.trace.packet.PacketDecoder;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// Drops to show.
final class Drops {
  static final Namespace HOME = new Namespace(4026531840L, Optional.empty());
  static final Namespace LAB = new Namespace(4026532567L, Optional.of("lab-b"));

  static final Namespace CONTAINER =
      new Namespace(
          4026532999L,
          Optional.empty(),
          new Occupant(
              List.of(new Container("docker", "0123456789abcdef".repeat(4))),
              Optional.of("0a1b2c3d-1111-2222-3333-0123456789ab"),
              Optional.of("web.service")));

  static final Namespace POD =
      new Namespace(
          4026533001L,
          Optional.empty(),
          new Occupant(
              List.of(
                  new Container("cri-o", "0123456789abcdef".repeat(4)),
                  new Container("cri-o", "f".repeat(64))),
              Optional.of("0a1b2c3d-1111-2222-3333-0123456789ab"),
              Optional.empty()));

  static final Namespace SHARED =
      new Namespace(
          4026533003L,
          Optional.empty(),
          new Occupant(POD.occupant().containers(), Optional.empty(), Optional.empty()));

  private static final int IPV4 = 0x0800;
  private static final int IPV6 = 0x86dd;
  private static final int ARP = 0x0806;
  private static final int VLAN = 0x8100;
  private static final int ETHERNET_HEADER = 14;
  private static final Instant TIME = Instant.parse("2026-11-22T14:03:07.123456789Z");

  private Drops() {}

  /// A SYN that came in by an Ethernet device and met a rule.
  static Drop byRule() {
    return byRule("tcp dport 10000 drop", LAB);
  }

  static Drop byRule(String rule, Namespace netns) {
    return drop(
        Cause.RULE,
        OptionalLong.of(7),
        Optional.of(new RuleText.Known(rule)),
        Optional.of(new Interface(2, "veth1")),
        netns,
        syn());
  }

  static Drop byUnreadRule() {
    return byUnreadRule(syn());
  }

  static Drop byUnreadRule(Packet packet) {
    var unknown = new RuleText.Unknown("deleted before it was read");
    return drop(
        Cause.RULE,
        OptionalLong.of(7919),
        Optional.of(unknown),
        Optional.of(new Interface(2, "veth1")),
        LAB,
        packet);
  }

  static Drop byPolicy() {
    return drop(
        Cause.POLICY,
        OptionalLong.empty(),
        Optional.empty(),
        Optional.of(new Interface(2, "veth1")),
        LAB,
        syn());
  }

  static Drop byHook() {
    return byHook(
        new Hook(
            "",
            0,
            "",
            Optional.of(new HookFunction("nfqnl_reinject", Optional.of("nfnetlink_queue")))));
  }

  static Drop byHook(Hook hook) {
    return new Drop(
        TIME,
        Drop.Verdict.DROP,
        Cause.HOOK,
        "",
        "",
        "",
        OptionalLong.empty(),
        Optional.empty(),
        Optional.empty(),
        hook,
        Why.NOTHING,
        Optional.empty(),
        Optional.empty(),
        LAB,
        0,
        Drop.Meta.UNKNOWN,
        Optional.empty(),
        syn().length(),
        syn());
  }

  /// What became of the packet of a drop instead.
  static Drop with(Drop.Verdict verdict, Drop drop) {
    return new Drop(
        drop.time(),
        verdict,
        drop.cause(),
        drop.family(),
        drop.table(),
        drop.chain(),
        drop.handle(),
        drop.rule(),
        drop.comment(),
        drop.hook(),
        drop.why(),
        drop.iif(),
        drop.oif(),
        drop.netns(),
        drop.mark(),
        drop.meta(),
        drop.conntrack(),
        drop.length(),
        drop.packet());
  }

  /// The same drop for other reasons.
  static Drop because(Why why, Drop drop) {
    return new Drop(
        drop.time(),
        drop.verdict(),
        drop.cause(),
        drop.family(),
        drop.table(),
        drop.chain(),
        drop.handle(),
        drop.rule(),
        drop.comment(),
        drop.hook(),
        why,
        drop.iif(),
        drop.oif(),
        drop.netns(),
        drop.mark(),
        drop.meta(),
        drop.conntrack(),
        drop.length(),
        drop.packet());
  }

  /// Sent on by an element of a verdict map.
  static Drop byVerdictMap() {
    var element =
        new MatchedElement(Optional.of("services"), "22", Optional.of("22"), Optional.empty());
    var rule = new RuleText.Known("tcp dport vmap @services");
    var step = new RulePath.Step("input", 9, rule, RulePath.Kind.JUMP, List.of(element));
    var path = new RulePath(List.of(step), true);
    return because(new Why(Optional.empty(), path, List.of(element), List.of()), byRule());
  }

  /// On its way out; the link header has yet to be put in front of it.
  static Drop byLocalProcess() {
    return byLocalProcess(Optional.empty());
  }

  /// To an address that stands for another.
  static Drop translated() {
    var status = List.of(Status.SEEN_REPLY, Status.ASSURED, Status.CONFIRMED, Status.DNAT);
    var original = tuple("10.1.0.2", 51514, "192.0.2.1", 80);
    var replies = tuple("10.1.0.1", 10000, "10.1.0.2", 51514);
    var entry = new Entry(false, status, 0, 0, original, replies);
    return byLocalProcess(Optional.of(new Conntrack(State.ESTABLISHED, Optional.of(entry))));
  }

  private static Tuple tuple(String source, int sport, String destination, int dport) {
    return new Tuple(source, destination, "tcp", OptionalInt.of(sport), OptionalInt.of(dport));
  }

  private static Drop byLocalProcess(Optional<Conntrack> conntrack) {
    var packet = noLinkHeader(syn());
    var session = "/user.slice/user-1000.slice/session-3.scope";
    return new Drop(
        TIME,
        Drop.Verdict.DROP,
        Cause.RULE,
        "inet",
        "filter",
        "output",
        OptionalLong.of(7),
        Optional.of(new RuleText.Known("tcp dport 10000 drop")),
        Optional.empty(),
        new Hook("output", 0, "output"),
        Why.NOTHING,
        Optional.empty(),
        Optional.of(new Interface(2, "veth1")),
        LAB,
        0x10,
        new Meta(
            OptionalInt.of(6),
            Optional.of(PacketType.HOST),
            Optional.of(
                new Sender(
                    1000, Optional.of(new LocalProcess(4242, "curl", Optional.of(session)))))),
        conntrack,
        packet.length(),
        packet);
  }

  private static Packet noLinkHeader(Packet packet) {
    var layers = packet.layers().subList(1, packet.layers().size());
    return new Packet(packet.length(), layers, packet.flaw());
  }

  static Drop of(Packet packet) {
    return drop(
        Cause.RULE,
        OptionalLong.of(7),
        Optional.of(new RuleText.Known("drop")),
        Optional.empty(),
        LAB,
        packet);
  }

  private static Drop drop(
      Cause cause,
      OptionalLong handle,
      Optional<RuleText> rule,
      Optional<Interface> iif,
      Namespace netns,
      Packet packet) {
    return new Drop(
        TIME,
        Drop.Verdict.DROP,
        cause,
        "inet",
        "filter",
        "input",
        handle,
        rule,
        Optional.empty(),
        new Hook("input", 0, "input"),
        Why.NOTHING,
        iif,
        Optional.empty(),
        netns,
        0,
        Drop.Meta.UNKNOWN,
        Optional.empty(),
        packet.length(),
        packet);
  }

  static Packet syn() {
    return frame(
        IPV4,
        "020000000001 020000000002 0800"
            + "4500003c 1234 4000 40 06 0000 0a010002 0a010001"
            + "c93a2710 7b4b7a4d 00000000 a002faf0 0000 0000"
            + "0204ffd70402080a000000000000000001030307");
  }

  /// Answers a datagram to port 51707.
  static Packet portUnreachable() {
    return frame(
        IPV4,
        "020000000001 020000000002 0800"
            + "45000038 0000 4000 40 01 0000 0a010002 0a010001 0303 0000 00000000"
            + "45000020 0000 4000 40 11 0000 0a010001 0a010002 1092c9fb 000c0000");
  }

  static Packet arp() {
    return frame(
        ARP,
        "ffffffffffff 020000000002 0806"
            + "0001 0800 06 04 0001 020000000002 0a010002 000000000000 0a010001");
  }

  /// A first fragment behind two extension headers and a VLAN tag.
  static Packet taggedFragment() {
    return frame(
        VLAN,
        "020000000001 020000000002 8100 7064 86dd"
            + "60000000 0020 00 40 fe800000000000000000000000000001"
            + "fe800000000000000000000000000002"
            + "3c00 0104 00000000 2c00 0104 00000000 1100 0001 00001234 1092c9fb 00400000");
  }

  static Packet sctpInVxlan() {
    return frame(
        IPV4,
        "020000000001 020000000002 0800"
            + "45000056 0000 4000 40 11 0000 0a010002 0a010001 c93a12b5 0042 0000"
            + "08000000 00002a00 020000000004 020000000003 0800"
            + "45000024 0000 4000 40 84 0000 0a020002 0a020001"
            + "0b590b5a 00000000 00000000 01000004");
  }

  static Packet neighborSolicit() {
    return frame(
        IPV6,
        "3333ff000002 020000000001 86dd"
            + "60000000 0018 3a ff fe800000000000000000000000000001"
            + "ff0200000000000000000001ff000002"
            + "8700 0000 00000000 fe800000000000000000000000000002");
  }

  /// Decodes an Ethernet frame.
  static Packet frame(int protocol, String hex) {
    var bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    return PacketDecoder.decode(
        new CapturedPacket(
            MemorySegment.ofArray(bytes),
            0,
            bytes.length,
            protocol,
            0,
            ETHERNET_HEADER,
            ETHERNET_HEADER,
            OffloadedVlan.NONE,
            bytes.length - ETHERNET_HEADER));
  }
}
