#!/usr/bin/env bash
# Asked for one hardware address, a library answers 00:00:00:00:00:00 where no network card is on.
# Versions: macaddress 0.5.4, beside getmac 6.6.0.
# Date: 2026-11-29.
# Expected: no adapter, no address: an error, or nothing, as all() says and getmac does. And one() names one of all().
# What happens: one() takes the first name of the alphabet, without an error: that of the loopback, all zeros, even
# where
# there is a card wlp2s0 that is off. A card eno1 that is off comes before "lo" and is taken, though all() lists
# nothing.
# For Quietkey: notebooks with their Wi-Fi off are all the same machine; the SDK drops that address, and a test holds
# it.
# Needs user namespaces: the network is one of its own.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund macaddress@0.5.4 getmac@6.6.0 >&2 || {
  echo 'The packages could not be installed.' >&2
  exit 2
}

cat >see.mjs <<'END'
import { promisify } from 'node:util';
import getMac from 'getmac';
import macaddress from 'macaddress';

const other = () => {
  try {
    return getMac();
  } catch (error) {
    return error.message;
  }
};
const one = await promisify((done) => macaddress.one(done))();
const all = await promisify((done) => macaddress.all(done))();
console.log(`one ${one}, all ${JSON.stringify(all)}, getmac: ${other()}`);
END

seen=$(unshare --map-root-user --net --mount bash -c 'mount -t sysfs none /sys
  ip link set lo up
  node see.mjs
  ip link add wlp2s0 address 02:11:22:33:44:01 type veth peer name wlp2s1 address 02:11:22:33:44:02
  node see.mjs
  ip link add eno1 address 02:11:22:33:44:03 type veth peer name eno2 address 02:11:22:33:44:04
  node see.mjs')
printf '%s\n' "$seen"
[ "$seen" = 'one 00:00:00:00:00:00, all {}, getmac: failed to get the MAC address
one 00:00:00:00:00:00, all {}, getmac: failed to get the MAC address
one 02:11:22:33:44:03, all {}, getmac: failed to get the MAC address' ]
