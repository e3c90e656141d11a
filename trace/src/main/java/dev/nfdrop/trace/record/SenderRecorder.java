package dev.nfdrop.trace.record;

import static dev.nfdrop.ebpf.asm.Helper.GET_CURRENT_CGROUP_ID;
import static dev.nfdrop.ebpf.asm.Helper.GET_CURRENT_PID_TGID;
import static dev.nfdrop.ebpf.asm.Helper.GET_CURRENT_TASK;
import static dev.nfdrop.ebpf.asm.JumpCondition.EQUAL;
import static dev.nfdrop.ebpf.asm.JumpCondition.GREATER_OR_EQUAL;
import static dev.nfdrop.ebpf.asm.JumpCondition.NOT_EQUAL;
import static dev.nfdrop.ebpf.asm.Register.R0;
import static dev.nfdrop.ebpf.asm.Register.R1;
import static dev.nfdrop.ebpf.asm.Register.R10;
import static dev.nfdrop.ebpf.asm.Register.R2;
import static dev.nfdrop.ebpf.asm.Register.R7;
import static dev.nfdrop.ebpf.asm.Register.R8;
import static dev.nfdrop.ebpf.asm.Register.R9;
import static dev.nfdrop.ebpf.asm.Size.U32;
import static dev.nfdrop.ebpf.asm.Size.U64;

import dev.nfdrop.ebpf.asm.Assembler;
import dev.nfdrop.ebpf.asm.Label;
import dev.nfdrop.nftables.Family;
import dev.nfdrop.nftables.Hook;
import dev.nfdrop.trace.kernel.KernelLayout;
import dev.nfdrop.trace.kernel.SenderLayout;
import java.util.List;

/// Records in whose name a packet was sent that is dropped on its way out: the user of its socket,
/// and the process that runs, if that has the very socket open.
///
/// A softirq may run on top of any process, and a packet may be sent again by a timer or passed on
/// by a tunnel or a queue. So it is not asked which context this is: the file of the packet's
/// socket has to be in the process's table of open files.
///
/// Expects the base chain's fields in the record that R7 points to. Uses R0 to R5, R8, R9 and the
/// slots of [Frame] for the table, the device and the chain.
final class SenderRecorder {
  /// File descriptors that are looked at, from 0 on: a read of a pointer for each. A process with
  /// more files open may stay unknown.
  private static final int DESCRIPTORS = 128;

  /// `TCP_TIME_WAIT` and `TCP_NEW_SYN_RECV`, include/net/tcp_states.h: sockets that are less than a
  /// `struct sock`.
  private static final List<Integer> SMALL_SOCKETS = List.of(6, 12);

  /// Families whose hooks see what sockets send.
  private static final List<Family> FAMILIES = List.of(Family.IP, Family.IP6, Family.INET);

  private static final int SOCKET = Frame.CHAIN;
  private static final int FILE = Frame.TABLE;
  private static final int TASK = Frame.DEVICE;

  /// The address behind the table of open files, once the socket is not needed any more.
  private static final int TABLE_END = SOCKET;

  private final Assembler code;
  private final KernelLayout layout;
  private final SenderLayout sender;
  private final Reads reads;
  private final Label end;

  /// @param sender the part of the layout that says where senders are
  SenderRecorder(Assembler code, KernelLayout layout, SenderLayout sender) {
    this.code = code;
    this.layout = layout;
    this.sender = sender;
    this.reads = new Reads(code);
    this.end = code.label("end of the sender");
  }

  void append() {
    onTheWayOut();
    user();
    searchOpenFiles();
    process();
    code.bind(end);
  }

  /// The hooks have the same numbers in these families.
  private void onTheWayOut() {
    var hook = code.label("hook on the way out");
    var sent = code.label("sent by a socket");
    code.load(U32, R1, R7, RecordFormat.HOOK)
        .jumpIf(EQUAL, R1, Family.INET.number(Hook.OUTPUT), hook)
        .jumpIf(NOT_EQUAL, R1, Family.INET.number(Hook.POSTROUTING), end)
        .bind(hook);
    var family = layout.table().family().bits();
    code.load(U32, R1, R7, RecordFormat.FAMILY_WORD)
        .shiftRight(R1, family.shift())
        .and(R1, (int) family.mask());
    FAMILIES.forEach(known -> code.jumpIf(EQUAL, R1, known.number(), sent));
    code.jump(end).bind(sent);
  }

  /// Leaves the file of the packet's socket in its slot. The kernel's own sockets have none, and
  /// neither have those that were closed.
  private void user() {
    follow(SOCKET, Frame.SKB, layout.hooks().socket());
    code.store(U64, R10, Frame.SCRATCH, 0);
    reads.toFrame(Frame.SCRATCH, Byte.BYTES, SOCKET, sender.state());
    code.load(U64, R1, R10, Frame.SCRATCH);
    SMALL_SOCKETS.forEach(state -> code.jumpIf(EQUAL, R1, state, end));
    follow(FILE, SOCKET, sender.socket());
    follow(FILE, FILE, sender.file());
    reads.toRecord(RecordFormat.SENDER_USER, Integer.BYTES, SOCKET, sender.user());
    code.jumpIf(NOT_EQUAL, R0, 0, end)
        .move(R1, RecordFormat.SENDER_IS_USER)
        .store(U32, R7, RecordFormat.SENDER, R1);
  }

  /// Goes on where the file is among those that the process has open.
  private void searchOpenFiles() {
    var next = code.label("next file");
    var found = code.label("file is open");
    var task = sender.task();
    code.call(GET_CURRENT_TASK).store(U64, R10, TASK, R0);
    follow(Frame.SCRATCH, TASK, task.files());
    follow(TABLE_END, Frame.SCRATCH, task.table());
    code.store(U64, R10, Frame.SCRATCH, 0);
    reads.toFrame(Frame.SCRATCH, Integer.BYTES, TABLE_END, task.count());
    code.load(U64, R9, R10, Frame.SCRATCH);
    follow(Frame.SCRATCH, TABLE_END, task.first());
    code.load(U64, R8, R10, Frame.SCRATCH)
        .shiftLeft(R9, Integer.numberOfTrailingZeros(Long.BYTES))
        .add(R9, R8)
        .store(U64, R10, TABLE_END, R9)
        .move(R9, DESCRIPTORS);

    code.bind(next).load(U64, R1, R10, TABLE_END).jumpIf(GREATER_OR_EQUAL, R8, R1, end);
    reads.toFrame(Frame.SCRATCH, Long.BYTES, R8, 0);
    code.jumpIf(NOT_EQUAL, R0, 0, end)
        .load(U64, R1, R10, Frame.SCRATCH)
        .load(U64, R2, R10, FILE)
        .jumpIf(EQUAL, R1, R2, found)
        .add(R8, Long.BYTES)
        .add(R9, -1)
        .jumpIf(NOT_EQUAL, R9, 0, next)
        .jump(end)
        .bind(found);
  }

  private void process() {
    code.call(GET_CURRENT_PID_TGID)
        .shiftRight(R0, Integer.SIZE)
        .store(U32, R7, RecordFormat.SENDER_PROCESS, R0)
        .call(GET_CURRENT_CGROUP_ID)
        .store(U64, R7, RecordFormat.SENDER_CGROUP, R0);
    follow(TASK, TASK, sender.task().leader());
    reads.toRecord(
        RecordFormat.SENDER_NAME, RecordFormat.TASK_NAME_BYTES, TASK, sender.task().name());
  }

  /// Reads a pointer, and ends where there is none.
  private void follow(int slot, int pointerSlot, int offset) {
    reads.toFrame(slot, Long.BYTES, pointerSlot, offset);
    code.load(U64, R1, R10, slot).jumpIf(EQUAL, R1, 0, end);
  }
}
