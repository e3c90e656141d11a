package dev.nfdrop.nftables.ruleset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.ebpf.sys.Errno;
import dev.nfdrop.ebpf.sys.KernelException;
import org.junit.jupiter.api.Test;

class ReadingTest {
  @Test
  void refusalSaysWhyAndKeepsTheRemedy() {
    var cause = new KernelException("NFT_MSG_GETGEN", "", Errno.EPERM, "needs CAP_NET_ADMIN");
    assertThat(Reading.Refused.of(cause))
        .isEqualTo(
            new Reading.Refused(
                Reading.Reason.NOT_PERMITTED, "NFT_MSG_GETGEN: EPERM; needs CAP_NET_ADMIN"));
  }

  @Test
  void kernelWithoutTablesIsAReasonOfItsOwn() {
    assertThat(reason(Errno.EOPNOTSUPP)).isEqualTo(Reading.Reason.NOT_SUPPORTED);
    assertThat(reason(Errno.ENOENT)).isEqualTo(Reading.Reason.NAMESPACE_GONE);
    assertThat(reason(Errno.ENOMEM)).isEqualTo(Reading.Reason.OTHER);
  }

  private static Reading.Reason reason(Errno errno) {
    return Reading.Refused.of(new KernelException("call", "", errno)).reason();
  }
}
