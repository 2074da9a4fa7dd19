#!/usr/bin/env bash
# "Updates until version 3": three readers of version ranges disagree on betas, on "v", on builds and on a bare "2"
# Version: semver 7.8.6, version-range 4.15.0, compare-versions 6.1.1
# Date: 2026-12-01
# Expected: whether a license covers a release depends on the license, not on the package that compares.
# Happens: 3.0.0-beta.1 is within "<3" for compare-versions and not for the others; v2.5.0 and 2.5.0+build.7 are outside
#   everything for version-range; "2" means 2.x to two of them and 2.0.0 alone to the third, and "<=2" likewise; 2.5 and
#   2.5.0.1, as many desktop apps count, are no versions to semver, and so covered by nothing, without an error.
# For Quietkey: a vendor who ties a feature or a tag to versions compares on one side alone, with one package, and tests a
#   beta of the next major version.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts semver@7.8.6 version-range@4.15.0 compare-versions@6.1.1 >&2 || {
  echo 'The packages could not be installed.' >&2
  exit 2
}
cat >see.mjs <<'END'
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const semver = require('semver');
const versionRange = require('version-range');
const compareVersions = require('compare-versions');

const readers = {
  semver: semver.satisfies,
  'version-range': versionRange.default ?? versionRange,
  'compare-versions': compareVersions.satisfies,
};
const wanted = {
  '2.10.0 within <3': 'true,true,true',
  '3.0.0-beta.1 within <3': 'false,false,true',
  'v2.5.0 within <3': 'true,false,true',
  '2.5.0+build.7 within <=2.5.0': 'true,false,true',
  '2.5.0 within 2': 'true,true,false',
  '2.5.0 within <=2': 'true,true,false',
  '2.5 within >=2.0.0': 'false,true,true',
  '2.5.0.1 within <3': 'false,true,true',
};
const seen = {};
for (const question of Object.keys(wanted)) {
  const [version, range] = question.split(' within ');
  seen[question] = `${Object.values(readers).map((covers) => covers(version, range))}`;
}
console.log(Object.keys(readers), seen);
process.exit(Object.entries(wanted).every(([question, answers]) => seen[question] === answers) ? 0 : 1);
END
node see.mjs
