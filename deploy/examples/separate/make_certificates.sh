#!/usr/bin/env bash
# Makes a certificate authority and a certificate for each service and for operators, where they are not there yet.
# For trying out, and to show what the services need; an organisation issues them by its own authority.
#
# usage: make_certificates.sh FOLDER [HOST ...]
#   FOLDER   gets ca.pem, ca.key and for each name NAME.pem and NAME.key
#   HOST     names under which servers are reached, besides localhost
set -euo pipefail
umask 077
if [ $# -eq 0 ] || [ "$1" = --help ]; then
  sed -n '2,7s/^# \{0,1\}//p' "$0"
  exit 2
fi
folder=$1
shift
mkdir -p "$folder"

new_key() { openssl ecparam -name prime256v1 -genkey -noout -out "$1"; }

if [ ! -e "$folder/ca.pem" ]; then
  new_key "$folder/ca.key"
  openssl req -x509 -new -key "$folder/ca.key" -days 3650 -subj "/CN=Peer challenge example authority" \
    -addext "basicConstraints=critical,CA:TRUE,pathlen:0" -addext "keyUsage=critical,keyCertSign,cRLSign" -out "$folder/ca.pem"
fi

# As whom a certificate speaks is its URI; servers are reached by the host names in it.
issue() {
  local name=$1 alternative=$2
  [ ! -e "$folder/$name.pem" ] || return 0
  new_key "$folder/$name.key"
  openssl req -new -key "$folder/$name.key" -subj "/CN=$name" |
    openssl x509 -req -CA "$folder/ca.pem" -CAkey "$folder/ca.key" -CAcreateserial -days 825 -out "$folder/$name.pem" \
      -extfile <(printf 'subjectAltName=%s\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=serverAuth,clientAuth\n' "$alternative") \
      2>/dev/null
}

hosts=DNS:localhost,IP:127.0.0.1
for host in "$@"; do hosts+=,DNS:$host; done
for service in scheduling evidence recommendations; do
  issue "$service" "URI:spiffe://peerchallenge/$service,$hosts"
done
issue operator "URI:spiffe://peerchallenge/operator"
