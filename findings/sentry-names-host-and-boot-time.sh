#!/usr/bin/env bash
# Sentry for Node sends the host's name and the moment of its start, with personal data switched off
# Version: @sentry/node 11.12.0
# Date: 2026-12-01
# Expected: with `sendDefaultPii: false` a report has nothing by which two reports are known to be of one device.
# Happens: `server_name` is the host's name, which on a desktop is often its owner's, and the context `device` has the moment at
#   which the machine was started and its memory to the byte: together one device among all customers until it starts again,
#   across apps and accounts. `includeServerName: false` and nodeContextIntegration({ device: false }) leave them out.
# For Quietkey: the SDK reports nothing, but reports of the app beside it join what its tags keep apart. Set both.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @sentry/node@11.12.0 >&2 || {
  echo 'The package could not be installed.' >&2
  exit 2
}
cat >see.cjs <<'END'
const { hostname, totalmem, uptime } = require('node:os');
const Sentry = require('@sentry/node');

const settings = {
  'personal data off': {},
  'both left out': { includeServerName: false, integrations: [Sentry.nodeContextIntegration({ device: false })] },
};
let report;
Sentry.init({
  dsn: 'https://public@127.0.0.1/1',
  sendDefaultPii: false,
  ...settings[process.argv[2]],
  beforeSend: (event) => {
    report = event;
    return null;
  },
});
Sentry.captureMessage('a report');
Sentry.flush(5000).then(() => {
  const { boot_time: boot, memory_size: memory } = report.contexts?.device ?? {};
  const off = Math.abs(Date.parse(boot) - (Date.now() - uptime() * 1000));
  console.log(
    [
      `the host's name: ${report.server_name === undefined ? 'no' : report.server_name === hostname()}`,
      `its start: ${boot === undefined ? 'no' : off < 10_000}`,
      `its memory: ${memory === undefined ? 'no' : memory === totalmem()}`,
    ].join(', '),
  );
  process.exit();
});
END
off=$(timeout 60 node see.cjs 'personal data off')
out=$(timeout 60 node see.cjs 'both left out')
printf 'personal data off: %s\nboth left out: %s\n' "$off" "$out"
[ "$off" = "the host's name: true, its start: true, its memory: true" ] && [ "$out" = "the host's name: no, its start: no, its memory: no" ]
