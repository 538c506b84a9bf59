#!/usr/bin/env bash
# Runs clang-tidy (the checks of .clang-tidy) on the given sources, or on all; prints what it finds and exits 1 if there is any.
# Takes about ten minutes for all on two cores, so it is not part of ./test. Needs a build: ./test first.
#
# usage: deploy/build/tidy.sh [FILE.cc ...]
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.."
deploy/build/prepare.sh <(echo clang-tidy-14)
if [ $# -eq 0 ]; then
  mapfile -t sources < <(find common services tests -name '*.cc' | sort)
else
  sources=("$@")
fi
printf '%s\0' "${sources[@]}" | xargs -0 -n 1 -P "$(nproc)" clang-tidy-14 -p build/release --quiet
