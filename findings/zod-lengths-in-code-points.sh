#!/usr/bin/env bash
# Since a minor release, max() counts characters and not the length of the string: twice as much passes.
# Versions: zod 4.4.3 and 4.6.7 (changed in 4.5.0).
# Date: 2026-11-29.
# Expected: z.string().max(n) is text.length <= n, in every release of 4, so that a limit behind it is never reached.
# What happens: 4.4.3 refuses two emoji for max(2), 4.6.7 takes them: four UTF-16 units, eight bytes.
# For Quietkey: limits behind the schemas that count units or bytes (typed keys, addresses, padded mails) must hold by
# themselves.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund zod44@npm:zod@4.4.3 zod46@npm:zod@4.6.7 >&2 || {
  echo 'The packages could not be installed.' >&2
  exit 2
}

cat >see.mjs <<'END'
import * as older from 'zod44';
import * as newer from 'zod46';

const text = '\u{1f511}\u{1f511}';
const seen = {};
for (const [name, z] of Object.entries({ '4.4.3': older, '4.6.7': newer })) {
  seen[name] = [z.string().max(2), z.string().length(4)].map((schema) => schema.safeParse(text).success);
}
console.log(`${[...text].length} characters, ${text.length} units; max(2), length(4):`, seen);
process.exit(JSON.stringify(seen) === '{"4.4.3":[false,true],"4.6.7":[true,false]}' ? 0 : 1);
END
node see.mjs
