#!/usr/bin/env bash
# smtp-server: hands a test another address than came over the wire, and refuses valid ones with a space
# Version: smtp-server 3.21.6
# Date: 2026-11-29
# Expected: the handler of RCPT gets the address that the client sent; a quoted local part is an address like any other.
# Happens: a domain in its ASCII form (xn--…) arrives in Unicode, though the client asked for no SMTPUTF8; so a test that
#   compares cannot see whether the ASCII form was sent. A quoted local part with a space is answered 501.
# For Quietkey: tests of international domains must look at the bytes on the socket, not at what this server reports.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund smtp-server@3.21.6
node --input-type=module - <<'JS'
import { connect } from 'node:net';
import { SMTPServer } from 'smtp-server';

const got = [];
const server = new SMTPServer({ authOptional: true, disabledCommands: ['STARTTLS'],
  onRcptTo(address, session, done) { got.push(address.address); done(); } });
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const socket = connect(server.server.address().port, '127.0.0.1');
const answers = [];
const next = () => new Promise((resolve) => socket.once('data', (bytes) => resolve(bytes.toString().trim())));
await next();
for (const line of ['EHLO a.example', 'MAIL FROM:<keys@vendor.example>', 'RCPT TO:<ada@xn--bcher-kva.example>', 'RCPT TO:<"ada l"@mail.example>']) {
  socket.write(`${line}\r\n`);
  answers.push(await next());
}
socket.end();
server.close();
console.log('sent ada@xn--bcher-kva.example, the handler got', got[0]);
console.log('sent "ada l"@mail.example, answered', answers[3]);
process.exit(got[0] === 'ada@bücher.example' && got.length === 1 && answers[3].startsWith('501') ? 0 : 1);
JS
