#!/usr/bin/env bash
# zod-openapi: some patterns that it writes compile in JavaScript alone, and one loses its flag
# Version: zod 4.6.7, zod-openapi 5.4.6, re2js 2.10.0 (the syntax of Go's and Rust's regular expressions), Python 3's re
# Date: 2026-11-29
# Expected: a `pattern` in an OpenAPI document is for clients of any language; what zod accepts, the document accepts.
# Happens: iso.duration() and hostname() come out with look-ahead, which RE2 refuses; a class such as \p{L} is refused by
#   Python's re, which JSON Schema validators there use; email() and iso.datetime() pass. A regex with the flag i is written
#   without it, so a generated client refuses what the server takes.
# For Quietkey: its document has five patterns with \p{…}: give them without, by length alone; a test that compiles every
#   pattern with a reader of the narrower syntax keeps it so.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund zod@4.6.7 zod-openapi@5.4.6 re2js@2.10.0
node --input-type=module - <<'JS'
import { spawnSync } from 'node:child_process';
import { RE2JS } from 're2js';
import * as z from 'zod';
import { createDocument } from 'zod-openapi';

const schemas = { email: z.email(), datetime: z.iso.datetime(), duration: z.iso.duration(), hostname: z.hostname(),
  letters: z.string().regex(/^\p{L}+$/u), anyCase: z.string().regex(/^sonar$/i) };
const { components } = createDocument({ openapi: '3.1.0', info: { title: 't', version: '1' }, components: { schemas } });
const seen = {};
for (const [name, schema] of Object.entries(schemas)) {
  const { pattern } = components.schemas[name];
  let re2 = true;
  try { RE2JS.compile(pattern); } catch { re2 = false; }
  const python = spawnSync('python3', ['-c', 'import re, sys; re.compile(sys.argv[1])', pattern]).status === 0;
  seen[name] = `RE2 ${re2}, Python ${python}`;
  if (name === 'anyCase') seen[name] += `, zod takes SONAR ${schema.safeParse('SONAR').success}, the document ${new RegExp(pattern).test('SONAR')}`;
}
console.log(seen);
const expected = ['RE2 true, Python true', 'RE2 true, Python true', 'RE2 false, Python true', 'RE2 false, Python true',
  'RE2 true, Python false', 'RE2 true, Python true, zod takes SONAR true, the document false'];
process.exit(`${Object.values(seen)}` === `${expected}` ? 0 : 1);
JS
