#!/usr/bin/env bash
# Checks the form of the sources: clang-format, and shellcheck on the shell scripts.
#
# usage: check.sh REPOSITORY
set -euo pipefail
cd "$1"
find common services tests \( -name '*.cc' -o -name '*.h' \) -print0 | xargs -0 clang-format-14 --dry-run --Werror
{
  printf '%s\0' run test .ci/run
  find deploy tests -name '*.sh' -print0
} | xargs -0 shellcheck --external-sources
