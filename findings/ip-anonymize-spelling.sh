#!/usr/bin/env bash
# Two spellings of one IPv4-mapped address are truncated to two networks, and only one of them "is IPv4".
# Versions: ip-anonymize 0.1.0, ip-address 10.7.6.
# Date: 2026-11-29.
# Expected: what is asked of an address does not depend on how it was written: both name the client 203.0.113.77.
# What happens: ip-anonymize keeps a /24 of the dotted spelling and nothing of the hexadecimal one; is4() of ip-address
# is true for one.
# For Quietkey: a log cleaned so holds what another log dropped; ours reads the address to numbers first, whatever its
# spelling.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund ip-anonymize@0.1.0 ip-address@10.7.6 >&2 || {
  echo 'The packages could not be installed.' >&2
  exit 2
}

cat >see.mjs <<'END'
import anonymize from 'ip-anonymize';
import { Address6 } from 'ip-address';

const seen = {};
for (const text of ['::ffff:203.0.113.77', '::ffff:cb00:714d']) {
  seen[text] = `${anonymize(text)} is4 ${new Address6(text).is4()}`;
}
console.log(seen, 'the same address:', new Address6('::ffff:203.0.113.77').correctForm());
process.exit(Object.values(seen).join() === '::ffff:203.0.113.0 is4 true,:: is4 false' ? 0 : 1);
END
node see.mjs
