#!/usr/bin/env bash
# A redactor turns ids of licenses and orders into card numbers and postal codes, and leaves an IPv6 network in the line
# Version: redact-pii 3.4.0 (SyncRedactor, defaults)
# Date: 2026-12-01
# Expected: addresses leave a support log, and the ids by which support finds a license stay.
# Happens: digits of a UUID become CREDIT_CARD_NUMBER, each half of an order 00042-12345 a ZIPCODE, a version 10.2.3.4 an
#   IP_ADDRESS, and the year of a date DIGITS. Of 2001:db8::1 the first group alone is replaced, and of an address with a
#   domain in Unicode the part up to the first letter beyond ASCII.
# For Quietkey: its own logs hold neither addresses nor keys. A vendor does not pass diagnostics of the SDK through such a
#   redactor: what identifies a case goes, and a network may stay.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts redact-pii@3.4.0 >&2 || {
  echo 'The package could not be installed.' >&2
  exit 2
}
cat >see.mjs <<'END'
import { createRequire } from 'node:module';

const { SyncRedactor } = createRequire(import.meta.url)('redact-pii');
const wanted = {
  'from 203.0.113.7': 'from IP_ADDRESS',
  'mail ann@example.org': 'mail EMAIL_ADDRESS',
  'license 01932c07-9d3a-7000-8000-000000000001': 'license 01932c07-9d3a-CREDIT_CARD_NUMBER0001',
  'reference 00042-12345': 'reference ZIPCODE-ZIPCODE',
  'version 10.2.3.4': 'version IP_ADDRESS',
  'ends on 2026-12-01': 'ends on DIGITS-12-01',
  'from 2001:db8::1': 'from DIGITS:db8::1',
  'mail ann@münchen.example': 'mail EMAIL_ADDRESSünchen.example',
};
const redactor = new SyncRedactor();
const seen = Object.keys(wanted).map((line) => redactor.redact(line));
Object.keys(wanted).forEach((line, at) => console.log(`${line} => ${seen[at]}`));
process.exit(Object.values(wanted).every((line, at) => line === seen[at]) ? 0 : 1);
END
node see.mjs
