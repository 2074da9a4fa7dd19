#!/usr/bin/env bash
# Python's "canonical JSON" is another one than that of RFC 8785.
# Versions: python3-canonicaljson 1.6.2-1 (Debian 12), beside canonicalize 4.0.0.
# Date: 2026-11-29.
# Expected: one canonical form of JSON, so that Python and JavaScript sign the same bytes.
# What happens: numbers keep their point (1.0), and members beyond the basic plane stand elsewhere: it sorts by code
# point.
# For Quietkey: a license file signed over canonical JSON verifies until a name or number differs; we sign bytes as
# sent.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
if ! { npm install --silent --no-audit --no-fund canonicalize@4.0.0 >&2 &&
  apt-get download -qq -o APT::Sandbox::User=root python3-canonicaljson=1.6.2-1 python3-simplejson=3.18.3-1 \
    python3-frozendict=1.2-3 >&2; }; then
  echo 'The packages could not be installed; "apt-get update" may help.' >&2
  exit 2
fi
for package in *.deb; do dpkg -x "$package" root; done

cat >see.py <<'END'
import json, sys, canonicaljson
for line in sys.stdin:
    print(canonicaljson.encode_canonical_json(json.loads(line)).decode())
END
cat >see.mjs <<'END'
import canonicalize from 'canonicalize';
import { readFileSync } from 'node:fs';
for (const line of readFileSync('texts', 'utf8').trim().split('\n')) console.log(canonicalize(JSON.parse(line)));
END
printf '%s\n' '{"seats":1,"a":null}' '{"price":1.0}' '{"\ud83d\ude00":1,"\ufb33":2}' >texts
PYTHONPATH=root/usr/lib/python3/dist-packages PYTHONUTF8=1 /usr/bin/python3 see.py <texts >python
node see.mjs >javascript
paste -d ' ' python javascript
same=$(paste -d '\n' python javascript | paste - - | awk -F '\t' '{ printf "%s", $1 == $2 ? "same " : "other " }')
[ "$same" = 'same other other ' ]
