#!/usr/bin/env bash
# A fingerprint of the hardware changes with an update of the kernel, since it holds the memory to the byte
# Version: hw-fingerprint 2.0.0 with systeminformation 4.34.23, on Linux
# Date: 2026-12-01
# Expected: a "hardware-based fingerprint" changes with the hardware.
# Happens: it hashes the total of memory in bytes, which Linux reports without what the kernel keeps for itself (proc(5),
#   MemTotal): another kernel, or room that is reserved for a crash kernel, moves it. Four megabytes less, on the same
#   machine, are another device.
# For Quietkey: a vendor who brings such ids finds every customer on a new device after an update, each with a seat used.
#   Its device tags take network adapters of the hardware instead.
set -euo pipefail
unshare -m true 2>/dev/null || {
  echo 'This needs a mount namespace, as root has.' >&2
  exit 2
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts hw-fingerprint@2.0.0 systeminformation@4.34.23 >&2 || {
  echo 'The packages could not be installed.' >&2
  exit 2
}
cat >see.cjs <<'END'
const { getFingerprint } = require('hw-fingerprint');
getFingerprint().then((bytes) => console.log(bytes.toString('hex').slice(0, 24)));
END
look() { timeout 60 unshare -m bash -c 'mount --bind "$1" /proc/meminfo && node see.cjs' bash "$1" 2>/dev/null; }
cat /proc/meminfo >before
awk '/^MemTotal:/ { $2 -= 4096 } { print }' before >after
first=$(look before)
again=$(look before)
later=$(look after)
echo "twice: $first $again; with 4 MB less: $later"
[ -n "$first" ] && [ "$first" = "$again" ] && [ -n "$later" ] && [ "$first" != "$later" ]
