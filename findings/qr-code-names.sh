#!/usr/bin/env bash
# QR codes: a name beyond ASCII is cut to one byte a letter by some writers, and read as nothing or as other letters
# Version: qrcode 1.5.4, qrcode-generator 2.0.4, qrcode-terminal 0.12.0, @nuintun/qrcode 5.0.3, jsqr 1.4.0,
#   @zxing/library 0.21.3
# Date: 2026-12-01
# Expected: what one package writes into a code, another reads: "Müller" and a Japanese name come back, or writing fails.
# Happens: qrcode-generator and qrcode-terminal keep the low eight bits of each letter, so a Japanese name becomes
#   punctuation without an error, and @nuintun writes question marks. "Müller" in one byte a letter is an empty text to jsqr
#   and an exception to zxing; in UTF-8, as qrcode writes it, @nuintun reads "MÃ¼ller".
# For Quietkey: its codes hold ASCII alone. A vendor who puts the holder of a license into a code escapes the text first.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts qrcode@1.5.4 qrcode-generator@2.0.4 qrcode-terminal@0.12.0 \
  @nuintun/qrcode@5.0.3 jsqr@1.4.0 @zxing/library@0.21.3 >&2 || {
  echo 'The packages could not be installed.' >&2
  exit 2
}
cat >see.mjs <<'END'
import { createRequire } from 'node:module';
import { binarize, Byte, Decoder, Detector, Encoder, grayscale } from '@nuintun/qrcode';

const require = createRequire(import.meta.url);
const QrCode = require('qrcode');
const generator = require('qrcode-generator');
const Terminal = require('qrcode-terminal/vendor/QRCode');
const jsqr = require('jsqr');
const zxing = require('@zxing/library');

const writers = {
  qrcode: (text) => {
    const { modules } = QrCode.create(text);
    return [modules.size, (row, column) => modules.get(row, column)];
  },
  'qrcode-generator': (text) => {
    const code = (generator.default ?? generator)(0, 'M');
    code.addData(text);
    code.make();
    return [code.getModuleCount(), (row, column) => code.isDark(row, column)];
  },
  'qrcode-terminal': (text) => {
    const code = new Terminal(-1, 1);
    code.addData(text);
    code.make();
    return [code.getModuleCount(), (row, column) => code.modules[row][column]];
  },
  nuintun: (text) => {
    const code = new Encoder({ level: 'M' }).encode(new Byte(text));
    return [code.size, (row, column) => code.get(column, row)];
  },
};
const picture = ([size, isDark], dot = 6, edge = 4) => {
  const width = (size + 2 * edge) * dot;
  const data = new Uint8ClampedArray(width * width * 4).fill(255);
  for (let y = 0; y < width; y += 1)
    for (let x = 0; x < width; x += 1) {
      const [row, column] = [y, x].map((at) => Math.floor(at / dot) - edge);
      if (row < 0 || column < 0 || row >= size || column >= size || !isDark(row, column)) continue;
      data.fill(0, (y * width + x) * 4, (y * width + x) * 4 + 3);
    }
  return { data, width, height: width };
};
const readers = {
  jsqr: ({ data, width }) => (jsqr.default ?? jsqr)(data, width, width)?.data,
  zxing: ({ data, width }) => {
    const light = Uint8ClampedArray.from({ length: width * width }, (_, at) => data[at * 4]);
    const source = new zxing.RGBLuminanceSource(light, width, width);
    return new zxing.QRCodeReader().decode(new zxing.BinaryBitmap(new zxing.HybridBinarizer(source))).getText();
  },
  nuintun: (image) => {
    const found = new Detector().detect(binarize(grayscale(image), image.width, image.height)).next().value;
    return new Decoder().decode(found.matrix).content;
  },
};
const seen = {};
for (const text of ['AB-12', 'Müller', '株式会社'])
  for (const [writer, write] of Object.entries(writers)) {
    const image = picture(write(text));
    seen[`${text} by ${writer}`] = Object.values(readers).map((read) => {
      try {
        const answer = read(image);
        return answer === text ? 'read' : JSON.stringify(answer);
      } catch {
        return 'thrown';
      }
    });
  }
console.log(Object.keys(readers), seen);
const cut = JSON.stringify('*\u000f\u001a>');
const wanted = [
  ...Array(4).fill(['read', 'read', 'read']),
  ['read', 'read', '"MÃ¼ller"'], ['""', 'thrown', 'read'], ['""', 'thrown', 'read'], ['""', 'thrown', 'read'],
  ['read', 'read', JSON.stringify(Buffer.from('株式会社').toString('latin1'))],
  [cut, cut, cut], [cut, cut, cut], ['"????"', '"????"', '"????"'],
];
const alike = (one, other) => one.every((each, at) => each === other[at]);
process.exit(Object.values(seen).every((row, at) => alike(row, wanted[at])) ? 0 : 1);
END
node see.mjs
