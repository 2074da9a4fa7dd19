#!/usr/bin/env bash
# In a sandbox with a network of its own, /sys/class/net still lists the adapters of the machine around it.
# Versions: Linux 6.18, macaddress 0.5.4, systeminformation 5.33.26, Node 20.20.2.
# Date: 2026-11-29.
# Expected: a process sees one network, whichever way it asks; sandboxes cut both ways off.
# What happens: /sys shows the network of the process that mounted it. Where a sandbox keeps the mount, os.networkInterfaces()
# and
# systeminformation see the sandbox's adapters, and macaddress.one() gives an address that neither of them lists.
# For Quietkey: the SDK reads /sys, so a sandboxed app has the machine's tags there; it belongs in the manual of the
# SDK.
# Needs user namespaces. The outer network is made here too, so that no address of this machine is shown.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund macaddress@0.5.4 systeminformation@5.33.26 >&2 || {
  echo 'The packages could not be installed.' >&2
  exit 2
}

cat >see.mjs <<'END'
import { readdirSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { promisify } from 'node:util';
import macaddress from 'macaddress';
import si from 'systeminformation';

const own = (names) => names.filter((name) => name !== 'lo').join() || 'none';
console.log('/sys/class/net:', own(readdirSync('/sys/class/net')));
console.log('os.networkInterfaces:', own(Object.keys(networkInterfaces())));
console.log('systeminformation:', own((await si.networkInterfaces()).map(({ iface }) => iface)));
console.log('macaddress.one:', await promisify((done) => macaddress.one(done))());
END

seen=$(unshare --map-root-user --net --mount bash -c 'mount -t sysfs none /sys
  ip link add eno1 address 02:11:22:33:44:01 type veth peer name eno2 address 02:11:22:33:44:02
  unshare --net bash -c "ip link set lo up; node see.mjs"
  true') # a shell must stay in the outer network, or it ends
printf '%s\n' "$seen"
[ "$seen" = '/sys/class/net: eno1,eno2
os.networkInterfaces: none
systeminformation: none
macaddress.one: 02:11:22:33:44:01' ]
