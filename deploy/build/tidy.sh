#!/usr/bin/env bash
# Runs clang-tidy (the checks of .clang-tidy) on the given sources, or on all; prints what it finds and exits 1 if there is any.
# Takes some ten seconds a file, well over an hour for all on two cores, so it is not part of ./test. Needs a build: ./test first.
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
# The compiler's precompiled headers are none to Clang.
commands=$(mktemp --directory)
trap 'rm -r "$commands"' EXIT
sed -E 's/-fpch-preprocess|-Winvalid-pch|-include [^ ]*cmake_pch[^ ]*//g' build/release/compile_commands.json >"$commands/compile_commands.json"
printf '%s\0' "${sources[@]}" | xargs -0 -n 1 -P "$(nproc)" clang-tidy-14 -p "$commands" --quiet
