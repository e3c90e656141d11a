package dev.nfdrop.ebpf.sys;

/// An error number of the kernel.
///
/// Numbers are those of include/uapi/asm-generic/errno-base.h and errno.h, which x86-64 and aarch64
/// share.
///
/// @param number 1 to 4095, as in the kernel's `MAX_ERRNO`
public record Errno(int number) {
  public static final Errno EPERM = new Errno(1);
  public static final Errno ENOENT = new Errno(2);
  public static final Errno EINTR = new Errno(4);
  public static final Errno E2BIG = new Errno(7);
  public static final Errno EBADF = new Errno(9);
  public static final Errno EAGAIN = new Errno(11);
  public static final Errno ENOMEM = new Errno(12);
  public static final Errno EACCES = new Errno(13);
  public static final Errno EFAULT = new Errno(14);
  public static final Errno EBUSY = new Errno(16);
  public static final Errno EEXIST = new Errno(17);
  public static final Errno ENODEV = new Errno(19);
  public static final Errno EINVAL = new Errno(22);
  public static final Errno EMFILE = new Errno(24);
  public static final Errno ENOSPC = new Errno(28);
  public static final Errno ERANGE = new Errno(34);
  public static final Errno ENOSYS = new Errno(38);
  public static final Errno EILSEQ = new Errno(84);
  public static final Errno EOPNOTSUPP = new Errno(95);
  public static final Errno EADDRNOTAVAIL = new Errno(99);
  public static final Errno ENOBUFS = new Errno(105);

  /// `ENOTSUPP` of include/linux/errno.h: internal to the kernel, yet seen from bpf(2).
  public static final Errno ENOTSUPP = new Errno(524);

  private static final int MAX_ERRNO = 4095;

  // spotless:off
  /// Symbols by number, from 0 on; `?` where no error has the number.
  private static final String[] SYMBOLS =
      """
      ? EPERM ENOENT ESRCH EINTR EIO ENXIO E2BIG ENOEXEC EBADF
      ECHILD EAGAIN ENOMEM EACCES EFAULT ENOTBLK EBUSY EEXIST EXDEV ENODEV
      ENOTDIR EISDIR EINVAL ENFILE EMFILE ENOTTY ETXTBSY EFBIG ENOSPC ESPIPE
      EROFS EMLINK EPIPE EDOM ERANGE EDEADLK ENAMETOOLONG ENOLCK ENOSYS ENOTEMPTY
      ELOOP ? ENOMSG EIDRM ECHRNG EL2NSYNC EL3HLT EL3RST ELNRNG EUNATCH
      ENOCSI EL2HLT EBADE EBADR EXFULL ENOANO EBADRQC EBADSLT ? EBFONT
      ENOSTR ENODATA ETIME ENOSR ENONET ENOPKG EREMOTE ENOLINK EADV ESRMNT
      ECOMM EPROTO EMULTIHOP EDOTDOT EBADMSG EOVERFLOW ENOTUNIQ EBADFD EREMCHG ELIBACC
      ELIBBAD ELIBSCN ELIBMAX ELIBEXEC EILSEQ ERESTART ESTRPIPE EUSERS ENOTSOCK EDESTADDRREQ
      EMSGSIZE EPROTOTYPE ENOPROTOOPT EPROTONOSUPPORT ESOCKTNOSUPPORT EOPNOTSUPP EPFNOSUPPORT EAFNOSUPPORT EADDRINUSE EADDRNOTAVAIL
      ENETDOWN ENETUNREACH ENETRESET ECONNABORTED ECONNRESET ENOBUFS EISCONN ENOTCONN ESHUTDOWN ETOOMANYREFS
      ETIMEDOUT ECONNREFUSED EHOSTDOWN EHOSTUNREACH EALREADY EINPROGRESS ESTALE EUCLEAN ENOTNAM ENAVAIL
      EISNAM EREMOTEIO EDQUOT ENOMEDIUM EMEDIUMTYPE ECANCELED ENOKEY EKEYEXPIRED EKEYREVOKED EKEYREJECTED
      EOWNERDEAD ENOTRECOVERABLE ERFKILL EHWPOISON
      """.strip().split("\\s+");
  // spotless:on

  /// @throws IllegalArgumentException if the number cannot be an errno
  public Errno {
    if (number < 1 || number > MAX_ERRNO) {
      throw new IllegalArgumentException(
          "errno %d is not within 1 to %d".formatted(number, MAX_ERRNO));
    }
  }

  /// Takes the errno out of a negative result.
  public static Errno ofResult(long result) {
    return new Errno(Math.toIntExact(-result));
  }

  /// The C symbol, such as `EPERM`, or `errno 524` where there is none.
  public String symbol() {
    if (number == ENOTSUPP.number) {
      return "ENOTSUPP";
    }
    var symbol = number < SYMBOLS.length ? SYMBOLS[number] : "?";
    return symbol.equals("?") ? "errno " + number : symbol;
  }

  @Override
  public String toString() {
    return symbol();
  }
}
