#!/usr/bin/env bash
# Runs a test, unless it has passed before with the very same program, inputs and installed packages.
# PEERCHALLENGE_TEST_ALL=1 runs it in any case.
#
# usage: run_changed.sh STAMP [INPUT ...] -- COMMAND [ARGUMENT ...]
#   STAMP  file that remembers what passed; INPUT  file or folder that the test reads beside its program
set -euo pipefail
stamp=$1
shift
inputs=()
while [ "$1" != "--" ]; do
  inputs+=("$1")
  shift
done
shift

state=$(
  {
    printf '%s\n' "$@"
    find -L "$(command -v "$1")" "${inputs[@]}" /var/lib/dpkg/status -type f -print0 | sort -z | xargs -0 sha256sum
  } | sha256sum
)
if [ "${PEERCHALLENGE_TEST_ALL:-0}" != 1 ] && [ "$(cat "$stamp" 2>/dev/null)" = "$state" ]; then
  echo "unchanged since it passed; not run again"
  exit 0
fi
rm -f "$stamp"
"$@"
mkdir -p "$(dirname "$stamp")"
printf '%s\n' "$state" >"$stamp"
