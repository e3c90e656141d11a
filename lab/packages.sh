# Sourced by ../verify and the scripts here: the Debian packages that the lab calls on this machine.
LAB_PACKAGES=(
  qemu-system-x86 qemu-system-arm                    # the machines
  e2fsprogs cpio gzip xz-utils zstd kmod util-linux  # their images
  iproute2 iputils-ping nftables procps socat        # the scenarios on this machine's own kernel
  bpftool                                            # what a killed run left behind
)
