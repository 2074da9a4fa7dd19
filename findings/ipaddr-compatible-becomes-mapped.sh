#!/usr/bin/env bash
# An IPv6 address that ends in dotted numbers is read as another one.
# Versions: ipaddr.js 2.5.0.
# Date: 2026-11-29.
# Expected: "::203.0.113.77" is ::cb00:714d (RFC 4291, section 2.5.5.1), whichever way it is spelled.
# What happens: dotted it becomes ::ffff:cb00:714d, the mapped address, and IPv4 after process(); in hexadecimal it
# stays.
# For Quietkey: anyone who truncates addresses with it stores the network of an IPv4 client who was none; ours keeps none
# of ::/8.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund ipaddr.js@2.5.0 >&2 || {
  echo 'The packages could not be installed.' >&2
  exit 2
}

cat >see.mjs <<'END'
import { isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';

const seen = {};
for (const text of ['::203.0.113.77', '::cb00:714d']) {
  seen[text] = [isIPv6(text), ipaddr.parse(text).toString(), ipaddr.process(text).kind()].join(' ');
}
console.log(seen, 'as the URL parser reads it:', new URL('http://[::203.0.113.77]').hostname);
process.exit(Object.values(seen).join() === 'true ::ffff:cb00:714d ipv4,true ::cb00:714d ipv6' ? 0 : 1);
END
node see.mjs
