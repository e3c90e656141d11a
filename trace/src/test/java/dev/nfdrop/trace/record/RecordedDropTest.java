package dev.nfdrop.trace.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nfdrop.trace.Drop.Cause;
import dev.nfdrop.trace.Drop.Verdict;
import dev.nfdrop.trace.PacketType;
import dev.nfdrop.trace.kernel.KernelLayout;
import dev.nfdrop.trace.kernel.MadeUpLayout;
import dev.nfdrop.trace.packet.CapturedPacket;
import dev.nfdrop.trace.record.RawDrop.Sender;
import dev.nfdrop.trace.record.RawDrop.SendingProcess;
import dev.nfdrop.trace.record.RawJump.Kind;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RecordedDropTest {
  private static final KernelLayout LAYOUT = MadeUpLayout.layout();

  @Test
  void numbersComeFromTheirFields() {
    var drop =
        new DropRecord()
            .u64(RecordFormat.TIME, 1_234_567_890_123L)
            .cause(Cause.RULE)
            .rule(7919)
            .table("t", 11)
            .chain("c", 12)
            .baseChain("b", 13)
            .u32(RecordFormat.HOOK, 1)
            .u32(RecordFormat.PRIORITY, -150)
            .u32(RecordFormat.NETNS, (int) 4026531840L)
            .length(4242)
            .u32(RecordFormat.MARK, 0xdeadbeef)
            .u32(RecordFormat.IN_INDEX, 2)
            .u32(RecordFormat.OUT_INDEX, 3)
            .view(LAYOUT);
    assertThat(drop.monotonicNanos()).isEqualTo(1_234_567_890_123L);
    assertThat(drop.cause()).isEqualTo(Cause.RULE);
    assertThat(drop.ruleHandle()).isEqualTo(7919);
    assertThat(drop.tableHandle()).isEqualTo(11);
    assertThat(drop.chainHandle()).isEqualTo(12);
    assertThat(drop.baseChainHandle()).isEqualTo(13);
    assertThat(drop.hook()).isEqualTo(1);
    assertThat(drop.priority()).isEqualTo(-150);
    assertThat(drop.netnsInode()).isEqualTo(4026531840L);
    assertThat(drop.length()).hasValue(4242);
    assertThat(drop.mark()).isEqualTo(0xdeadbeef);
    assertThat(drop.inIndex()).isEqualTo(2);
    assertThat(drop.outIndex()).isEqualTo(3);
  }

  @Test
  void jumpsComeInOrder() {
    var jumps =
        List.of(
            new RawJump(Kind.RULE_BEHIND, (1L << 42) - 1), new RawJump(Kind.CHAIN_AT_ITS_END, 3));
    var record = new DropRecord().jumps(jumps.toArray(RawJump[]::new));
    assertThat(record.view(LAYOUT).jumps()).contains(jumps);
    assertThat(new DropRecord().jumps().view(LAYOUT).jumps()).contains(List.of());
  }

  @Test
  void jumpsThatAreNotToldAreNone() {
    assertThat(new DropRecord().view(LAYOUT).jumps()).isEmpty();
    var tooMany = new DropRecord().u32(RecordFormat.JUMPS_TOLD, RecordFormat.MAX_JUMPS + 2);
    assertThat(tooMany.view(LAYOUT).jumps()).isEmpty();
    var ignored = new DropRecord().jumps(new RawJump(Kind.JUMPING_RULE, 7919)).view(LAYOUT);
    ignored.ignoreJumps();
    assertThat(ignored.jumps()).isEmpty();
  }

  @Test
  void theTypeOfThePacketIsOnlySomeBitsOfItsByte() {
    var drop =
        new DropRecord()
            .u32(RecordFormat.PACKET_PRIORITY, 6)
            .u32(RecordFormat.PACKET_TYPE_WORD, 0xf9)
            .view(LAYOUT);
    assertThat(drop.packetPriority()).hasValue(6);
    assertThat(drop.packetType()).contains(PacketType.BROADCAST);
  }

  @Test
  void aSenderMayBeAUserWithoutAProcess() {
    var user =
        new DropRecord()
            .u32(RecordFormat.SENDER, RecordFormat.SENDER_IS_USER)
            .u32(RecordFormat.SENDER_USER, 0);
    assertThat(user.view(LAYOUT).sender()).contains(new Sender(0, Optional.empty()));
    var process =
        user.u32(RecordFormat.SENDER_PROCESS, 4242)
            .u64(RecordFormat.SENDER_CGROUP, 7919)
            .text(RecordFormat.SENDER_NAME, "curl");
    assertThat(process.view(LAYOUT).sender())
        .contains(new Sender(0, Optional.of(new SendingProcess(4242, "curl", 7919))));
    assertThat(new DropRecord().view(LAYOUT).sender()).isEmpty();
  }

  @Test
  void namesComeFromTheirFields() {
    var drop =
        new DropRecord()
            .table("filter", 1)
            .chain("ssh", 2)
            .baseChain("input", 3)
            .text(RecordFormat.IN_NAME, "eth0")
            .text(RecordFormat.OUT_NAME, "wlan0")
            .view(LAYOUT);
    assertThat(drop.tableName()).isEqualTo("filter");
    assertThat(drop.chainName()).isEqualTo("ssh");
    assertThat(drop.baseChainName()).isEqualTo("input");
    assertThat(drop.inName()).isEqualTo("eth0");
    assertThat(drop.outName()).isEqualTo("wlan0");
  }

  @Test
  void otherBitsOfTheFamilysWordMeanNothing() {
    var drop = new DropRecord().u32(RecordFormat.FAMILY_WORD, 0xffc1).view(LAYOUT);
    assertThat(drop.family()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void everyCauseComesBack(Cause cause) {
    assertThat(new DropRecord().cause(cause).view(LAYOUT).cause()).isEqualTo(cause);
  }

  @ParameterizedTest
  @EnumSource(
      value = Verdict.class,
      names = {"DROP", "ACCEPT", "QUEUE", "STOLEN"})
  void everyVerdictOfTheKernelComesBack(Verdict verdict) {
    assertThat(new DropRecord().verdict(verdict).view(LAYOUT).verdict()).isEqualTo(verdict);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5, 7919, 0xffff})
  void anUnknownCauseIsRefused(int code) {
    var drop = new DropRecord().u16(RecordFormat.CAUSE, code).view(LAYOUT);
    assertThatThrownBy(drop::cause)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("drop record with cause " + code);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, RecordFormat.SIZE - 1})
  void aShortRecordIsRefused(int length) {
    assertThatThrownBy(() -> new DropRecord().view(LAYOUT, length))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("drop record of %d bytes instead of %d", length, RecordFormat.SIZE);
  }

  @Test
  void aNameWithoutAnEndStopsWithItsField() {
    var drop =
        new DropRecord()
            .text(RecordFormat.IN_NAME, "i".repeat(RecordFormat.INTERFACE_NAME_BYTES))
            .text(RecordFormat.OUT_NAME, "o")
            .text(RecordFormat.TABLE_NAME, "t".repeat(RecordFormat.NAME_BYTES))
            .text(RecordFormat.CHAIN_NAME, "c")
            .view(LAYOUT);
    assertThat(drop.inName()).isEqualTo("i".repeat(16));
    assertThat(drop.outName()).isEqualTo("o");
    assertThat(drop.tableName()).isEqualTo("t".repeat(64));
    assertThat(drop.chainName()).isEqualTo("c");
  }

  @Test
  void bytesThatAreNoTextDoNotBreakTheName() {
    var drop =
        new DropRecord().bytes(RecordFormat.TABLE_NAME, new byte[] {'a', -1, 'b'}).view(LAYOUT);
    assertThat(drop.tableName()).isEqualTo("a\ufffdb");
  }

  @Test
  void offsetsOfThePacketCountFromTheFirstCapturedByte() {
    var packet = captured(64, 78, 64, 60).view(LAYOUT).packet();
    assertThat(packet.macOffset()).isZero();
    assertThat(packet.networkOffset()).isEqualTo(14);
    assertThat(packet.dataOffset()).isEqualTo(14);
    assertThat(packet.captured()).isEqualTo(60);
    assertThat(packet.protocol()).isEqualTo(0x0800);
    assertThat(packet.bytes().get(ValueLayout.JAVA_BYTE, packet.start())).isEqualTo((byte) 0x42);
  }

  @Test
  void aLinkHeaderThatWasNotCapturedIsUnset() {
    assertThat(captured(0xffff, 78, 78, 60).view(LAYOUT).packet().macOffset())
        .isEqualTo(CapturedPacket.UNSET);
    assertThat(captured(78, 78, 78, 60).view(LAYOUT).packet().macOffset())
        .isEqualTo(CapturedPacket.UNSET);
  }

  @ParameterizedTest
  @CsvSource({"-1, 0", "0, 0", "192, 192", "193, 192", "2147483647, 192", "-2147483648, 0"})
  void noMoreIsCapturedThanThereIsRoomFor(int claimed, int captured) {
    assertThat(captured(64, 78, 64, claimed).view(LAYOUT).packet().captured()).isEqualTo(captured);
  }

  @Test
  void aVlanTagIsThereIfItsProtocolIs() {
    var without = new DropRecord().u16(RecordFormat.VLAN_TAG, 100);
    assertThat(without.view(LAYOUT).packet().vlan().present()).isFalse();
    var with = without.u16(RecordFormat.VLAN_PROTOCOL, 0x0081).view(LAYOUT).packet().vlan();
    assertThat(with.present()).isTrue();
    assertThat(with.control()).isEqualTo(100);
  }

  @Test
  void onOlderKernelsABitSaysWhetherThereIsAVlanTag() {
    var layout = MadeUpLayout.withVlanBit(5);
    var record = new DropRecord().u16(RecordFormat.VLAN_PROTOCOL, 0x0081);
    record.u16(RecordFormat.VLAN_PRESENT_WORD, 0xdf);
    assertThat(record.view(layout).packet().vlan().present()).isFalse();
    record.u16(RecordFormat.VLAN_PRESENT_WORD, 1 << 5);
    assertThat(record.view(layout).packet().vlan().present()).isTrue();
  }

  private static DropRecord captured(int mac, int network, int start, int length) {
    return new DropRecord()
        .u16(RecordFormat.MAC_HEADER, mac)
        .u16(RecordFormat.NETWORK_HEADER, network)
        .u32(RecordFormat.CAPTURE_START, start)
        .u32(RecordFormat.DATA, network)
        .u32(RecordFormat.CAPTURE_LENGTH, length)
        .bytes(RecordFormat.PROTOCOL, new byte[] {8, 0})
        .bytes(RecordFormat.CAPTURE, new byte[] {0x42});
  }
}
