#!/usr/bin/env bash
# A term such as P1M, P2W or "1,5 d" becomes a minute, nothing, three more days or fifteen of them
# Version: dayjs 1.11.23 (duration), iso8601-duration 2.1.4, parse-duration 2.1.9; right are luxon 3.7.2, and
#   tinyduration 3.4.1 with date-fns 4.4.0
# Date: 2026-12-01
# Expected: a license of P1M from January 31 ends on February 28, one of P2W two weeks later, and a text that is not
#   understood is an error.
# Happens: add() of dayjs drops weeks, so P2W ends on the day it starts, though asDays() of it says 14. iso8601-duration ends
#   P1M on March 3. parse-duration reads P1Y as a year and P1M as a minute, "1,5 d" as fifteen days, and "1 quarter" as 0.
# For Quietkey: terms are given as whole days or as the day of the end. A vendor who reckons a term uses one of the two that
#   are right, and tries a month from January 31.
set -euo pipefail
export TZ=UTC
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts dayjs@1.11.23 iso8601-duration@2.1.4 parse-duration@2.1.9 luxon@3.7.2 \
  tinyduration@3.4.1 date-fns@4.4.0 >&2 || {
  echo 'The packages could not be installed.' >&2
  exit 2
}
cat >see.mjs <<'END'
import { createRequire } from 'node:module';
import { add } from 'date-fns';
import { DateTime, Duration } from 'luxon';
import parseDuration from 'parse-duration';

const require = createRequire(import.meta.url);
const dayjs = require('dayjs');
dayjs.extend(require('dayjs/plugin/utc'));
dayjs.extend(require('dayjs/plugin/duration'));
const iso = require('iso8601-duration');
const tiny = require('tinyduration');

const start = new Date('2026-01-31T00:00:00Z');
const ends = {
  luxon: (term) => DateTime.fromJSDate(start, { zone: 'utc' }).plus(Duration.fromISO(term)).toISO(),
  'tinyduration, date-fns': (term) => add(start, tiny.parse(term)).toISOString(),
  dayjs: (term) => dayjs.utc(start).add(dayjs.duration(term)).toISOString(),
  'iso8601-duration': (term) => iso.end(iso.parse(term), start).toISOString(),
};
const seen = {};
for (const [name, end] of Object.entries(ends)) seen[name] = ['P30D', 'P2W', 'P1M', 'P1Y'].map((term) => end(term).slice(2, 10)).join();
seen['dayjs, asDays of P2W'] = `${dayjs.duration('P2W').asDays()}`;
seen['parse-duration in days'] = ['P1Y', 'P1M', '1.5 d', '1,5 d', '1 quarter']
  .map((term) => (parseDuration(term) / 86_400_000).toFixed(4).replace(/\.?0+$/, '')).join();
console.log(seen);
const wanted = [
  '26-03-02,26-02-14,26-02-28,27-01-31',
  '26-03-02,26-02-14,26-02-28,27-01-31',
  '26-03-02,26-01-31,26-02-28,27-01-31',
  '26-03-02,26-02-14,26-03-03,27-01-31',
  '14',
  '365.25,0.0007,1.5,15,0',
];
process.exit(Object.values(seen).every((text, at) => text === wanted[at]) ? 0 : 1);
END
node see.mjs
