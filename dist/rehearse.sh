#!/usr/bin/env bash
# Part of the build: makes the AOT cache of target/nfdrop for the Java runtime that built it. Kernel
# modules that the tests have fetched serve the rehearsal of `nfdrop locate`.
set -euo pipefail

dist=$(dirname -- "$(readlink -f -- "$0")")
corpus=${NFDROP_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/nfdrop}/corpus
shopt -s nullglob
images=("$corpus"/linux-image-6.12*deb13-{amd64_amd64,arm64_arm64}/nf_tables.ko{,.xz})
exec "$dist/target/nfdrop/bin/nfdrop-rehearse" "${images[@]}" >/dev/null
