#!/usr/bin/env bash
# Lints the protos, and compares them with the contract as released (protos/baseline.binpb).
#
# usage: check.sh REPOSITORY WORK_FOLDER   (buf is installed into the work folder, from the npm registry)
set -euo pipefail
repository=$1
work=$2
version=1.75.0

buf=$work/node_modules/.bin/buf
if [ "$("$buf" --version 2>/dev/null)" != "$version" ]; then
  mkdir -p "$work"
  npm install --prefix "$work" --no-save --no-audit --no-fund --loglevel=error "@bufbuild/buf@$version"
fi
cd "$repository/protos"
"$buf" lint
"$buf" breaking --against baseline.binpb
