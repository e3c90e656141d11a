package dev.nfdrop.trace.record;

import static dev.nfdrop.ebpf.asm.Register.R0;
import static dev.nfdrop.ebpf.asm.Register.R1;
import static dev.nfdrop.ebpf.asm.Register.R10;
import static dev.nfdrop.ebpf.asm.Register.R2;
import static dev.nfdrop.ebpf.asm.Register.R3;
import static dev.nfdrop.ebpf.asm.Size.U32;
import static dev.nfdrop.ebpf.asm.Size.U64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.nfdrop.ebpf.asm.Assembler;
import dev.nfdrop.ebpf.map.BpfMap;
import dev.nfdrop.ebpf.map.MapSpec;
import dev.nfdrop.ebpf.program.ProgramSpec;
import dev.nfdrop.ebpf.program.ProgramType;
import dev.nfdrop.ebpf.sys.Mapping;
import dev.nfdrop.trace.filter.PacketFilter;
import dev.nfdrop.trace.filter.PacketFilter.Compilation;
import dev.nfdrop.trace.kernel.KernelLayout;
import dev.nfdrop.trace.kernel.MadeUpLayout;
import dev.nfdrop.trace.packet.Bytes;
import dev.nfdrop.trace.select.Selection;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Runs the program part in the kernel, over a `struct sk_buff` that lies in a map.
final class PacketMatchTest {
  private static final String FAKE = "skb";

  /// Where the buffer begins that `skb->head` points to, and where things are in it.
  private static final int HEAD = 128;

  private static final int LINK = 64;
  private static final int NETWORK = LINK + 14;
  private static final int UNSET = 0xffff;

  /// Where the test says at which offset `skb->data` is.
  private static final int DATA_OFFSET = 64;

  private static final int VALUE_BYTES = 1024;
  private static final int IPV4 = 0x0800;
  private static final int IPV6 = 0x86dd;
  private static final int ARP = 0x0806;
  private static final int CUSTOMER_TAG = 0x8100;
  private static final KernelLayout LAYOUT = MadeUpLayout.layout();

  private static final byte[] UDP =
      new Bytes()
          .hex("02000000000b 02000000000a 0800")
          .hex("4500001e 00000000 40110000 0a000001 0a010203")
          .hex("ca01 1092 000a 0000 4242")
          .toArray();

  private static final byte[] UDP6 =
      new Bytes()
          .hex("02000000000b 02000000000a 86dd")
          .hex("60000000 000a 11 40 00000000000000000000000000000001")
          .hex("00000000000000000000000000000001 ca01 1092 000a 0000 4242")
          .toArray();

  private static final byte[] REQUEST =
      new Bytes()
          .hex("ffffffffffff 02000000000a 0806 0001080006040001")
          .hex("02000000000a 0a000001 000000000000 0a010203")
          .toArray();

  /// What the kernel knows of a packet that lies at [#LINK]; offsets from `skb->head`.
  private record Skb(
      int mac, int network, int data, int protocol, int tag, int linear, int missing) {
    static Skb received(int protocol) {
      return new Skb(LINK, NETWORK, NETWORK, protocol, 0, Integer.MAX_VALUE, 0);
    }

    static Skb sent(int protocol) {
      return new Skb(UNSET, NETWORK, NETWORK, protocol, 0, Integer.MAX_VALUE, 0);
    }

    Skb tagged(int control) {
      return new Skb(mac, network, data, protocol, control, linear, missing);
    }

    /// Only so many bytes are linear, the others are in page fragments.
    Skb linear(int bytes) {
      return new Skb(mac, network, data, protocol, tag, bytes, missing);
    }

    /// Ends early.
    Skb without(int bytes) {
      return new Skb(mac, network, data, protocol, tag, linear, bytes);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "udp dst port 4242 and net 10.0.0.0/8 | true",
        "udp src port 4242 | false",
        "ether src 02:00:00:00:00:0a | true",
        "ether dst 02:00:00:00:00:0a | false",
        "len = 44 and ip[2:2] = 30 | true",
        "len != 44 | false",
        "not vlan | true",
        "vlan | false",
        "udp[8:2] = 0x4242 | true",
        "udp[10:2] = 0x4242 | false",
      })
  void aReceivedPacketHasItsEthernetHeader(String expression, boolean matches) {
    assertThat(matches(expression, Skb.received(IPV4), UDP)).isEqualTo(matches);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "udp dst port 4242 and net 10.0.0.0/8 | true",
        "ether src 02:00:00:00:00:0a | false",
        "ether src 00:00:00:00:00:00 | true",
        "len = 44 | true",
        "vlan | false",
      })
  void aSentPacketHasAnEmptyEthernetHeader(String expression, boolean matches) {
    assertThat(matches(expression, Skb.sent(IPV4), UDP)).isEqualTo(matches);
  }

  @Test
  void aProtocolThatIsNotNotedYetIsToldByTheVersion() {
    assertThat(matches("udp dst port 4242", Skb.sent(0), UDP)).isTrue();
    assertThat(matches("ip6", Skb.sent(0), UDP)).isFalse();
    assertThat(matches("ip6 and udp dst port 4242", Skb.sent(0), UDP6)).isTrue();
    assertThat(matches("ip6 and udp dst port 4242", Skb.sent(IPV6), UDP6)).isTrue();
  }

  @Test
  void aRequestAboutToBeSentHasItsHeaderAtTheData() {
    var request = new Skb(UNSET, NETWORK, LINK, ARP, 0, Integer.MAX_VALUE, 0);
    assertThat(matches("arp and ether broadcast", request, REQUEST)).isTrue();
    assertThat(matches("len = 42 and arp host 10.0.0.1", request, REQUEST)).isTrue();
  }

  @Test
  void aLinkHeaderFurtherAheadIsNotThePackets() {
    var decapsulated = new Skb(LINK - 8, NETWORK, NETWORK, IPV4, 0, Integer.MAX_VALUE, 0);
    assertThat(matches("udp dst port 4242", decapsulated, UDP)).isTrue();
    assertThat(matches("ether src 00:00:00:00:00:00", decapsulated, UDP)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "udp dst port 4242 | true",
        "vlan | true",
        "vlan 10 and udp dst port 4242 and len = 48 | true",
        "vlan 20 | false",
        "not vlan | false",
        "len = 44 | true",
      })
  void aTagThatTheDeviceTookOutIsPutBackIfAskedFor(String expression, boolean matches) {
    var tagged = 0xe00a;
    assertThat(matches(expression, Skb.received(IPV4).tagged(tagged), UDP)).isEqualTo(matches);
    assertThat(matches(expression, Skb.sent(IPV4).tagged(tagged), UDP)).isEqualTo(matches);
  }

  @Test
  void behindATagTheAddressesAreStillThere() {
    var skb = Skb.received(IPV4).tagged(10);
    assertThat(matches("ether src 02:00:00:00:00:0a and vlan 10", skb, UDP)).isTrue();
  }

  @Test
  void whatLiesInPageFragmentsIsShown() {
    var headersOnly = Skb.received(IPV4).linear(14 + 20);
    assertThat(matches("udp dst port 4243", headersOnly, UDP)).isTrue();
    assertThat(matches("tcp dst port 4242", headersOnly, UDP)).isFalse();
  }

  @Test
  void whatIsNotInThePacketDoesNotMatch() {
    var cut = Skb.received(IPV4).without(10);
    assertThat(matches("udp dst port 4242", cut, UDP)).isFalse();
    assertThat(matches("udp", cut, UDP)).isTrue();
  }

  /// Runs the program over the packet.
  private static boolean matches(String expression, Skb skb, byte[] frame) {
    var filter = assertInstanceOf(Compilation.Compiled.class, PacketFilter.compile(expression));
    var program = program(Selection.ALL.of(Optional.of(filter.filter())));
    try (BpfMap fake = MapSpec.mappableArray(FAKE, VALUE_BYTES, 1).create();
        var pages = fake.mapValues(Mapping.Access.READ_WRITE);
        BpfMap configuration = ProgramMaps.configuration().create();
        BpfMap buffer = ProgramMaps.packet().create();
        var loaded = program.load(fake, configuration, buffer);
        var arena = Arena.ofConfined()) {
      var value = arena.allocate(ProgramMaps.CONFIGURATION_BYTES, Long.BYTES);
      value.set(ValueLayout.JAVA_INT, ProgramMaps.SELECT_OFFSET, 1);
      configuration.update(arena.allocateFrom(ValueLayout.JAVA_INT, 0), value);
      fill(pages.segment(), skb, frame);
      return loaded.testRun(0) == 1;
    }
  }

  private static void fill(MemorySegment value, Skb skb, byte[] frame) {
    var layout = LAYOUT.skb();
    var end = LINK + frame.length - skb.missing();
    value.set(ValueLayout.JAVA_INT, layout.length(), end - skb.data());
    value.set(ValueLayout.JAVA_INT, layout.tail(), (int) Math.min(end, LINK + (long) skb.linear()));
    value.set(ValueLayout.JAVA_SHORT, layout.macHeader(), (short) skb.mac());
    value.set(ValueLayout.JAVA_SHORT, layout.networkHeader(), (short) skb.network());
    value.set(
        ValueLayout.JAVA_SHORT, layout.protocol(), Short.reverseBytes((short) skb.protocol()));
    if (skb.tag() != 0) {
      value.set(
          ValueLayout.JAVA_SHORT, layout.vlanProtocol(), Short.reverseBytes((short) CUSTOMER_TAG));
      value.set(ValueLayout.JAVA_SHORT, layout.vlanTag(), (short) skb.tag());
    }
    value.set(ValueLayout.JAVA_INT, DATA_OFFSET, skb.data());
    MemorySegment.copy(frame, 0, value, ValueLayout.JAVA_BYTE, HEAD + LINK, frame.length);
  }

  /// Makes the map's memory a buffer, then returns whether the packet is wanted.
  private static ProgramSpec program(Selection selection) {
    var code = new Assembler();
    var end = code.label("end");
    code.loadMapValue(R1, FAKE, 0)
        .store(U64, R10, Frame.SKB, R1)
        .loadMapValue(R2, FAKE, HEAD)
        .store(U64, R1, LAYOUT.skb().head(), R2)
        .load(U32, R3, R1, DATA_OFFSET)
        .and(R3, VALUE_BYTES - 1)
        .add(R2, R3)
        .store(U64, R1, LAYOUT.skb().data(), R2);
    PacketMatch.append(code, new Recording(LAYOUT, selection, false), end);
    code.move(R0, 1).exit().bind(end).move(R0, 0).exit();
    return new ProgramSpec("match", ProgramType.RAW_TRACEPOINT, code.build());
  }
}
