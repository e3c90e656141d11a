package dev.nfdrop.nftables.ruleset;

import dev.nfdrop.ebpf.sys.Errno;
import dev.nfdrop.ebpf.sys.KernelException;

/// What came of reading a ruleset.
public sealed interface Reading {
  /// The ruleset was read.
  ///
  /// @param ruleset what is there; possibly without texts, see [Ruleset#textProblem()]
  record Complete(Ruleset ruleset) implements Reading {}

  /// It cannot be read.
  ///
  /// @param message one short sentence for the user
  record Refused(Reason reason, String message) implements Reading {
    static Refused of(KernelException e) {
      return new Refused(Reason.of(e.errno()), String.valueOf(e.getMessage()));
    }
  }

  /// Why a ruleset cannot be read.
  enum Reason {
    NOT_PERMITTED,
    /// The kernel has no nf_tables, or none for this namespace.
    NOT_SUPPORTED,
    NAMESPACE_GONE,
    OTHER;

    private static final Errno ENOTDIR = new Errno(20);
    private static final Errno EPROTONOSUPPORT = new Errno(93);

    private static Reason of(Errno errno) {
      if (errno.equals(Errno.EPERM) || errno.equals(Errno.EACCES)) {
        return NOT_PERMITTED;
      }
      if (errno.equals(Errno.EOPNOTSUPP)
          || errno.equals(Errno.EINVAL)
          || errno.equals(EPROTONOSUPPORT)) {
        return NOT_SUPPORTED;
      }
      return errno.equals(Errno.ENOENT) || errno.equals(ENOTDIR) || errno.equals(Errno.EBADF)
          ? NAMESPACE_GONE
          : OTHER;
    }
  }
}
