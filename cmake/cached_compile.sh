#!/bin/sh
# Compiles by way of ccache. Precompiled headers are hundreds of megabytes, which ccache would read and hash for every
# file that includes them; a checksum beside each, which ccache takes for it, makes that some bytes.
#
# usage: cached_compile.sh CCACHE COMPILER ARGUMENTS...
export CCACHE_SLOPPINESS=pch_defines,time_macros CCACHE_PCH_EXTSUM=1
"$@" || exit
for argument; do
  case $argument in
    *.gch) sha256sum <"$argument" >"$argument.sum" || exit ;;
  esac
done
