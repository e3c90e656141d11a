package dev.nfdrop.ebpf.sys;

/// The kernel refused a call: which call, on what, why, and what can be done.
///
/// The message reads `bpf(BPF_PROG_LOAD) of nft_drop: EPERM; needs CAP_BPF and CAP_PERFMON, or run
/// as root`.
public class KernelException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String call;
  private final String subject;
  private final transient Errno errno;
  private final String remedy;

  /// @param call the system call, with its command if it has one: `bpf(BPF_PROG_LOAD)`
  /// @param subject what it was made on; empty if there is nothing to name
  /// @param errno the kernel's reason
  /// @param remedy what the reader can do; empty if nothing is known
  public KernelException(String call, String subject, Errno errno, String remedy) {
    super(
        call
            + (subject.isEmpty() ? "" : " of " + subject)
            + ": "
            + errno
            + (remedy.isEmpty() ? "" : "; " + remedy));
    this.call = call;
    this.subject = subject;
    this.errno = errno;
    this.remedy = remedy;
  }

  /// An exception without a remedy.
  public KernelException(String call, String subject, Errno errno) {
    this(call, subject, errno, "");
  }

  /// The system call, with its command if it has one.
  public String call() {
    return call;
  }

  /// What the call was made on, or the empty string.
  public String subject() {
    return subject;
  }

  /// The kernel's reason.
  public Errno errno() {
    return errno;
  }

  /// Whether this process lacks a right, or something around it forbids the call.
  public boolean isNotPermitted() {
    return Refusal.isNotPermitted(errno);
  }

  /// What the reader can do about it, or the empty string.
  public String remedy() {
    return remedy;
  }
}
