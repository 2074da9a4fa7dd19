#!/usr/bin/env bash
# npm sbom --omit dev leaves out runtime dependencies that a development dependency needs as well.
# Versions: npm 11.19.1, on Node 20.20.2.
# Date: 2026-11-30.
# Expected: the bill has every package that "npm ci --omit=dev" installs.
# What happens: a package that is both a dependency and a dependency of a tool is missing, with what it needs itself.
# For Quietkey: the bill of materials of a packed server is made from the lock file (scripts/bill-of-materials.ts).
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
if ! { npm install --silent --no-audit --no-fund --ignore-scripts npm11@npm:npm@11.19.1 >&2; }; then
  echo 'The packages could not be installed.' >&2
  exit 2
fi
mkdir app && cd app
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts ms@2.1.3 >&2 &&
  npm install --silent --no-audit --no-fund --ignore-scripts --save-dev debug@4.4.3 >&2 || exit 2
node ../node_modules/npm11/bin/npm-cli.js sbom --sbom-format cyclonedx --package-lock-only --omit dev >bill.json
if grep -q 'pkg:npm/ms@2.1.3' bill.json; then
  echo 'The bill has ms, the runtime dependency.'
  exit 1
fi
echo 'The bill lacks ms, which package.json lists under "dependencies".'
