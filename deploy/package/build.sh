#!/usr/bin/env bash
# Builds the Debian package and prints its name.
#
# usage: deploy/package/build.sh [--preset PRESET] [VERSION]
#   PRESET    of CMakePresets.json [package: built with Debian's hardening; release: what the tests run]
#   VERSION   another one than that of CMakeLists.txt
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.."

preset=package
if [ "${1:-}" = --help ]; then
  sed -n '2,6s/^# \{0,1\}//p' "$0"
  exit 0
elif [ "${1:-}" = --preset ]; then
  preset=$2
  shift 2
fi
deploy/build/prepare.sh deploy/build/packages.txt <(printf '%s\n' dpkg-dev file gzip)
export CCACHE_BASEDIR="$PWD" CCACHE_NOHASHDIR=1
cmake --preset "$preset" --log-level=WARNING >/dev/null
cmake --build --preset "$preset" --target installable >&2
package=$PWD/build/$preset/package
rm -rf "$package"
(cd "build/$preset" && cpack -G DEB ${1:+-D "CPACK_PACKAGE_VERSION=$1"} >&2)
ls "$package"/*.deb
