#!/usr/bin/env bash
# nodemailer: a mail that the server has taken whole and whose answer was lost fails like a connection never made
# Version: nodemailer 10.6.1
# Date: 2026-11-29
# Expected: where the connection ends after the message went over, the error names DATA, so that it can be told from a
#   failure before anything was sent.
# Happens: code ECONNECTION and command CONN, with and without a pool, though the server has the whole message. Anyone who
#   sends again on "connection" errors as on "surely not sent" mails twice.
# For Quietkey: the mailer's "sends that mail twice" holds for this too; say so in the notes, and give each mail a Message-ID
#   that stays the same over its tries, so that mailboxes can drop the second.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund nodemailer@10.6.1
node --input-type=module - <<'JS'
import { createServer } from 'node:net';
import nodemailer from 'nodemailer';

let taken = 0;
const server = createServer((socket) => {
  let isData = false;
  socket.on('error', () => undefined).write('220 mail.example\r\n');
  socket.on('data', (bytes) => {
    for (const line of bytes.toString().split('\r\n').slice(0, -1)) {
      if (isData && line !== '.') continue;
      if (isData) { taken += 1; return void socket.end(); }
      isData = line === 'DATA';
      socket.write(isData ? '354 go on\r\n' : '250 ok\r\n');
    }
  });
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const seen = [];
for (const pool of [false, true]) {
  taken = 0;
  const transport = nodemailer.createTransport({ host: '127.0.0.1', port: server.address().port, ignoreTLS: true, pool });
  const { code, command } = await transport.sendMail({ from: 'keys@vendor.example', to: 'ada@mail.example', subject: 's', text: 't' }).catch((error) => error);
  transport.close();
  seen.push(`${code} ${command} ${taken}`);
  console.log(`pool ${pool}: ${code}, command ${command}; messages that the server has: ${taken}`);
}
process.exit(seen.every((one) => one === 'ECONNECTION CONN 1') ? 0 : 1);
JS
