#!/usr/bin/env bash
# A machine id without a line end behind it runs into the host name.
# Versions: node-machine-id 1.1.12 and @usebruno/node-machine-id 2.0.0, beside native-machine-id 0.3.11.
# Date: 2026-11-29.
# Expected: 32 hexadecimal digits are the id, with or without a line end: systemd reads both, and tools write both.
# What happens: the first two give the digits with the host name behind them, so that a new name makes a new machine.
# For Quietkey: an id that a vendor brings along may name a host in clear; the SDK reads no machine id.
# Needs user namespaces: the files are replaced in a namespace of its own only.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund node-machine-id@1.1.12 @usebruno/node-machine-id@2.0.0 \
  native-machine-id@0.3.11 >&2 || {
  echo 'The packages could not be installed.' >&2
  exit 2
}
[ -f /etc/machine-id ] || {
  echo 'This needs a machine with /etc/machine-id.' >&2
  exit 2
}

cat >see.cjs <<'END'
const { hostname } = require('node:os');
const ids = [
  require('node-machine-id').machineIdSync({ original: true }),
  require('@usebruno/node-machine-id').machineIdSync({ original: true }),
  require('native-machine-id').getMachineIdSync({ raw: true }),
];
console.log(ids.map((id) => id.replace(hostname(), '<host>')).join(' '));
END

printf '0123456789abcdef0123456789abcdef' >id
seen=$(unshare --map-root-user --mount bash -c 'mount --bind id /etc/machine-id
  if [ -d /var/lib/dbus ]; then mount -t tmpfs none /var/lib/dbus; fi
  node see.cjs')
printf '%s\n' "$seen"
id=0123456789abcdef0123456789abcdef
[ "$seen" = "$id<host> $id<host> $id" ]
