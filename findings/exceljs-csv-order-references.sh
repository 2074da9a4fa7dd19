#!/usr/bin/env bash
# exceljs: reading and writing a shop's CSV changes order references, and the same order gets another license
# Version: exceljs 4.4.0
# Date: 2026-11-29
# Expected: a CSV that is read and written unchanged holds the same cells; only a cell of a spreadsheet has a type.
# Happens: 00042 becomes 42, 1.10 becomes 1.1, 1E5 becomes 100000, 0x10 becomes 16, 12345678901234567890 ends in zeros, and
#   2026-11-29 gains a time and a zone. Quoted cells do not escape it.
# For Quietkey: an order's reference is what finds its license again, so a CSV that went through a spreadsheet tool issues
#   a second one. Say it at `issue --csv`; warn of references that look like such a result (…000, E5, a time).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund exceljs@4.4.0
TZ=UTC node --input-type=module - <<'JS'
import { Readable } from 'node:stream';
import Excel from 'exceljs';

const orders = ['00042', '1.10', '1E5', '0x10', '12345678901234567890', '2026-11-29', 'A-1017'];
const book = new Excel.Workbook();
await book.csv.read(Readable.from([`order,email\r\n${orders.map((order) => `"${order}","ada@mail.example"`).join('\r\n')}\r\n`]));
const written = (await book.csv.writeBuffer()).toString().trim().split('\n').slice(1).map((line) => line.split(',')[0]);
orders.forEach((order, i) => console.log(`${order} -> ${written[i]}`));
const changed = orders.filter((order, i) => written[i] !== order);
process.exit(changed.length === 6 && written[0] === '42' && written[6] === 'A-1017' ? 0 : 1);
JS
