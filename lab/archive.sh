# Debian's package archive for both architectures and all suites that hold kernels, through a private
# apt configuration: neither the machine's packages nor its lists are touched, and root is not needed.
# To be sourced by bash.
#
#   archive_setup                          fetches the indexes when there are none of today
#   archive_download PACKAGE ARCH DIR      fetches one .deb, verified, and prints its path;
#                                          PACKAGE may be NAME=VERSION
#   archive_candidate PACKAGE ARCH         prints the newest version of a package, or nothing
#   archive_names REGEX ARCH               prints the names of the packages that match
#   archive_apt COMMAND...                 any other apt-get command in this configuration
#
# Variables:
#   NFDROP_CACHE                     where everything fetched is kept; ~/.cache/nfdrop
#   NFDROP_DEBIAN_MIRROR             address of the archive, with its path; default: the one in the
#                                    machine's own apt sources
#   NFDROP_DEBIAN_SECURITY_MIRROR    the same for the security archive
# Set by archive_setup, for tools with an apt of their own such as mmdebstrap:
#   ARCHIVE_SOURCES                  the sources.list
#   ARCHIVE_MIRROR, ARCHIVE_SECURITY_MIRROR, ARCHIVE_KEYRING (empty: apt's trusted keys)

NFDROP_CACHE=${NFDROP_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/nfdrop}
ARCHIVE_ARCHITECTURES=(amd64 arm64)
ARCHIVE_SUITES=(bullseye bookworm bookworm-backports trixie trixie-backports sid)
ARCHIVE_SECURITY_SUITES=(bullseye-security bookworm-security trixie-security)
ARCHIVE_COMPONENTS=main
ARCHIVE_INDEX_HOURS=24

archive_setup() {
  local state=$NFDROP_CACHE/apt
  mkdir -p "$state"/{state/lists/partial,cache/archives/partial,empty}
  : >>"$state/status"
  ARCHIVE_SOURCES=$state/sources.list
  ARCHIVE_KEYRING=
  if [ -r /usr/share/keyrings/debian-archive-keyring.gpg ]; then
    ARCHIVE_KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg
  fi
  ARCHIVE_MIRROR=${NFDROP_DEBIAN_MIRROR:-$(archive_machine_source "${ARCHIVE_SUITES[@]}")}
  ARCHIVE_SECURITY_MIRROR=${NFDROP_DEBIAN_SECURITY_MIRROR:-$(archive_security_mirror)}
  if [ -z "$ARCHIVE_MIRROR" ]; then
    echo "archive: no Debian archive in this machine's apt sources: set NFDROP_DEBIAN_MIRROR" >&2
    return 1
  fi
  exec {archive_lock}>"$state/lock"
  flock "$archive_lock"
  local status=0
  archive_refresh "$state" || status=$?
  exec {archive_lock}>&-
  return "$status"
}

# Fetches the indexes unless the ones present are of today and of the same archive.
archive_refresh() {
  local state=$1 stamp=$1/refreshed origin="$ARCHIVE_MIRROR $ARCHIVE_SECURITY_MIRROR"
  if [ "$(cat "$stamp" 2>/dev/null)" = "$origin" ] &&
    [ -n "$(find "$stamp" -mmin -$((ARCHIVE_INDEX_HOURS * 60)))" ]; then
    return 0
  fi
  archive_write_sources || return 1
  archive_apt update >&2 || return 1
  printf '%s\n' "$origin" >"$stamp"
}

# One line for each suite that the archive has; the others are named on stderr. Without any, the list
# stays as it was.
archive_write_sources() {
  local suite
  for suite in "${ARCHIVE_SUITES[@]}"; do
    archive_source "$ARCHIVE_MIRROR" "$suite"
  done >"$ARCHIVE_SOURCES.new"
  for suite in "${ARCHIVE_SECURITY_SUITES[@]}"; do
    archive_source "$ARCHIVE_SECURITY_MIRROR" "$suite"
  done >>"$ARCHIVE_SOURCES.new"
  if [ ! -s "$ARCHIVE_SOURCES.new" ]; then
    echo "archive: none of the suites is there: is the address right, and the network up?" >&2
    return 1
  fi
  mv -f "$ARCHIVE_SOURCES.new" "$ARCHIVE_SOURCES"
}

archive_source() {
  local mirror=${1%/} suite=$2 probe
  probe=$(mktemp)
  if archive_fetch "$mirror/dists/$suite/InRelease" "$probe"; then
    printf 'deb %s%s %s %s\n' \
      "${ARCHIVE_KEYRING:+[signed-by=$ARCHIVE_KEYRING] }" "$mirror" "$suite" "$ARCHIVE_COMPONENTS"
  else
    echo "archive: no suite $suite, going on without it" >&2
  fi
  rm -f "$probe"
}

# Through apt, for its proxies and credentials; a partial file is none.
archive_fetch() {
  rm -f "$2"
  /usr/lib/apt/apt-helper -o APT::Sandbox::User= download-file "$1" "$2" >/dev/null 2>&1
}

# The archive that the machine's own sources, of either format, name for one of the suites.
archive_machine_source() {
  local uri suite
  while read -r uri; do
    for suite; do
      if [[ $uri == */dists/$suite/InRelease ]]; then
        printf '%s\n' "${uri%/dists/*}"
        return
      fi
    done
  done < <(apt-get update --print-uris 2>/dev/null | sed -n "s/^'\([^']*\)'.*/\1/p")
}

# The machine's security archive; where it has none, or the archive is given, the archive's sibling.
archive_security_mirror() {
  local found=
  if [ -z "${NFDROP_DEBIAN_MIRROR:-}" ]; then
    found=$(archive_machine_source "${ARCHIVE_SECURITY_SUITES[@]}")
  fi
  printf '%s\n' "${found:-${ARCHIVE_MIRROR%/}-security}"
}

archive_options() {
  local state=$NFDROP_CACHE/apt architecture
  printf '%s\n' -q \
    -o "Dir::State=$state/state" -o "Dir::State::status=$state/status" \
    -o "Dir::Cache=$state/cache" -o Dir::Cache::pkgcache=pkgcache.bin -o Dir::Cache::srcpkgcache= \
    -o "Dir::Etc::sourcelist=$state/sources.list" -o "Dir::Etc::sourceparts=$state/empty" \
    -o "Dir::Etc::preferences=$state/none" -o "Dir::Etc::preferencesparts=$state/empty" \
    -o APT::Sandbox::User= -o Acquire::Languages=none -o Acquire::Retries=3 \
    -o APT::Architecture=amd64
  for architecture in "${ARCHIVE_ARCHITECTURES[@]}"; do
    printf '%s\n' -o "APT::Architectures::=$architecture"
  done
}

archive_apt() {
  local options
  mapfile -t options < <(archive_options)
  apt-get "${options[@]}" "$@"
}

archive_candidate() {
  local options
  mapfile -t options < <(archive_options)
  apt-cache "${options[@]}" show --no-all-versions "$1:$2" 2>/dev/null | sed -n 's/^Version: //p'
}

archive_names() {
  local options
  mapfile -t options < <(archive_options)
  apt-cache "${options[@]}" dumpavail | awk -v architecture="$2" '
    $1 == "Package:" { name = $2 }
    $1 == "Architecture:" && $2 == architecture { print name }' | grep -Ex -- "$1" | sort -u
}

archive_download() {
  local name=${1%%=*} version=${1#"${1%%=*}"} architecture=$2 directory=$3 fetched package
  mkdir -p "$directory"
  fetched=$(mktemp -d "$directory/.fetch.XXXXXX")
  if ! (cd "$fetched" && archive_apt download "$name:$architecture$version" >&2); then
    rm -r "$fetched"
    echo "archive: $name$version for $architecture is not to be had" >&2
    return 1
  fi
  for package in "$fetched"/*.deb; do
    mv -f "$package" "$directory/"
    printf '%s\n' "$directory/${package##*/}"
  done
  rmdir "$fetched"
}
