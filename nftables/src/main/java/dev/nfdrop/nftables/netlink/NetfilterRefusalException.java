package dev.nfdrop.nftables.netlink;

import dev.nfdrop.ebpf.sys.Errno;
import dev.nfdrop.ebpf.sys.KernelException;

/// nf_tables refused a request.
public final class NetfilterRefusalException extends KernelException {
  private static final long serialVersionUID = 1L;

  /// @param call the request in field terms, `NFT_MSG_GETRULE` for example
  /// @param subject what it was made on, with the kernel's own words if it gave any
  NetfilterRefusalException(String call, String subject, Errno errno) {
    super(call, subject, errno, remedy(errno));
  }

  private static String remedy(Errno errno) {
    if (errno.equals(Errno.EPERM)) {
      return "needs CAP_NET_ADMIN in the network namespace's user namespace, or run as root";
    }
    return errno.equals(Errno.EOPNOTSUPP) || errno.equals(Errno.EINVAL)
        ? "the kernel may lack what was asked for"
        : "";
  }
}
