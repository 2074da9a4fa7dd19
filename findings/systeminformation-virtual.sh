#!/usr/bin/env bash
# Of the virtual adapters that Linux knows, a library calls one kind virtual.
# Versions: systeminformation 5.33.26, Linux 6.18.
# Date: 2026-11-29.
# Expected: "virtual" is true for what the kernel keeps below /sys/devices/virtual: bridges of Docker and libvirt,
# macvlan, vxlan.
# What happens: the name and the maker's number are looked at, so a veth named veth… is virtual and nothing else is.
# For Quietkey: an address of docker0 is random and new at each start; ours asks the kernel which device is behind an
# adapter.
# Needs user namespaces: the network is one of its own.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund systeminformation@5.33.26 >&2 || {
  echo 'The packages could not be installed.' >&2
  exit 2
}

cat >see.mjs <<'END'
import { realpathSync } from 'node:fs';
import si from 'systeminformation';

for (const { iface, ip4, virtual, type } of await si.networkInterfaces()) {
  if (!ip4.startsWith('192.0.2.')) continue;
  const kernel = realpathSync(`/sys/class/net/${iface}`).includes('/devices/virtual/');
  console.log(`${iface}: kernel ${kernel}, library ${virtual}, ${type}`);
}
END

# shellcheck disable=SC2016 # the inner shell expands them
seen=$(unshare --map-root-user --net --mount bash -c 'set -e
  mount -t sysfs none /sys
  ip link add veth7 type veth peer name far7
  ip link set far7 up
  ip link add docker0 type bridge
  ip link add virbr0 type bridge
  ip link add macvlan0 link veth7 type macvlan
  for bridge in docker0 virbr0; do
    ip link add "far-$bridge" type veth peer name "near-$bridge"
    ip link set "near-$bridge" master "$bridge"
    ip link set "near-$bridge" up
    ip link set "far-$bridge" up
  done
  at=1
  for name in veth7 docker0 virbr0 macvlan0; do
    ip address add "192.0.2.$at/32" dev "$name"
    ip link set "$name" up
    at=$((at + 1))
  done
  sleep 1
  node see.mjs')
printf '%s\n' "$seen"
[ "$(sort <<<"$seen")" = 'docker0: kernel true, library false, wired
macvlan0: kernel true, library false, wired
veth7: kernel true, library true, wired
virbr0: kernel true, library false, wired' ]
