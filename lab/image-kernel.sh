# Sourced by lab/image: a kernel, its initramfs and its modules, from Debian's kernel packages.

# The initramfs loads these; the disks need them.
BOOT_MODULES=(virtio_pci virtio_blk ext4)
BOOT_SHELL=busybox-static

# What a guest can load later, as the package has it (compressed or not). Missing ones are built in.
GUEST_MODULES=(
  net/{802,8021q,9p,bridge,core,dns_resolver,ipv4,ipv6,key,l2tp,llc,mpls,netfilter,nsh,openvswitch}
  net/{packet,psample,sched,sctp,unix,vmw_vsock,xfrm}
  lib crypto arch fs/ext4 fs/jbd2 fs/mbcache.ko
  drivers/virtio drivers/block/virtio_blk.ko drivers/char/virtio_console.ko drivers/char/hw_random
  drivers/net/{veth,dummy,ifb,tun,vrf,macvlan,geneve,virtio_net,net_failover}.ko
  drivers/net/{vxlan,bonding}
)
MODULES_SPARE_MIB=16

kernel_release() {
  echo "${PACKAGE#linux-image-}"
}

# The packages that make up the kernel, with their versions: from 7.0 on more than one.
kernel_packages() {
  local name version found=
  for name in linux-image linux-binary linux-modules; do
    name=$name-$(kernel_release)
    version=$(archive_candidate "$name" "$ARCHITECTURE")
    if [ -n "$version" ]; then
      echo "$name=$version"
      found=1
    fi
  done
  if [ -z "$found" ]; then
    echo "lab: no package $PACKAGE for $ARCHITECTURE in the archive; it has, of that series:" >&2
    archive_names "${PACKAGE%%.*}\.[^+]*(\+[^-]*)?-$ARCHITECTURE" "$ARCHITECTURE" >&2 || :
    return 1
  fi
}

kernel_directory() {
  local packages
  packages=$(kernel_packages && root_apt --print-uris download "$BOOT_SHELL") || return 1
  echo "$cache/kernel/${PACKAGE}_$ARCHITECTURE-$({
    echo "$packages"
    cat "$lab/image" "$lab/image-kernel.sh" "$lab/guest/initramfs"
  } | checksum)"
}

kernel_fill() {
  local directory=$1 tree=$1/tree
  say "building the images of $PACKAGE"
  kernel_unpack "$directory" "$tree" || return 1
  kernel_binary "$(kernel_file "$tree")" "$directory/vmlinuz" || return 1
  kernel_initramfs "$directory" "$tree" || return 1
  kernel_modules "$directory" "$tree" || return 1
  rm -r "$tree"
}

# Leaves the packages' files in TREE, and the modules in TREE/lib/modules, wherever they were.
kernel_unpack() {
  local directory=$1 tree=$2 package packages file
  packages=$(kernel_packages) || return 1
  mkdir -p "$tree"
  for package in $packages; do
    file=$(archive_download "$package" "$ARCHITECTURE" "$directory") || return 1
    dpkg-deb --fsys-tarfile "$file" | tar -x -C "$tree" --no-same-owner || return 1
    rm "$file"
  done
  if [ ! -d "$tree/lib/modules" ]; then
    mkdir -p "$tree/lib"
    mv "$tree/usr/lib/modules" "$tree/lib/modules" || return 1
  fi
  depmod -b "$tree" "$(kernel_release)" 2>/dev/null
}

# The kernel itself, which moved in with the modules in 7.0.
kernel_file() {
  local file
  for file in "$1/boot/vmlinuz-$(kernel_release)" "$1/lib/modules/$(kernel_release)/vmlinuz"; do
    if [ -e "$file" ]; then
      echo "$file"
      return
    fi
  done
  echo "lab: no kernel in the packages of $PACKAGE" >&2
  return 1
}

# The arm64 kernel may be an EFI program with the kernel compressed in it, which QEMU 7 cannot boot
# (struct linux_efi_zboot_header, drivers/firmware/efi/libstub/zboot-header.S).
kernel_binary() {
  local source=$1 target=$2 offset size method
  if [ "$(tail -c +5 "$source" | head -c 4 | tr -d '\0')" != zimg ]; then
    cp "$source" "$target"
    return
  fi
  read -r offset size < <(od -A n -t u4 -j 8 -N 8 "$source")
  method=$(tail -c +25 "$source" | head -c 32 | tr -d '\0')
  case $method in
    gzip) method="gzip -dc" ;;
    zstd*) method="zstd -dc" ;;
    xz*) method="xz -dc" ;;
    *)
      echo "lab: $source is compressed by $method, which is not known here" >&2
      return 1
      ;;
  esac
  tail -c "+$((offset + 1))" "$source" | head -c "$size" | $method >"$target"
}

kernel_initramfs() {
  local directory=$1 tree=$2 work=$1/initramfs kind path name
  mkdir -p "$work"/{bin,modules,proc,sys,dev,root}
  kernel_shell "$work" || return 1
  install -m 755 "$lab/guest/initramfs" "$work/init"
  mknod "$work/dev/console" c 5 1 2>/dev/null || :
  while read -r kind path _; do
    [ "$kind" = insmod ] || continue
    name=$(basename "$path" | sed 's/\.ko.*/.ko/')
    [ ! -e "$work/modules/$name" ] || continue
    kernel_plain "$path" >"$work/modules/$name" || return 1
    echo "$name" >>"$work/modules/order"
  done < <(modprobe -d "$tree" -S "$(kernel_release)" --show-depends -a "${BOOT_MODULES[@]}")
  touch "$work/modules/order"
  (cd "$work" && find . -print0 | cpio --quiet -0 -o -H newc -R 0:0) >"$directory/initrd" || return 1
  rm -r "$work"
}

# The only program of the initramfs.
kernel_shell() {
  local work=$1
  (cd "$work" && root_apt -qq download "$BOOT_SHELL" >&2) || return 1
  dpkg-deb --fsys-tarfile "$work"/*.deb |
    tar -x -C "$work/bin" --wildcards --transform='s|.*/||' '*/bin/busybox' || return 1
  rm "$work"/*.deb
}

kernel_plain() {
  case $1 in
    *.xz) xz -dc "$1" ;;
    *.zst) zstd -qdc "$1" ;;
    *) cat "$1" ;;
  esac
}

kernel_modules() {
  local directory=$1 work=$1/modules from path
  from=$2/lib/modules/$(kernel_release)
  mkdir -p "$work/lib/modules/$(kernel_release)"
  for path in "$from"/modules.{order,builtin,builtin.modinfo}; do
    [ ! -e "$path" ] || cp "$path" "$work/lib/modules/$(kernel_release)/"
  done
  for path in "${GUEST_MODULES[@]}"; do
    for path in "$from/kernel/$path"*; do
      [ -e "$path" ] || continue
      (cd "$from" && cp -r --parents "${path#"$from/"}" "$work/lib/modules/$(kernel_release)/")
    done
  done
  depmod -b "$work" "$(kernel_release)" 2>/dev/null || return 1
  disk "$work/lib/modules/$(kernel_release)" "$directory/modules.img" "$MODULES_SPARE_MIB" ||
    return 1
  rm -r "$work"
}
