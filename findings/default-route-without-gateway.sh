#!/usr/bin/env bash
# The default route of a modem, a tunnel or a router pair makes the libraries fail, or name an adapter that is none.
# Versions: default-gateway 7.2.2, systeminformation 5.33.26, iproute2 6.1.
# Date: 2026-11-29.
# Expected: "the adapter of the default route" is the one behind "dev", whatever else the route says.
# What happens: without a gateway default-gateway raises a TypeError, and systeminformation says "link"; with two
# gateways
# the first finds none; with a next hop object the second says the gateway's address, and an address is no adapter.
# For Quietkey: machine ids of "the default adapter" change with a phone's tether or a VPN; ours never asks for the
# route.
# Needs user namespaces: the network is one of its own.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund default-gateway@7.2.2 systeminformation@5.33.26 >&2 || {
  echo 'The packages could not be installed.' >&2
  exit 2
}

cat >see.mjs <<'END'
import { gateway4sync } from 'default-gateway';
import si from 'systeminformation';

const attempt = () => {
  try {
    return gateway4sync().int;
  } catch (error) {
    return `${error.name}: ${error.message}`;
  }
};
console.log(`${process.argv[2]}: ${attempt()}; ${await si.networkInterfaceDefault()}`);
END

# shellcheck disable=SC2016 # the inner shell expands them
seen=$(unshare --map-root-user --net bash -c 'set -e
  ip link set lo up
  ip link add e0 type veth peer name e1
  ip link set e1 up
  ip link set e0 up
  ip address add 192.0.2.1/24 dev e0
  with() { local name=$1; shift; ip route add default "$@"; node see.mjs "$name"; ip route delete default; }
  with plain via 192.0.2.2 dev e0
  with "no gateway" dev e0
  with "two gateways" nexthop via 192.0.2.2 dev e0 nexthop via 192.0.2.3 dev e0
  ip nexthop add id 5 via 192.0.2.4 dev e0
  with "next hop object" nhid 5')
printf '%s\n' "$seen"
grep -q '^plain: e0; e0$' <<<"$seen"
grep -q '^no gateway: TypeError: .*; link$' <<<"$seen"
grep -q '^two gateways: Error: Unable to determine default gateway; ' <<<"$seen"
grep -q '^next hop object: Error: Unable to determine default gateway; 192.0.2.4$' <<<"$seen"
