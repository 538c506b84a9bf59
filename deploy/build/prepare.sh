#!/usr/bin/env bash
# Installs the Debian packages listed in the given files (one a line, # for comments) where they are missing. Needs root or
# sudo only when something is missing.
#
# usage: prepare.sh packages.txt [more.txt ...]
set -euo pipefail

is_installed() {
  dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null | grep -qx installed
}

missing=()
while read -r package; do
  # npm may have come another way than by its package.
  if [ "$package" = npm ] && command -v npm >/dev/null; then continue; fi
  is_installed "$package" || missing+=("$package")
done < <(sed 's/#.*//' "$@" | grep -v '^[[:space:]]*$')

if [ ${#missing[@]} -eq 0 ]; then exit 0; fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "Please run as root, or install: ${missing[*]}" >&2; exit 1; }
  as_root=(sudo)
fi
echo "Installing ${#missing[@]} packages: ${missing[*]}"
# RUNLEVEL=1 keeps a new PostgreSQL from starting a server of its own: the tests start theirs.
# Another apt (automatic upgrades, just after the start of a machine) is waited for.
install() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get -qq -o DPkg::Lock::Timeout=300 "$@"
}
install update
install install --yes --no-install-recommends "${missing[@]}" >/dev/null
