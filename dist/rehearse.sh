#!/usr/bin/env bash
# Part of the build: makes the AOT caches of target/nfdrop for the Java runtime that built it. Kernel
# modules that the tests have fetched serve the rehearsal of `nfdrop locate`. Before that it raises
# picocli's class files, which are too old for an AOT cache.
set -euo pipefail

dist=$(dirname -- "$(readlink -f -- "$0")")
"$JAVA_HOME/bin/java" "$dist/RaiseClassFiles.java" "$dist"/target/nfdrop/lib/picocli-*.jar
corpus=${NFDROP_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/nfdrop}/corpus
shopt -s nullglob
images=("$corpus"/linux-image-6.12*deb13-{amd64_amd64,arm64_arm64}/nf_tables.ko{,.xz})
exec "$dist/target/nfdrop/bin/nfdrop-rehearse" "${images[@]}"
