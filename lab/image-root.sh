# Sourced by lab/image: the root image, Debian 13 with a Java runtime, nft and what scenarios call.
# The packages are unpacked, not installed: none of their scripts runs, so any architecture will do.

ROOT_SUITE=trixie
ROOT_PACKAGES=(
  base-files base-passwd bash coreutils libc-bin dash findutils grep sed util-linux mount procps kmod
  libcap2-bin libpcap0.8 perl-base openjdk-25-jre-headless nftables iproute2 iputils-ping netbase socat bpftool bpftrace
)
ROOT_SPARE_MIB=256

# apt-get with that suite only.
root_apt() {
  archive_apt -o "Dir::Etc::sourcelist=$cache/$ROOT_SUITE.list" \
    -o "Dir::Cache::pkgcache=$ROOT_SUITE.bin" -o "APT::Architecture=$ARCHITECTURE" \
    -o APT::Install-Recommends=false -y "$@"
}

# Where the root image lies, or will lie: its name stands for every package in it.
root_directory() {
  grep -E " $ROOT_SUITE(-security)? " "$ARCHIVE_SOURCES" >"$cache/$ROOT_SUITE.list"
  local packages
  packages=$(root_apt --print-uris install "${ROOT_PACKAGES[@]}" | sed -n "s/^'[^']*' //p" |
    LC_ALL=C sort)
  if [ -z "$packages" ]; then
    echo "lab: apt finds no packages for the root image" >&2
    return 1
  fi
  echo "$cache/root/$ARCHITECTURE-$({
    echo "$packages"
    cat "$lab/image" "$lab/image-root.sh" "$lab/guest/init"
  } | checksum)"
}

root_fill() {
  local directory=$1 tree=$1/tree package
  say "building the root image for $ARCHITECTURE"
  mkdir -p "$tree" "$directory/debs/partial"
  root_apt -qq -o "Dir::Cache::archives=$directory/debs" --download-only install \
    "${ROOT_PACKAGES[@]}" >&2 || return 1
  # base-files first: it has the links from /bin and /lib into /usr.
  for package in "$directory"/debs/base-files_*.deb "$directory"/debs/*.deb; do
    root_unpack "$package" "$tree" || return 1
  done
  root_finish "$tree" || return 1
  disk "$tree" "$directory/root.img" "$ROOT_SPARE_MIB" || return 1
  rm -r "$tree" "$directory/debs"
}

# Without documentation and without the class archives of other collectors' object layouts.
root_unpack() {
  dpkg-deb --fsys-tarfile "$1" | tar -x -C "$2" --keep-directory-symlink --no-same-owner \
    --exclude='./usr/share/doc/*' --exclude='./usr/share/man/*' --exclude='./usr/share/locale/*' \
    --exclude='*/classes_*.jsa'
}

# What the packages' scripts would have done, as far as a guest misses it.
root_finish() {
  local tree=$1
  mkdir -p "$tree"/{lab,proc,sys,dev,run,tmp,root,usr/lib/modules}
  cp "$tree/usr/share/base-passwd/passwd.master" "$tree/etc/passwd"
  cp "$tree/usr/share/base-passwd/group.master" "$tree/etc/group"
  echo lab >"$tree/etc/hostname"
  echo "127.0.0.1 localhost lab" >"$tree/etc/hosts"
  [ -e "$tree/usr/bin/sh" ] || ln -s dash "$tree/usr/bin/sh"
  install -m 755 "$lab/guest/init" "$tree/init"
}
