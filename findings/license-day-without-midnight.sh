#!/usr/bin/env bash
# A license that starts on the day of a clock change starts a day early, or at noon, where that day has no midnight
# Version: dayjs 1.11.23, date-fns-tz 3.2.0 with date-fns 4.4.0, spacetime 7.15.0; right are luxon 3.7.2,
#   moment-timezone 0.6.6, @js-joda/core 6.3.2 with @js-joda/timezone 2.25.2
# Date: 2026-12-01
# Expected: in Cairo, Beirut, Havana and Santiago the clocks are put forward at midnight, so such a day starts at 01:00.
#   The start of the day is that moment.
# Happens: date-fns-tz answers 23:00 of the day before in all four, and so does startOf('day') of dayjs in Cairo and Beirut.
#   spacetime's startOf('day') leaves noon where it is in all four.
# For Quietkey: its days are UTC days. A vendor who shows or reckons local days takes one of the libraries that are right.
set -euo pipefail
export TZ=UTC
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts dayjs@1.11.23 date-fns-tz@3.2.0 date-fns@4.4.0 spacetime@7.15.0 \
  luxon@3.7.2 moment-timezone@0.6.6 @js-joda/core@6.3.2 @js-joda/timezone@2.25.2 >&2 || {
  echo 'The packages could not be installed.' >&2
  exit 2
}
cat >see.mjs <<'END'
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const dayjs = require('dayjs');
dayjs.extend(require('dayjs/plugin/utc'));
dayjs.extend(require('dayjs/plugin/timezone'));
const { DateTime } = require('luxon');
const moment = require('moment-timezone');
const { fromZonedTime } = require('date-fns-tz');
const spacetime = require('spacetime');
const { LocalDate, ZoneId } = require('@js-joda/core');
require('@js-joda/timezone');

const libraries = {
  luxon: (day, zone) => DateTime.fromISO(`${day}T12:00`, { zone }).startOf('day').toMillis(),
  moment: (day, zone) => moment.tz(`${day} 12:00`, zone).startOf('day').valueOf(),
  'js-joda': (day, zone) => LocalDate.parse(day).atStartOfDay(ZoneId.of(zone)).toInstant().toEpochMilli(),
  dayjs: (day, zone) => dayjs.tz(`${day} 12:00`, zone).startOf('day').valueOf(),
  'date-fns-tz': (day, zone) => fromZonedTime(`${day}T00:00:00`, zone).getTime(),
  spacetime: (day, zone) => spacetime(`${day}T12:00:00`, zone).startOf('day').epoch,
};
const days = {
  'Europe/Berlin': '2026-12-01',
  'Africa/Cairo': '2026-04-24',
  'Asia/Beirut': '2026-03-29',
  'America/Havana': '2026-03-08',
  'America/Santiago': '2026-09-06',
};
const local = (time, zone) =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' }).format(time);
const seen = {};
for (const [name, start] of Object.entries(libraries))
  seen[name] = Object.entries(days).map(([zone, day]) => local(start(day, zone), zone).slice(5));
console.log(Object.entries(days), seen);
const right = ['12-01 00:00', '04-24 01:00', '03-29 01:00', '03-08 01:00', '09-06 01:00'];
const early = ['12-01 00:00', '04-23 23:00', '03-28 23:00', '03-07 23:00', '09-05 23:00'];
const wanted = {
  luxon: right,
  moment: right,
  'js-joda': right,
  dayjs: [...early.slice(0, 3), ...right.slice(3)],
  'date-fns-tz': early,
  spacetime: ['12-01 00:00', '04-24 12:00', '03-29 12:00', '03-08 12:00', '09-06 12:00'],
};
process.exit(Object.entries(wanted).every(([name, times]) => `${seen[name]}` === `${times}`) ? 0 : 1);
END
node see.mjs
