# Sourced by ./nfdrop and ./verify: sets JAVA_HOME to a JDK 25 or newer, which the build needs.

jdk_version() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

jdk_find() {
  local candidate version
  for candidate in "${JAVA_HOME:-}" /usr/lib/jvm/*; do
    [ -n "$candidate" ] || continue
    version=$(jdk_version "$candidate") || continue
    if [ "${version:-0}" -ge 25 ]; then
      JAVA_HOME=$candidate
      export JAVA_HOME
      return 0
    fi
  done
  return 1
}

# Finds a JDK, or installs Debian's where the archive has one.
jdk_require() {
  jdk_find && return
  if [ "$(id -u)" = 0 ] && apt-cache show openjdk-25-jdk-headless >/dev/null 2>&1; then
    packages_require openjdk-25-jdk-headless
    jdk_find && return
  fi
  cat >&2 <<'EOF'
nfdrop: the build needs a JDK 25 or newer; none is in JAVA_HOME or under /usr/lib/jvm.
  Debian 13 and newer: apt-get install openjdk-25-jdk-headless (as root, then run this again)
  elsewhere: unpack any JDK 25, Eclipse Temurin for example, and set JAVA_HOME to it
EOF
  exit 1
}
