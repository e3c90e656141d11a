package dev.nfdrop.trace.kernel;

import dev.nfdrop.ebpf.btf.Btf;
import dev.nfdrop.ebpf.btf.BtfLookupException;
import java.util.Optional;

/// Where the kernel keeps what tells whose socket a packet was sent by: offsets in bytes.
///
/// @param state `sock.__sk_common.skc_state`, include/net/sock.h
/// @param user `sock.sk_uid`
/// @param socket `sock.sk_socket`: what user space has open
/// @param file `socket.file`, include/linux/net.h
/// @param task the process that runs
public record SenderLayout(int state, int user, int socket, int file, Task task) {

  /// `struct task_struct`, include/linux/sched.h, and its table of open files.
  ///
  /// @param leader the thread that the process is named after
  /// @param name `task_struct.comm`
  /// @param files `task_struct.files`
  /// @param table `files_struct.fdt`, include/linux/fdtable.h
  /// @param count `fdtable.max_fds`
  /// @param first `fdtable.fd`: points to the first of that many pointers to files
  public record Task(int leader, int name, int files, int table, int count, int first) {}

  /// The layout; empty where the kernel keeps these things otherwise: then senders are not known.
  static Optional<SenderLayout> find(Btf btf) {
    try {
      return Optional.of(from(btf));
    } catch (BtfLookupException e) {
      return Optional.empty();
    }
  }

  private static SenderLayout from(Btf btf) {
    return new SenderLayout(
        offset(btf, "sock", "__sk_common.skc_state"),
        offset(btf, "sock", "sk_uid"),
        offset(btf, "sock", "sk_socket"),
        offset(btf, "socket", "file"),
        new Task(
            offset(btf, "task_struct", "group_leader"),
            offset(btf, "task_struct", "comm"),
            offset(btf, "task_struct", "files"),
            offset(btf, "files_struct", "fdt"),
            offset(btf, "fdtable", "max_fds"),
            offset(btf, "fdtable", "fd")));
  }

  private static int offset(Btf btf, String struct, String path) {
    return btf.member(struct, path).offsetBytes();
  }
}
