#!/usr/bin/env bash
# The id of a device is kept in the cache folder of one user.
# Versions: @vscode/deviceid 0.1.5, on Linux.
# Date: 2026-11-29.
# Expected: an id that is called the device's is one for all users of it, and outlives the cleaning of caches.
# What happens: it is a random id in $XDG_CACHE_HOME or ~/.cache: a second user, or an emptied cache, is another device.
# For Quietkey: a vendor who brings such ids counts a seat for every user; our install id lies in the app's own store,
# and says what it is.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @vscode/deviceid@0.1.5 >&2 || {
  echo 'The packages could not be installed.' >&2
  exit 2
}

cat >see.cjs <<'END'
const { execFileSync } = require('node:child_process');
const { mkdirSync, rmSync } = require('node:fs');
const { resolve } = require('node:path');

const idOf = (home) => {
  mkdirSync(home, { recursive: true });
  const { XDG_CACHE_HOME: _, ...env } = process.env;
  const code = "require('@vscode/deviceid').getDeviceId().then((id) => console.log(id))";
  return execFileSync(process.execPath, ['-e', code], { env: { ...env, HOME: resolve(home) } }).toString().trim();
};
const [first, again, other] = [idOf('ada'), idOf('ada'), idOf('grace')];
rmSync('ada/.cache', { recursive: true });
const seen = {
  'the same user again': first === again,
  'another user': first === other,
  'the cache was emptied': first === idOf('ada'),
};
console.log('the same device:', seen);
process.exit(Object.values(seen).join() === 'true,false,false' ? 0 : 1);
END
node see.cjs
