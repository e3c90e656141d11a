# Sourced by ./nfdrop and ./verify: installs Debian packages that are missing.

packages_missing() {
  local package
  for package in "$@"; do
    dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed || echo "$package"
  done
}

packages_require() {
  local missing
  missing=$(packages_missing "$@")
  [ -n "$missing" ] || return 0
  if [ "$(id -u)" != 0 ]; then
    echo "nfdrop: these Debian packages are missing, run as root or install them:" $missing >&2
    exit 1
  fi
  echo "nfdrop: installing" $missing >&2
  {
    apt-get update -q &&
      # shellcheck disable=SC2086 # a list of package names
      DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing
  } >&2
}
