#!/usr/bin/env bash
# Runs the example on this machine: a PostgreSQL of its own, then each service as a process of its own, which know each other by
# their certificates. Does the sample's main job across them, then keeps serving.
#
# usage: run.sh [--exit] FOLDER
#   --exit   stops after the job
#   FOLDER   where everything is kept; a second run goes on with it
#
# May be set: PEERCHALLENGE_BINARIES (a folder of programs [/usr/bin]), PEERCHALLENGE_SAMPLE (a region to load [that of the
# package]), PEERCHALLENGE_PORTS (of scheduling, evidence and recommendations [50051 50052 50053]), PEERCHALLENGE_TIME_LIMIT of each
# search [10s]. As root the database runs as the account "postgres".
set -euo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")

stay=true
if [ "${1:-}" = --exit ]; then
  stay=false
  shift
fi
if [ $# -ne 1 ] || [ "$1" = --help ]; then
  sed -n '2,11s/^# \{0,1\}//p' "$0"
  exit 2
fi
mkdir -p "$1"
data=$(readlink -f "$1")
binaries=${PEERCHALLENGE_BINARIES:-/usr/bin}
sample=${PEERCHALLENGE_SAMPLE:-/usr/share/peerchallenge/sample/east-midlands}
services=(scheduling evidence recommendations)
read -ra ports <<<"${PEERCHALLENGE_PORTS:-50051 50052 50053}"
postgresql=(/usr/lib/postgresql/*/bin)
# Apart from the data, as the name of a socket may have 107 bytes.
sockets=$(mktemp -d /tmp/peerchallenge-XXXXXX)

pids=()
stop() {
  trap - EXIT INT TERM HUP
  # Who was started last first: the database goes when nobody uses it any more.
  for ((i = ${#pids[@]} - 1; i >= 0; i--)); do
    kill -TERM "${pids[i]}" 2>/dev/null || true
    wait "${pids[i]}" 2>/dev/null || true
  done
  rm -rf "$sockets"
}
trap stop EXIT
trap 'stop; exit 130' INT
trap 'stop; exit 143' TERM
trap 'stop; exit 129' HUP
# Waits until the command succeeds; gives up when the process that was started last has ended. $1: its name, $2: its log.
await() {
  local name=$1 log=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    kill -0 "${pids[-1]}" 2>/dev/null || { echo "run.sh: $name did not start; see $log" >&2; exit 1; }
    sleep 0.1
  done
}

# 1. The database.
as_postgres=()
if [ "$(id -u)" -eq 0 ]; then
  as_postgres=(setpriv --reuid postgres --regid postgres --init-groups)
  chmod 711 "$data"
  chown postgres "$sockets"
fi
if [ ! -e "$data/postgresql/PG_VERSION" ]; then
  mkdir -p "$data/postgresql"
  [ ${#as_postgres[@]} -eq 0 ] || chown postgres "$data/postgresql"
  "${as_postgres[@]}" "${postgresql[-1]}/initdb" --pgdata "$data/postgresql" --username postgres --auth trust >/dev/null
fi
"${as_postgres[@]}" "${postgresql[-1]}/postgres" -D "$data/postgresql" -k "$sockets" -c listen_addresses= >"$data/postgresql.log" 2>&1 &
pids+=($!)
database() { psql --host "$sockets" --username postgres --quiet --no-psqlrc --set ON_ERROR_STOP=1 "$@"; }
await PostgreSQL "$data/postgresql.log" database --command "SELECT 1"
if [ -z "$(database --tuples-only --command "SELECT 1 FROM pg_database WHERE datname = 'peerchallenge'")" ]; then
  database --file "$here/database.sql"
fi

# 2. Certificates, and the key that signs tokens: all services trust the same one.
"$here/make_certificates.sh" "$data/tls"
for service in "${services[@]}"; do
  mkdir -p "$data/$service"
  chmod 700 "$data/$service"
done
"$binaries/peerchallenge" token --data-dir "$data/scheduling" --subject operator --role ADMINISTRATOR >/dev/null
for service in evidence recommendations; do
  cp --no-clobber --preserve=mode "$data/scheduling/token-key.pem" "$data/$service/token-key.pem"
done

# 3. The services, with the settings of the example as systemd would read them, but for where things are.
settings() {
  local line more
  while IFS= read -r line; do
    case $line in '' | \#*) continue ;; esac
    # In quotation marks a value goes on over lines.
    while [[ $line == *=\"* && $line != *\" ]]; do
      IFS= read -r more
      line+=$'\n'$more
    done
    line=${line/=\"/=}
    line=${line%\"}
    line=${line//\/etc\/peerchallenge\/tls/$data/tls}
    line=${line//\/run\/postgresql/$sockets}
    line=${line//0.0.0.0:/127.0.0.1:}
    for i in 0 1 2; do line=${line/%:5005$((i + 1))/:${ports[i]}}; done
    printf '%s\0' "$line"
  done <"$here/peerchallenge-$1.env"
}
serves() { [ "$(tail -n "+$before" "$log" | grep -c ' serves address=')" -gt 0 ]; }
for service in "${services[@]}"; do
  log=$data/$service.log
  touch "$log"
  before=$(($(wc -l <"$log") + 1))
  mapfile -d '' -t environment < <(settings "$service")
  env "${environment[@]}" "$binaries/peerchallenge-$service" --data-dir "$data/$service" --log-file "$log" &
  pids+=($!)
  await "$service" "$log" serves
  echo "$service serves"
done

# 4. The main job across them.
peerchallenge=$binaries/peerchallenge
client=(--data-dir "$data/scheduling" --tls-ca "$data/tls/ca.pem" --tls-client-cert "$data/tls/operator.pem"
  --tls-client-key "$data/tls/operator.key")
at_scheduling=(--server "localhost:${ports[0]}" "${client[@]}")
at_evidence=(--server "localhost:${ports[1]}" "${client[@]}")
at_recommendations=(--server "localhost:${ports[2]}" "${client[@]}")
# shellcheck source=deploy/sample/story.sh
. "$(dirname "$sample")/story.sh"

cat <<EOF

Three services, each with a schema of one PostgreSQL, and mutual TLS between them; all is in $data.
Next:
  $peerchallenge review list east-midlands ${at_scheduling[*]}
  $peerchallenge evidence coverage $visit --as $lead ${at_evidence[*]}
  $peerchallenge finding list $visit --as $lead ${at_recommendations[*]}
EOF
if $stay; then
  echo "Ctrl-C stops it."
  wait
fi
