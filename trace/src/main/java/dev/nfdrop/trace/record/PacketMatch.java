package dev.nfdrop.trace.record;

import static dev.nfdrop.ebpf.asm.Helper.MAP_LOOKUP_ELEM;
import static dev.nfdrop.ebpf.asm.Helper.PROBE_READ_KERNEL;
import static dev.nfdrop.ebpf.asm.JumpCondition.EQUAL;
import static dev.nfdrop.ebpf.asm.JumpCondition.GREATER_OR_EQUAL;
import static dev.nfdrop.ebpf.asm.JumpCondition.LESS_OR_EQUAL;
import static dev.nfdrop.ebpf.asm.JumpCondition.NOT_EQUAL;
import static dev.nfdrop.ebpf.asm.Register.R0;
import static dev.nfdrop.ebpf.asm.Register.R1;
import static dev.nfdrop.ebpf.asm.Register.R10;
import static dev.nfdrop.ebpf.asm.Register.R2;
import static dev.nfdrop.ebpf.asm.Register.R3;
import static dev.nfdrop.ebpf.asm.Register.R7;
import static dev.nfdrop.ebpf.asm.Register.R8;
import static dev.nfdrop.ebpf.asm.Register.R9;
import static dev.nfdrop.ebpf.asm.Size.U16;
import static dev.nfdrop.ebpf.asm.Size.U32;
import static dev.nfdrop.ebpf.asm.Size.U64;
import static dev.nfdrop.ebpf.asm.Size.U8;

import dev.nfdrop.ebpf.asm.Assembler;
import dev.nfdrop.ebpf.asm.ByteSwap;
import dev.nfdrop.ebpf.asm.Label;
import dev.nfdrop.ebpf.asm.Size;
import dev.nfdrop.ebpf.classic.ClassicTranslator;
import dev.nfdrop.trace.filter.FilteredFrame;
import dev.nfdrop.trace.filter.PacketFilter;
import dev.nfdrop.trace.kernel.KernelLayout.Field;
import dev.nfdrop.trace.kernel.KernelLayout.SkBuff;

/// The part of every engine's program that ends it unless the packet matches the user's filter.
///
/// It makes a frame of the packet as [FilteredFrame] does, in the CPU's [PacketBuffer], and runs
/// the filter over it. What a filter cannot decide, because it asks for bytes in page fragments or
/// far inside the packet, counts as a match: better a drop too many than one that is hidden.
public final class PacketMatch {
  private static final int NETWORK_VERSION_SHIFT = 4;
  private static final int IPV4_VERSION = 4;
  private static final int IPV6_VERSION = 6;

  private final Assembler code;
  private final SkBuff skb;
  private final PacketFilter filter;
  private final Label end;
  private final Reads reads;
  private final Label ready;

  private PacketMatch(Assembler code, SkBuff skb, PacketFilter filter, Label end) {
    this.code = code;
    this.skb = skb;
    this.filter = filter;
    this.end = end;
    this.reads = new Reads(code);
    this.ready = code.label("frame is ready");
  }

  /// Appends what the selection says of the packet in [Frame#SKB]. Uses all registers but R6.
  ///
  /// @param end where to go if the packet does not match
  public static void append(Assembler code, Recording recording, Label end) {
    recording
        .selection()
        .packets()
        .ifPresent(filter -> new PacketMatch(code, recording.layout().skb(), filter, end).append());
  }

  private void append() {
    var wanted = code.label("packet is wanted");
    code.loadMapValue(R1, ProgramMaps.CONFIGURATION, ProgramMaps.SELECT_OFFSET)
        .load(U32, R1, R1, 0)
        .jumpIf(EQUAL, R1, 0, wanted)
        .store(U32, R10, Frame.SCRATCH, 0)
        .loadMap(R1, ProgramMaps.PACKET)
        .move(R2, R10)
        .add(R2, Frame.SCRATCH)
        .call(MAP_LOOKUP_ELEM)
        .jumpIf(EQUAL, R0, 0, wanted)
        .move(R7, R0);
    fields();
    if (filter.asksForTags()) {
      var untagged = code.label("no tag was taken out");
      tagFields(untagged);
      frame(FilteredFrame.TAG_BYTES);
      code.bind(untagged);
    }
    frame(0);
    code.bind(ready);
    ClassicTranslator.append(code, filter.program(), PacketBuffer.PLACE, wanted, end, wanted);
    code.bind(wanted);
  }

  private void fields() {
    reads.toRecord(PacketBuffer.HEAD, Long.BYTES, Frame.SKB, skb.head());
    reads.toRecord(PacketBuffer.DATA, Long.BYTES, Frame.SKB, skb.data());
    reads.toRecord(PacketBuffer.LENGTH, Integer.BYTES, Frame.SKB, skb.length());
    reads.toRecord(PacketBuffer.TAIL, Integer.BYTES, Frame.SKB, skb.tail());
    reads.toRecord(PacketBuffer.MAC_HEADER, Short.BYTES, Frame.SKB, skb.macHeader());
    reads.toRecord(PacketBuffer.NETWORK_HEADER, Short.BYTES, Frame.SKB, skb.networkHeader());
    reads.toRecord(PacketBuffer.PROTOCOL, Short.BYTES, Frame.SKB, skb.protocol());
    code.load(U64, R1, R7, PacketBuffer.DATA)
        .load(U64, R2, R7, PacketBuffer.HEAD)
        .subtract(R1, R2)
        .store(U64, R7, PacketBuffer.DATA, R1);
  }

  /// Since 6.2 a tag is there exactly if its protocol is.
  private void tagFields(Label untagged) {
    reads.toRecord(PacketBuffer.VLAN_PROTOCOL, Short.BYTES, Frame.SKB, skb.vlanProtocol());
    reads.toRecord(PacketBuffer.VLAN_TAG, Short.BYTES, Frame.SKB, skb.vlanTag());
    skb.vlanPresent()
        .ifPresentOrElse(
            present -> jumpUnlessSet(present, untagged),
            () ->
                code.load(U16, R1, R7, PacketBuffer.VLAN_PROTOCOL).jumpIf(EQUAL, R1, 0, untagged));
  }

  private void jumpUnlessSet(Field field, Label untagged) {
    var bits = field.bits();
    reads.toRecord(
        PacketBuffer.VLAN_PRESENT_WORD, field.sizeBytes(), Frame.SKB, field.offsetBytes());
    code.load(Size.ofBytes(field.sizeBytes()), R1, R7, PacketBuffer.VLAN_PRESENT_WORD)
        .shiftRight(R1, bits.shift())
        .and(R1, (int) bits.mask())
        .jumpIf(EQUAL, R1, 0, untagged);
  }

  /// @param tag bytes that are put behind the addresses
  private void frame(int tag) {
    var type = PacketBuffer.FRAME + FilteredFrame.ADDRESSES_BYTES + tag;
    var withoutLink = code.label("no Ethernet header");
    linkHeader(withoutLink);
    if (tag == 0) {
      copy(PacketBuffer.FRAME);
    } else {
      addresses();
      tag();
      code.add(R8, FilteredFrame.ADDRESSES_BYTES);
      copy(type);
    }
    lengths(tag);
    code.jump(ready).bind(withoutLink).load(U16, R8, R7, PacketBuffer.NETWORK_HEADER);
    code.store(U64, R7, PacketBuffer.FRAME, 0).store(U32, R7, PacketBuffer.FRAME + Long.BYTES, 0);
    if (tag != 0) {
      tag();
    }
    copy(type + Short.BYTES);
    protocol(type);
    lengths(tag);
    code.jump(ready);
  }

  /// Leaves the offset of the Ethernet header in R8. Where the packet is about to be sent, it may
  /// not be noted yet, and is where the data begins.
  private void linkHeader(Label none) {
    var found = code.label("Ethernet header");
    code.load(U16, R8, R7, PacketBuffer.MAC_HEADER)
        .load(U16, R1, R7, PacketBuffer.NETWORK_HEADER)
        .move(R2, R1)
        .subtract(R2, R8)
        .jumpIf(EQUAL, R2, FilteredFrame.HEADER_BYTES, found)
        .load(U64, R8, R7, PacketBuffer.DATA)
        .subtract(R1, R8)
        .jumpIf(NOT_EQUAL, R1, FilteredFrame.HEADER_BYTES, none)
        .bind(found);
  }

  private void addresses() {
    code.move(R1, R7)
        .add(R1, PacketBuffer.FRAME)
        .move(R2, FilteredFrame.ADDRESSES_BYTES)
        .load(U64, R3, R7, PacketBuffer.HEAD)
        .add(R3, R8)
        .call(PROBE_READ_KERNEL);
  }

  private void tag() {
    var at = PacketBuffer.FRAME + FilteredFrame.ADDRESSES_BYTES;
    code.load(U16, R1, R7, PacketBuffer.VLAN_PROTOCOL)
        .store(U16, R7, at, R1)
        .load(U16, R1, R7, PacketBuffer.VLAN_TAG)
        .swap(ByteSwap.BE16, R1)
        .store(U16, R7, at + Short.BYTES, R1);
  }

  /// Copies what lies between offset R8 and `skb->tail`, as far as there is room, and leaves in R9
  /// how many bytes of the frame are there.
  private void copy(int to) {
    var room = PacketBuffer.SIZE - to;
    var bounded = code.label("bounded");
    var copied = code.label("copied");
    code.load(U32, R1, R7, PacketBuffer.TAIL)
        .move(R9, 0)
        .jumpIf(GREATER_OR_EQUAL, R8, R1, bounded)
        .move(R9, R1)
        .subtract(R9, R8)
        .jumpIf(LESS_OR_EQUAL, R9, room, bounded)
        .move(R9, room)
        .bind(bounded)
        .move(R1, R7)
        .add(R1, to)
        .move(R2, R9)
        .load(U64, R3, R7, PacketBuffer.HEAD)
        .add(R3, R8)
        .call(PROBE_READ_KERNEL)
        .jumpIf(EQUAL, R0, 0, copied)
        .move(R9, 0)
        .bind(copied)
        .add(R9, to - PacketBuffer.FRAME);
  }

  /// Writes the type of a packet that has no link header; by its version where none is noted.
  private void protocol(int type) {
    var network = type + Short.BYTES;
    var known = code.label("protocol is known");
    var version6 = code.label("version 6");
    code.load(U16, R1, R7, PacketBuffer.PROTOCOL)
        .jumpIf(NOT_EQUAL, R1, 0, known)
        .load(U8, R2, R7, network)
        .shiftRight(R2, NETWORK_VERSION_SHIFT)
        .jumpIf(EQUAL, R2, IPV6_VERSION, version6)
        .jumpIf(NOT_EQUAL, R2, IPV4_VERSION, known)
        .move(R1, inNetworkOrder(FilteredFrame.IPV4))
        .jump(known)
        .bind(version6)
        .move(R1, inNetworkOrder(FilteredFrame.IPV6))
        .bind(known)
        .store(U16, R7, type, R1);
  }

  /// Both architectures are little-endian.
  private static int inNetworkOrder(int type) {
    return Short.toUnsignedInt(Short.reverseBytes((short) type));
  }

  /// Leaves in R8 how many bytes are there, and in R9 how long the frame is.
  private void lengths(int tag) {
    code.move(R8, R9)
        .load(U32, R9, R7, PacketBuffer.LENGTH)
        .load(U64, R1, R7, PacketBuffer.DATA)
        .add(R9, R1)
        .load(U16, R1, R7, PacketBuffer.NETWORK_HEADER)
        .subtract(R9, R1)
        .add(R9, FilteredFrame.HEADER_BYTES + tag)
        .move32(R9, R9);
  }
}
