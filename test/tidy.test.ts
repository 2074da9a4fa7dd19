/**
 * The house rules, held against every source of the repository; and each rule against a small bad sample, so that a
 * rule which can no longer fail is noticed.
 */

import { expect } from 'chai';
import { fileURLToPath } from 'node:url';
import { HOUSE_RULES, readSources } from './support/house-rules.ts';
import { maskSource } from './support/source-mask.ts';
import type { SourceFile } from './support/house-rules.ts';

// this file runs from dist/test
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const lines = (count: number) => '  x();\n'.repeat(count);
const source = (path: string, text: string): SourceFile => ({ path, text: `// A head.\n${text}` });

/** For each rule, by the first words of its title: sources of which every one breaks it, and some that do not. */
const SAMPLES: readonly { rule: string; bad: readonly SourceFile[]; good: readonly SourceFile[] }[] = [
  {
    rule: 'imports run',
    bad: [
      source('server/domain/license.ts', `import { hash } from 'node:crypto';`),
      source('server/domain/license.ts', `import type {\n  Row,\n} from '../../db/licenses.ts';`),
      source('server/domain/license.ts', `import { z } from 'zod';`),
      source('server/http/routes.ts', `import { open } from '../../db/open.ts';`),
      source('server/http/routes.ts', `import sqlite from 'better-sqlite3';`),
      source('server/main.ts', `import { open } from '../db/open.ts';`),
      source('db/licenses.ts', `export { routes } from '../server/http/routes.ts';`),
      source('db/licenses.ts', `import '../server/open.ts';`),
      source('client-sdk/state.ts', `const open = await import('../server/open.ts');`),
      source('client-sdk/state.ts', `import { z } from 'zod';`),
      source('client-sdk/wire.ts', `import { key } from './license-key.ts';`),
      source('scripts/license.ts', `import { licenses } from '../db/licenses.ts';`),
      source('scripts/license.ts', `import { world } from '../test/support/world.ts';`),
      source('test/bench/echo.ts', `import { world } from '../support/world.ts';`),
    ],
    good: [
      source('server/domain/license.ts', `import { readKey } from '../../client-sdk/license-key.ts';`),
      source(
        'server/open.ts',
        `import { open } from '../db/open.ts';\nimport { sign } from './crypto/signer.ts';`,
      ),
      source(
        'server/http/routes.ts',
        `// import { open } from '../../db/open.ts';\nimport express from 'express';`,
      ),
      source('scripts/demo.ts', `const app = "import { a } from '../db/a.ts'";`),
    ],
  },
  {
    rule: 'names are free',
    bad: [
      source('server/license-manager.ts', ''),
      source('db/utils.ts', ''),
      source('server/domain/a.ts', 'export const licenseData = 1;'),
      source('server/domain/a.ts', 'export async function* loadBase() {}'),
      source('server/domain/a.ts', 'export interface DeviceFingerprint {}'),
      source('server/domain/a.ts', 'export const SEAT_INFO_MAX = 1;'),
    ],
    good: [
      source('server/data-folder.ts', 'export const dataFolder = 1;'),
      source('client-sdk/base32.ts', 'export const toBase32 = 1;\nexport const dates = 2;'),
    ],
  },
  {
    rule: 'no file is longer',
    bad: [
      source('server/a.ts', '\n'.repeat(300) + 'x();'),
      source('test/bench/a.ts', '\n'.repeat(300) + 'x();'),
    ],
    good: [source('server/a.ts', '\n'.repeat(298) + 'x();'), source('test/a.test.ts', lines(400))],
  },
  {
    rule: 'no function is longer',
    bad: [
      source('db/a.ts', `export function a() {\n${lines(49)}}\n`),
      source('db/a.ts', `export function a(\n  b: string,\n): void {\n${lines(47)}}\n`),
      source('db/a.ts', `function a({\n  b,\n}: Options): void {\n${lines(47)}}\n`),
      source('db/a.ts', `const a = async () => {\n${lines(49)}};\n`),
      source('db/a.ts', `const a = {\n  async b(c: string): Promise<void> {\n${lines(49)}  },\n};\n`),
    ],
    good: [
      source('db/a.ts', `export function a() {\n${lines(48)}}\n`),
      source('db/a.ts', `const TABLE = {\n${lines(80)}};\nfunction a() {}\nconst b = [\n${lines(80)}];\n`),
    ],
  },
  {
    rule: 'only server/config.ts',
    bad: [
      source('server/main.ts', 'const port = process.env.PORT;'),
      source('scripts/demo.ts', `spawn('a', { env: { ...process.env } });`),
      source('client-sdk/state.ts', 'process.env.HOME;'),
    ],
    good: [
      source('server/config.ts', 'process.env;'),
      source('server/main.ts', '// process.env is read elsewhere'),
    ],
  },
  {
    rule: 'only server/clock.ts',
    bad: [
      source('server/main.ts', 'const now = Date.now();'),
      source('db/a.ts', 'new Date();'),
      source('client-sdk/state.ts', 'const now = Date.now;'),
    ],
    good: [source('client-sdk/clock.ts', 'Date.now();'), source('server/domain/day.ts', 'new Date(at);')],
  },
  { rule: 'randomness', bad: [source('client-sdk/retry.ts', 'Math.random();')], good: [] },
  {
    rule: 'there are no default',
    bad: [
      source('db/a.ts', 'export default 1;'),
      source('db/a.ts', 'export { a as default };'),
      source('test/a.test.ts', 'export default function a() {}'),
    ],
    good: [source('db/a.ts', `export const a = 'export default';`)],
  },
  {
    rule: 'SQL',
    bad: [
      source('server/a.ts', 'const q = `SELECT id\n  FROM license`;'),
      source('server/a.ts', `const q = 'select id from license';`),
      source('scripts/a.ts', `const q = 'insert into license (id) values ($1)';`),
      source('server/a.ts', `const q = 'UPDATE license SET seats = 1';`),
      source('server/a.ts', `const q = 'DELETE FROM license WHERE id = $1';`),
    ],
    good: [
      source('db/a.ts', `const q = 'SELECT id FROM license';`),
      source(
        'server/a.ts',
        `// SELECT id FROM license\nconst q = 'Select a product, then copy the key from the mail';`,
      ),
    ],
  },
  {
    rule: 'only the scripts, the bench',
    bad: [source('server/http/a.ts', 'console.log(1);'), source('client-sdk/a.ts', 'console.warn(1);')],
    good: [
      source('scripts/a.ts', 'console.log(1);'),
      source('test/bench/a.ts', 'console.log(1);'),
      source('server/main.ts', 'console.log(1);'),
    ],
  },
  {
    rule: 'every file begins',
    bad: [{ path: 'server/domain/a.ts', text: 'export const a = 1;' }],
    good: [{ path: 'scripts/quietkey.ts', text: '#!/usr/bin/env node\n// The command.\n' }],
  },
  {
    rule: 'no test is',
    bad: [
      source('test/a.test.ts', `it.only('a', b);`),
      source('test/a.test.ts', `(slow ? it : it.skip)('a', b);`),
    ],
    good: [source('test/a.test.ts', `it('never uses it.only', b);`)],
  },
];

describe('the house rules', () => {
  const sources = readSources(ROOT);

  for (const { title, check } of HOUSE_RULES) {
    it(title.split(':\n')[0] ?? title, () => {
      expect(check(sources).join('\n'), `${title}\n`).to.equal('');
    });
  }
});

describe('each house rule can fail', () => {
  for (const { title, check } of HOUSE_RULES) {
    it(title.split(':\n')[0] ?? title, () => {
      const sample = SAMPLES.find(({ rule }) => title.startsWith(rule));
      if (sample === undefined) throw new Error('this rule has no bad sample');
      for (const file of sample.bad) expect(check([file]), file.text).to.have.lengthOf(1);
      for (const file of sample.good) expect(check([file]), file.text).to.deep.equal([]);
    });
  }
});

describe('the mask over comments and strings', () => {
  const cases: readonly [string, string][] = [
    ['a; // b', 'a;     '],
    ["a('b // c');", "a('      ');"],
    ['a(`b${c({ d: `e` })}f`);', 'a(`  {c({ d: ` ` })} `);'],
    ['a(/["\'`]/, "b");', 'a(       , " ");'],
    ['a / b; // c / d', 'a / b;         '],
    ['/* a\n b */ c', '    \n      c'],
  ];
  for (const [text, code] of cases) {
    it(`keeps the code of ${text.replace('\n', '⏎')}`, () => {
      expect(maskSource(text).code).to.equal(code);
    });
  }
});
