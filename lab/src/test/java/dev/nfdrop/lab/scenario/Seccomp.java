package dev.nfdrop.lab.scenario;

import java.util.List;

/// A seccomp filter such as container runtimes set: one system call is refused, whatever the
/// capabilities. Numbers are those of x86-64.
///
/// @param number of the call
/// @param errno the answer
record Seccomp(int number, int errno) {

  static final int BPF = 321;
  static final int PERF_EVENT_OPEN = 298;
  static final int EPERM = 1;
  static final int ENOSYS = 38;

  /// `struct sock_filter` four times: load the number, compare, `SECCOMP_RET_ERRNO`,
  /// `SECCOMP_RET_ALLOW`; linux/filter.h and linux/seccomp.h.
  private static final String FILTER =
      """
      my ($call, $errno, @command) = @ARGV;
      my $filter = pack("SCCL" x 4,
        0x20, 0, 0, 0,  0x15, 0, 1, $call,  0x06, 0, 0, 0x50000 | $errno,  0x06, 0, 0, 0x7fff0000);
      """;

  /// `prctl(PR_SET_NO_NEW_PRIVS)` and `prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER)`.
  private static final String RUN_UNDER_IT =
      """
      my $program = pack("S x![Q] P", 4, $filter);
      syscall(157, 38, 1, 0, 0, 0) == 0 or die "no_new_privs: $!";
      syscall(157, 22, 2, $program) == 0 or die "seccomp: $!";
      exec @command or die "exec: $!";
      """;

  /// Words before a command that run it under the filter, on a machine with perl.
  List<String> byPerl() {
    return List.of(
        "perl", "-e", FILTER + RUN_UNDER_IT, Integer.toString(number), Integer.toString(errno));
  }

  /// A shell command that writes the filter to a file, for `setpriv --seccomp-filter` (2.41).
  String writeTo(String file) {
    return "printf '"
        + instruction(0x20, 0, 0)
        + instruction(0x15, 1, number)
        + instruction(0x06, 0, 0x50000 | errno)
        + instruction(0x06, 0, 0x7fff0000)
        + "' >"
        + file;
  }

  /// As printf(1) takes it: the code, where to go if equal (on), where if not, and the constant.
  private static String instruction(int code, int jumpIfNot, int constant) {
    return "\\x%02x\\x00\\x00\\x%02x\\x%02x\\x%02x\\x%02x\\x%02x"
        .formatted(
            code,
            jumpIfNot,
            constant & 0xff,
            constant >>> 8 & 0xff,
            constant >>> 16 & 0xff,
            constant >>> 24);
  }
}
