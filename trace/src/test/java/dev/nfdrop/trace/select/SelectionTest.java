package dev.nfdrop.trace.select;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.trace.Drop;
import dev.nfdrop.trace.Drop.Cause;
import dev.nfdrop.trace.Drop.Container;
import dev.nfdrop.trace.Drop.Occupant;
import dev.nfdrop.trace.Drop.Verdict;
import dev.nfdrop.trace.Why;
import dev.nfdrop.trace.packet.CapturedPacket;
import dev.nfdrop.trace.packet.CapturedPacket.OffloadedVlan;
import dev.nfdrop.trace.packet.PacketDecoder;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The criteria that only user space applies; the others are held against what the kernel does.
final class SelectionTest {
  private static final String ID = "0123456789abcdef".repeat(4);
  private static final String OTHER = "f".repeat(64);
  private static final Occupant IN_CONTAINER =
      new Occupant(
          List.of(new Container("docker", ID), new Container("docker", OTHER)),
          Optional.of("6f1e0f0a-1111-2222-3333-444455556666"),
          Optional.empty());
  private static final Occupant SERVICE =
      new Occupant(List.of(), Optional.empty(), Optional.of("nginx.service"));

  @Test
  void byVerdict() {
    var rejects = of(Set.of(Verdict.REJECT), List.of());
    assertThat(rejects.matches(drop(Verdict.REJECT, Occupant.NONE))).isTrue();
    assertThat(rejects.matches(drop(Verdict.DROP, Occupant.NONE))).isFalse();
    assertThat(Selection.ALL.matches(drop(Verdict.REJECT, Occupant.NONE))).isTrue();
  }

  @Test
  void enginesLookAtPacketsThatLiveOnlyIfAskedFor() {
    var accepted = drop(Verdict.ACCEPT, Occupant.NONE);
    var accepts = of(Set.of(Verdict.ACCEPT), List.of());
    assertThat(Selection.ALL.matches(accepted)).as("in a file").isTrue();
    assertThat(Selection.ALL.wantsLiving()).isFalse();
    assertThat(accepts.matches(accepted)).isTrue();
    assertThat(accepts.matches(drop(Verdict.DROP, Occupant.NONE))).isFalse();
    assertThat(accepts.wantsLiving()).isTrue();
    assertThat(accepts.asksKernel()).isTrue();
  }

  @Test
  void byContainer() {
    assertThat(selects(ID.substring(0, 12), IN_CONTAINER)).isTrue();
    assertThat(selects(ID, IN_CONTAINER)).isTrue();
    assertThat(selects(OTHER.substring(0, 12), IN_CONTAINER)).isTrue();
    assertThat(selects(ID.substring(1), IN_CONTAINER)).isFalse();
    assertThat(selects(ID + "0", IN_CONTAINER)).isFalse();
    assertThat(selects("6f1e0f0a", IN_CONTAINER)).isTrue();
    assertThat(selects(ID, Occupant.NONE)).isFalse();
  }

  @Test
  void aNameIsNoBeginningOfAnother() {
    var machine =
        new Occupant(List.of(new Container("lxc", "100")), Optional.empty(), Optional.empty());
    assertThat(selects("100", machine)).isTrue();
    assertThat(selects("10*", machine)).isTrue();
    assertThat(selects("10", machine)).isFalse();
  }

  @Test
  void aFewDigitsAreNoBeginningOfANumber() {
    assertThat(selects("0123", IN_CONTAINER)).isFalse();
    assertThat(selects("0123*", IN_CONTAINER)).isTrue();
    assertThat(selects("01234567", IN_CONTAINER)).isTrue();
    assertThat(selects("6f1", IN_CONTAINER)).isTrue();
  }

  @Test
  void byService() {
    assertThat(selects("nginx.service", SERVICE)).isTrue();
    assertThat(selects("nginx*", SERVICE)).isTrue();
    assertThat(selects("nginx", SERVICE)).isFalse();
  }

  @Test
  void theKernelIsAskedOnlyForWhatItKnows() {
    assertThat(of(Set.of(Verdict.REJECT), List.of(NamePattern.of(ID))).asksKernel()).isFalse();
  }

  private static boolean selects(String occupant, Occupant lives) {
    return of(Set.of(), List.of(NamePattern.of(occupant))).matches(drop(Verdict.DROP, lives));
  }

  private static Selection of(Set<Verdict> verdicts, List<NamePattern> occupants) {
    return new Selection(
        Set.of(),
        verdicts,
        Set.of(),
        List.of(),
        List.of(),
        Set.of(),
        Set.of(),
        List.of(),
        List.of(),
        List.of(),
        occupants,
        Optional.empty());
  }

  private static Drop drop(Verdict verdict, Occupant occupant) {
    var nothing =
        new CapturedPacket(
            MemorySegment.ofArray(new byte[0]),
            0,
            0,
            0x0800,
            CapturedPacket.UNSET,
            0,
            0,
            OffloadedVlan.NONE,
            0);
    return new Drop(
        Instant.EPOCH,
        verdict,
        Cause.RULE,
        "ip",
        "filter",
        "input",
        OptionalLong.of(1),
        Optional.empty(),
        Optional.empty(),
        new Drop.Hook("input", 0, "input"),
        Why.NOTHING,
        Optional.empty(),
        Optional.empty(),
        new Drop.Namespace(1, Optional.empty(), occupant),
        0,
        Drop.Meta.UNKNOWN,
        Optional.empty(),
        OptionalInt.empty(),
        PacketDecoder.decode(nothing));
  }
}
