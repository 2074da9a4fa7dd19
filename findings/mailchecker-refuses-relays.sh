#!/usr/bin/env bash
# A list of throwaway addresses refuses the lasting relays of privacy services, and every domain with an umlaut
# Version: mailchecker 6.0.21, disposable-email-domains 1.0.62
# Date: 2026-12-01
# Expected: a disposable address is one that is gone tomorrow; a relay that forwards to a person for years is none, and a
#   valid domain is valid in both of its spellings.
# Happens: mailchecker calls relays of DuckDuckGo, Firefox, Proton and addy.io invalid, and lets that of Apple pass;
#   disposable-email-domains has none of them. münchen.de is invalid, and its ASCII form xn--mnchen-3ya.de is valid.
# For Quietkey: it takes any address that can be written to. A vendor with such a check in front of `issue` has buyers who
#   paid and get no license; and two servers with two lists answer differently.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts mailchecker@6.0.21 disposable-email-domains@1.0.62 >&2 || {
  echo 'The packages could not be installed.' >&2
  exit 2
}
cat >see.mjs <<'END'
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const checker = require('mailchecker');
const domains = require('disposable-email-domains');
const wanted = {
  'example.org': 'taken,taken',
  'privaterelay.appleid.com': 'taken,taken',
  'duck.com': 'refused,taken',
  'mozmail.com': 'refused,taken',
  'passmail.net': 'refused,taken',
  'anonaddy.me': 'refused,taken',
  'xn--mnchen-3ya.de': 'taken,taken',
  'münchen.de': 'refused,taken',
};
const word = (taken) => (taken ? 'taken' : 'refused');
const seen = {};
for (const domain of Object.keys(wanted)) seen[domain] = `${word(checker.isValid(`buyer@${domain}`))},${word(!domains.includes(domain))}`;
console.log('mailchecker, disposable-email-domains', seen);
process.exit(Object.entries(wanted).every(([domain, answers]) => seen[domain] === answers) ? 0 : 1);
END
node see.mjs
