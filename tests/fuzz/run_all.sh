#!/usr/bin/env bash
# Runs the fuzzers, one after the other, and says of each how much it did.
#
# usage: run_all.sh SECONDS [NAME...]    so long each; without names all that are built
#
# May be set: PEERCHALLENGE_FUZZERS (where they are; default: build/fuzz/bin), PEERCHALLENGE_CORPUS (what they learn, and
# the inputs that they find; default: build/fuzz/corpus). Ends with 1 when any has found something.
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
binaries=${PEERCHALLENGE_FUZZERS:-$root/build/fuzz/bin}
corpus=${PEERCHALLENGE_CORPUS:-$root/build/fuzz/corpus}
[ $# -ge 1 ] || { sed -n '2,7s/^# \{0,1\}//p' "$0" >&2; exit 2; }
seconds=$1
shift
[ $# -ge 1 ] || for binary in "$binaries"/*_fuzz; do set -- "$@" "$(basename "$binary" _fuzz)"; done

found=0
for name in "$@"; do
  mkdir -p "$corpus/$name"
  log=$corpus/$name.log
  if "$binaries/${name}_fuzz" -max_total_time="$seconds" -print_final_stats=1 -artifact_prefix="$corpus/$name-" \
    "$corpus/$name" "$root/tests/fuzz/seeds/$name" >"$log" 2>&1; then
    echo "$name: nothing found in $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") inputs"
  else
    found=1
    echo "$name: FOUND SOMETHING, see $log"
  fi
done
exit $found
