#!/usr/bin/env bash
# nodemailer: "no such person" and "your server is blocked" are the same error, and both are called permanent
# Version: nodemailer 10.6.1
# Date: 2026-11-29
# Expected: an error tells by its fields whether the recipient is unknown (5.1.1), full (5.2.2) or the sender is refused by
#   policy (5.7.1): the servers say so by enhanced codes, and announce them.
# Happens: code, command and `permanent` are the same for all three, and 5.1.1 and 5.7.1 have one `responseCode`, 550. The
#   enhanced code is nowhere but in the text, beside the address. "No such user" that comes after the message has another
#   `code` (EMESSAGE) and no list of rejected recipients.
# For Quietkey: the carrier deletes a mail for 550 at RCPT: a listing of the vendor's mail server would delete every mail.
#   Take only 5.1.x for "no such recipient", from the text, and after DATA too.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund nodemailer@10.6.1
node --input-type=module - <<'JS'
import { createServer } from 'node:net';
import nodemailer from 'nodemailer';

/** Just enough SMTP, with one answer of ours. */
function serve(at, answer) {
  const says = { EHLO: '250-mail.example\r\n250 ENHANCEDSTATUSCODES', MAIL: '250 2.1.0 ok', RCPT: '250 2.1.5 ok', DATA: '354 go on', '.': '250 2.0.0 taken', QUIT: '221 2.0.0 bye', [at]: answer };
  const server = createServer((socket) => {
    let isData = false;
    socket.on('error', () => undefined).write('220 mail.example\r\n');
    socket.on('data', (bytes) => {
      for (const line of bytes.toString().split('\r\n').slice(0, -1)) {
        if (isData && line !== '.') continue;
        const verb = line.split(/[ :]/)[0];
        isData = verb === 'DATA';
        socket.write(`${says[verb] ?? '250 ok'}\r\n`);
      }
    });
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}
async function send(at, answer) {
  const server = await serve(at, answer);
  const transport = nodemailer.createTransport({ host: '127.0.0.1', port: server.address().port, ignoreTLS: true });
  const error = await transport.sendMail({ from: 'keys@vendor.example', to: 'ada@mail.example', subject: 's', text: 't' }).catch((one) => one);
  transport.close();
  server.close();
  const { response: _text, message: _message, stack: _stack, rejectedErrors: _errors, ...fields } = { ...error };
  console.log(`${answer} (${at === '.' ? 'after DATA' : at}):`, JSON.stringify(fields));
  return JSON.stringify(fields);
}
const unknown = await send('RCPT', '550 5.1.1 <ada@mail.example> unknown');
const blocked = await send('RCPT', '550 5.7.1 <ada@mail.example> not from a listed server');
const full = await send('RCPT', '552 5.2.2 mailbox full');
const late = await send('.', '550 5.1.1 no such user');
const ok = unknown === blocked && !/5\.[17]\.1/.test(unknown) && full.includes('"permanent":true') && late.includes('"EMESSAGE"') && !late.includes('rejected');
process.exit(ok ? 0 : 1);
JS
