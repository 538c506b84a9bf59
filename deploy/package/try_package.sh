#!/usr/bin/env bash
# Boots a fresh Debian, installs a package there, does the sample's main job with it, upgrades it over the data, takes all reviews
# away and verifies them, runs the separate services, restores a backup, removes and purges it; stops at the first thing that is
# not as it should be. Needs root, debootstrap, systemd-container and a Debian mirror; takes some minutes; not part of ./test.
#
# usage: deploy/package/try_package.sh OLD.deb NEW.deb [FOLDER]
#   FOLDER   of the Debian [a temporary one that goes]; one that is there is used again
set -euo pipefail

if [ $# -lt 2 ]; then
  sed -n '2,8s/^# \{0,1\}//p' "$0"
  exit 2
fi
old=$(readlink -f "$1")
new=$(readlink -f "$2")
root=${3:-}
data=/var/lib/peerchallenge
# The container shares the machine's network.
listen=127.0.0.1:57051
visit=east-midlands/lincolnshire-2012
reviewer=regions/east-midlands/people/em-031
lead=regions/east-midlands/people/em-073
occasion=7a1f9f60-5b1c-4f0e-9a53-1f6a4a0b7e01

say() { printf '\n== %s\n' "$*"; }
fail() { echo "try_package.sh: $*" >&2; exit 1; }

container=
clean_up() {
  trap - EXIT
  if [ -n "$container" ]; then
    kill -TERM "$container" 2>/dev/null || true
    wait "$container" || true
  fi
  [ -n "${keep:-}" ] || rm -rf "$root" "$root.story"
}
trap clean_up EXIT

inside() {
  nsenter --target "$leader" --all /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 "$@"
}
as() { inside runuser -u "$1" -- "${@:2}"; }
operator() { as peerchallenge peerchallenge "$@" --data-dir $data; }
client() { operator "$@" --server $listen --wait 30s; }
is_there() { inside test -e "$1" || fail "$1 is not there"; }
is_gone() { if inside test -e "$1"; then fail "$1 is still there"; fi; }
is_active() { [ "$(inside systemctl is-active "$1" || true)" = active ] || { inside journalctl --boot --no-pager -u "$1" | tail -n 20; fail "$1 does not run"; }; }
install_package() {
  cp "$1" "$root/opt/package.deb"
  inside apt-get -qq install --yes --no-install-recommends /opt/package.deb >/dev/null
}
settings() { cat >>"$root/etc/peerchallenge/$1.env"; }
# Runs a script that knows the steps of the sample's story, with the programs that are installed.
with_steps() {
  as peerchallenge /usr/bin/env PEERCHALLENGE_TIME_LIMIT=3s bash -euo pipefail -c "
    peerchallenge=/usr/bin/peerchallenge sample=/usr/share/peerchallenge/sample/east-midlands data=$data/story
    at_scheduling=(--server $listen --data-dir $data)
    at_evidence=(\"\${at_scheduling[@]}\") at_recommendations=(\"\${at_scheduling[@]}\")
    . /usr/share/peerchallenge/sample/story_steps.sh
    $1"
}
# Each review can be taken away and verified, and what came of it is there.
check_reviews() {
  # shellcheck disable=SC2016  # for the script inside
  with_steps '
    for review in lincolnshire-2012 rutland-2012-13 derbyshire-2012-13 leicestershire-2012-13; do
      lead=$(lead_of $region/$review)
      evidence export $region/$review -o "$data/$review.tar" --as "$lead"
      "$peerchallenge" verify "$data/$review.tar"
      recommendations letter show $region/$review --as "$lead" >/dev/null
      recommendations finding list $region/$review --as "$lead" >/dev/null
    done
    recommendations themes show $region >/dev/null
    recommendations match list $region >/dev/null' || fail "the reviews are not as they were"
}

say "A fresh Debian"
if [ -z "$root" ]; then
  root=$(mktemp -d)
else
  keep=true
fi
[ -e "$root/etc/debian_version" ] ||
  debootstrap --variant=minbase --include=ca-certificates,dbus,openssl,systemd,systemd-sysv bookworm "$root" >/dev/null
cp /etc/resolv.conf "$root/etc/resolv.conf"
echo "127.0.0.1 localhost" >"$root/etc/hosts"
systemd-nspawn --quiet --directory "$root" --register=no --keep-unit --boot </dev/null >"$root.log" 2>&1 &
container=$!
leader=
for ((i = 0; i < 300; i++)); do
  leader=$(pgrep --parent "$container" systemd || true)
  [ -n "$leader" ] && inside systemctl is-system-running --wait >/dev/null 2>&1 && break
  if [ -n "$leader" ] && [ "$(inside systemctl is-system-running 2>/dev/null)" = degraded ]; then break; fi
  kill -0 "$container" || fail "the Debian does not boot: $(tail -n 3 "$root.log")"
  sleep 0.2
done
inside apt-get -qq update
# What an earlier try has left.
echo 'peerchallenge peerchallenge/purge_data boolean false' | inside debconf-set-selections
inside apt-get -qq purge --yes peerchallenge >/dev/null 2>&1 || true
inside sh -c 'rm -rf /var/lib/peerchallenge* /var/backups/peerchallenge /etc/peerchallenge /etc/systemd/system/*.wants/peerchallenge*'
inside systemctl daemon-reload

say "Install $(basename "$old")"
install_package "$old"
for unit in peerchallenge peerchallenge-scheduling peerchallenge-evidence peerchallenge-recommendations; do
  inside getent passwd $unit >/dev/null || fail "no account $unit"
  [ "$(inside systemctl is-enabled $unit || true)" = disabled ] || fail "$unit starts unasked"
done
[ "$(inside stat -c '%a %U' /etc/peerchallenge/peerchallenge.env)" = "640 root" ] || fail "others may read the settings"
inside peerchallenge --version
if inside sh -c 'ldd /usr/bin/peerchallenge*' | grep "not found"; then fail "a library is missing"; fi

say "Use it"
settings peerchallenge <<<"PEERCHALLENGE_LISTEN=$listen"
inside systemctl enable --now --quiet peerchallenge || true
is_active peerchallenge
inside systemctl show --property=StatusText peerchallenge
client import sample /usr/share/peerchallenge/sample/east-midlands >/dev/null
for ((i = 0; i < 100; i++)); do
  client evidence occasion $visit --id $occasion --kind interview --class staff --date 2012-07-09 --as $reviewer >/dev/null 2>&1 && break
  sleep 0.1
done
client evidence add $visit --occasion $occasion --as $reviewer --text "Before the upgrade." >/dev/null
as peerchallenge mkdir $data/story
# shellcheck disable=SC2016  # for the script inside
with_steps '. "$(dirname "$sample")/story.sh"' >"$root.story" || fail "its main job fails: $(tail -n 3 "$root.story")"
inside systemctl start peerchallenge-backup
inside install -d -o peerchallenge -g peerchallenge -m 0700 /var/backups/peerchallenge
operator backup /var/backups/peerchallenge/old

say "Upgrade to $(basename "$new"), over the data and a changed setting, while it runs"
process=$(inside systemctl show --property=MainPID --value peerchallenge)
install_package "$new"
is_active peerchallenge
for guide in "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")"/../../docs/guides/*.md; do
  is_there "/usr/share/doc/peerchallenge/$(basename "$guide")"
done
[ "$(inside systemctl show --property=MainPID --value peerchallenge)" != "$process" ] || fail "the old program goes on"
grep -q "^PEERCHALLENGE_LISTEN=$listen" "$root/etc/peerchallenge/peerchallenge.env" || fail "the setting is lost"
client evidence list $visit --as $lead | grep "Before the upgrade." || fail "the data is lost"
check_reviews

say "Restore the older version's backup with the newer one"
inside systemctl stop peerchallenge
inside mv $data $data.moved
inside install -d -o peerchallenge -g peerchallenge -m 0700 $data
operator restore /var/backups/peerchallenge/old
inside systemctl start peerchallenge
is_active peerchallenge
client evidence list $visit --as $lead | grep "Before the upgrade." || fail "the backup does not bring it back"
as peerchallenge mkdir $data/story
check_reviews
inside systemctl disable --now --quiet peerchallenge
inside rm -rf $data.moved

say "Separate services, with certificates"
example=/usr/share/doc/peerchallenge/examples/separate
inside $example/make_certificates.sh /etc/peerchallenge/tls
for service in scheduling evidence recommendations; do
  inside chown root:peerchallenge-$service /etc/peerchallenge/tls/$service.key
  inside chmod 0640 /etc/peerchallenge/tls/$service.key
  # Without PostgreSQL here, each on an SQLite file.
  grep -v ^PEERCHALLENGE_DATABASE "$root$example/peerchallenge-$service.env" | sed 's/:5005/:5705/; s/0.0.0.0/127.0.0.1/' |
    settings peerchallenge-$service
done
inside chmod 0755 /etc/peerchallenge/tls
inside chmod 0644 /etc/peerchallenge/tls/{ca,scheduling,evidence,recommendations}.pem
inside systemctl enable --now --quiet peerchallenge-scheduling peerchallenge-evidence peerchallenge-recommendations || true
for service in scheduling evidence recommendations; do is_active peerchallenge-$service; done
for ((i = 0; i < 100; i++)); do
  inside journalctl --boot --no-pager -u peerchallenge-evidence | grep -q relations_listed && break
  sleep 0.1
done
inside journalctl --boot --no-pager -u peerchallenge-evidence | grep relations_listed || fail "evidence does not hear scheduling"
if inside journalctl --boot --no-pager -u 'peerchallenge*' | grep -i "SECCOMP\|Operation not permitted"; then fail "a unit is shut in too far"; fi

say "Remove"
inside apt-get -qq remove --yes peerchallenge >/dev/null
is_gone /usr/bin/peerchallenge
[ "$(inside systemctl is-active peerchallenge-evidence || true)" != active ] || fail "a removed service runs"
is_there $data/evidence.db
is_there /etc/peerchallenge/peerchallenge.env

say "Purge, unasked"
inside apt-get -qq purge --yes peerchallenge >/dev/null
is_gone /etc/peerchallenge/peerchallenge.env
is_there /etc/peerchallenge/tls
is_there $data/evidence.db

say "Purge with the data"
install_package "$new"
echo 'peerchallenge peerchallenge/purge_data boolean true' | inside debconf-set-selections
inside apt-get -qq purge --yes peerchallenge >/dev/null
is_gone $data
is_gone /var/lib/peerchallenge-evidence
is_there /var/backups/peerchallenge/old

say "All as it should be"
