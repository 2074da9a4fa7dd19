/**
 * Checks all sources of the repository by the house rules. Each rule is also checked with samples that break it, so that a
 * rule that can no longer fail is noticed.
 */

import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HOUSE_RULES, readSources } from './house-rules.ts';
import { ROOT } from '../support/root.ts';
import { directionOverrides, isDirection, type LintOverride } from './lint-directions.ts';
import { maskSource } from './source-mask.ts';
import type { SourceFile } from './house-rules.ts';

const lines = (count: number) => '  x();\n'.repeat(count);
const source = (path: string, text: string): SourceFile => ({ path, text: `// A head.\n${text}` });

/** For each rule, by the first words of its title: sources that break it, and sources that do not. */
const SAMPLES: readonly {
  rule: string;
  bad: readonly SourceFile[];
  /** Files that break it only in combination. */
  badTogether?: readonly SourceFile[];
  good: readonly SourceFile[];
}[] = [
  {
    rule: 'imports run',
    bad: [
      source('server/domain/licensing/license.ts', `import { hash } from 'node:crypto';`),
      source(
        'server/domain/licensing/license.ts',
        `import type {\n  Row,\n} from '../../../db/sql/licenses.ts';`,
      ),
      source(
        'server/domain/licensing/license.ts',
        `import { list } from '../activation/list-activations.ts';`,
      ),
      source('server/domain/licensing/license.ts', `import { z } from 'zod';`),
      source('server/http/routes.ts', `import { open } from '../../db/sqlite/connection.ts';`),
      source('server/http/routes.ts', `import { page } from '../portal/portal.ts';`),
      source('server/portal/routes/routes.ts', `import { route } from '../../http/route.ts';`),
      source('server/http/routes.ts', `import sqlite from 'better-sqlite3';`),
      source('server/main.ts', `import { open } from '../db/sqlite/connection.ts';`),
      source('server/a-new-folder/file.ts', `import { dayOf } from '../domain/kernel/day.ts';`),
      source('db/sql/licenses.ts', `export { routes } from '../../server/http/routes.ts';`),
      source('db/sql/licenses.ts', `import '../../server/composition/world.ts';`),
      source('client-sdk/typescript/state/state.ts', `const open = await import('../../../server/main.ts');`),
      source('client-sdk/typescript/state/state.ts', `import { z } from 'zod';`),
      source('client-sdk/typescript/contract/wire.ts', `import { hash } from 'node:crypto';`),
      source('scripts/commands/license.ts', `import { LICENSES } from '../../db/sql/licenses.ts';`),
      source('scripts/commands/license.ts', `import { world } from '../support/world.ts';`),
    ],
    good: [
      source(
        'server/domain/licensing/license.ts',
        `import { readKey } from '../../../client-sdk/typescript/contract/license-key.ts';`,
      ),
      source(
        'server/composition/world.ts',
        `import { open } from '../../db/sqlite/connection.ts';\nimport { sign } from '../crypto/signer.ts';`,
      ),
      source(
        'server/http/routes.ts',
        `// import { open } from '../../db/sqlite/connection.ts';\nimport express from 'express';`,
      ),
      source('scripts/demo/demo.ts', `const app = "import { a } from '../../db/a.ts'";`),
      source('test/bench/echo.ts', `import { world } from '../support/world.ts';`),
    ],
  },
  {
    rule: 'no folder of product code',
    bad: [],
    badTogether: Array.from({ length: 29 }, (_file, i) => source(`db/sql/noun-${i}.ts`, '')),
    good: [source('db/sql/noun.ts', '')],
  },
  {
    rule: 'no files import each other',
    bad: [],
    badTogether: [
      source('db/sql/a.ts', `import type { B } from './b.ts';`),
      source('db/sql/b.ts', `import { c } from './c.ts';`),
      source('db/sql/c.ts', `import { a } from './a.ts';`),
    ],
    good: [source('db/sql/a.ts', `import { b } from './b.ts';`)],
  },
  {
    rule: 'no folders import each other',
    bad: [],
    badTogether: [
      source('db/sql/a.ts', `import type { B } from '../store/b.ts';`),
      source('db/store/c.ts', `import { d } from '../sql/d.ts';`),
    ],
    good: [source('db/sql/a.ts', `import { b } from './b.ts';`)],
  },
  {
    rule: 'the root of server',
    bad: [source('server/open.ts', '')],
    good: [source('server/main.ts', ''), source('server/config/config.ts', '')],
  },
  {
    rule: 'names are free',
    bad: [
      source('server/license-manager.ts', ''),
      source('db/utils.ts', ''),
      source('server/domain/a.ts', 'export const licenseData = 1;'),
      source('server/domain/a.ts', 'export async function* loadBase() {}'),
      source('server/domain/a.ts', 'export interface DeviceSlot {}'),
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
      source('test/cluster/stand/a.ts', '\n'.repeat(300) + 'x();'),
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
    rule: 'only server/config/config.ts',
    bad: [
      source('server/main.ts', 'const port = process.env.PORT;'),
      source('scripts/demo/demo.ts', `spawn('a', { env: { ...process.env } });`),
      source('client-sdk/typescript/state/state.ts', 'process.env.HOME;'),
    ],
    good: [
      source('server/config/config.ts', 'process.env;'),
      source('server/main.ts', '// process.env is read elsewhere'),
    ],
  },
  {
    rule: 'only server/runtime/clock.ts',
    bad: [
      source('server/main.ts', 'const now = Date.now();'),
      source('db/a.ts', 'new Date();'),
      source('client-sdk/typescript/state/state.ts', 'const now = Date.now;'),
    ],
    good: [
      source('client-sdk/typescript/primitives/clock.ts', 'Date.now();'),
      source('server/domain/kernel/day.ts', 'new Date(at);'),
    ],
  },
  {
    rule: 'only server/domain/kernel/day.ts',
    bad: [
      source('server/domain/activation/lease.ts', 'const end = (today + 30) as Day;'),
      source('test/server/domain/a.test.ts', 'const days = [1, 2] as Day[];'),
    ],
    good: [
      source('server/domain/kernel/day.ts', 'return Math.floor(instant / DAY_SECONDS) as Day;'),
      source('server/domain/activation/lease.ts', 'const end = addDays(today, 30); // not as Day'),
    ],
  },
  {
    rule: 'only client-sdk/typescript/primitives/files.ts creates',
    bad: [
      source('client-sdk/typescript/state/a.ts', 'mkdirSync(folder, { recursive: true });'),
      source('server/mail/a.ts', 'await mkdir(folder, options);'),
      source('scripts/a.ts', 'fs.mkdirSync(folder);'),
      source('db/a.ts', 'cpSync(from, to, { recursive: true });'),
    ],
    good: [
      source('client-sdk/typescript/primitives/files.ts', 'mkdirSync(path);'),
      source('server/a.ts', 'makeFolder(path); mkdtempSync(path);'),
      source('test/a.test.ts', 'mkdirSync(folder, { recursive: true });'),
    ],
  },
  {
    rule: 'only client-sdk/typescript/primitives/key-pair.ts generates',
    bad: [
      source('server/crypto/a.ts', `const { publicKey } = generateKeyPairSync('ed25519');`),
      source('client-sdk/typescript/testing/a.ts', `crypto.generateKeyPair('x25519', take);`),
    ],
    good: [
      source('client-sdk/typescript/primitives/key-pair.ts', `generateKeyPairSync(type, options);`),
      source('server/a.ts', `makeKeyPair('ed25519');`),
    ],
  },
  {
    rule: 'only server/domain/kernel/fault-fields.ts takes',
    bad: [
      source('server/jobs/a.ts', 'log({ error: error.name });'),
      source('server/web/a.ts', `log({ error: error instanceof Error ? error.name : 'unknown' });`),
    ],
    good: [
      source('server/jobs/a.ts', 'log({ ...faultFields(error) });'),
      source('server/jobs/b.ts', 'this.name = name;'),
      source('server/domain/kernel/fault-fields.ts', 'return error.name;'),
      source('scripts/a.ts', 'error.name;'),
    ],
  },
  {
    rule: 'only isThere',
    bad: [source('server/a.ts', 'if (existsSync(path)) read();')],
    good: [source('server/a.ts', 'if (isThere(path)) read();'), source('test/a.test.ts', 'existsSync(a);')],
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
    rule: 'only the scripts, the bench, the stand',
    bad: [source('server/http/a.ts', 'console.log(1);'), source('client-sdk/a.ts', 'console.warn(1);')],
    good: [
      source('scripts/a.ts', 'console.log(1);'),
      source('test/bench/a.ts', 'console.log(1);'),
      source('test/cluster/stand/a.ts', 'console.log(1);'),
      source('server/main.ts', 'console.log(1);'),
    ],
  },
  {
    rule: 'refusal codes',
    bad: [
      source('server/web/a.ts', `const LATER = new Set<RefusalCode>([\n  'busy',\n  'disk_full',\n]);`),
      source('server/web/a.ts', `type Later = 'busy' | 'disk_full';`),
      source('server/web/a.ts', 'const STATUS = {\n  busy: 503,\n  license_unknown: 404,\n};'),
    ],
    good: [
      source('server/web/a.ts', `refuse('busy');\nif (code === 'disk_full') refuse('internal');`),
      source('server/http/routes.ts', `const refusals = ['license_unknown', 'license_revoked'];`),
      source('server/web/a.ts', `const kinds = ['busy', 'beside'];\nconst EXIT = { internal: 70 };`),
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
  const sources = readSources(fileURLToPath(ROOT));

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
      if (sample.badTogether !== undefined) expect(check(sample.badTogether)).to.have.lengthOf(1);
      for (const file of sample.bad) expect(check([file]), file.text).to.have.lengthOf(1);
      for (const file of sample.good) expect(check([file]), file.text).to.deep.equal([]);
    });
  }
});

describe('the linter’s rules of directions', () => {
  it('match the table; npm run lint:directions writes them', () => {
    const text = readFileSync(new URL('.oxlintrc.json', ROOT), 'utf8');
    const { overrides } = JSON.parse(text) as { overrides: LintOverride[] };
    expect(overrides.filter(isDirection)).to.deep.equal(directionOverrides());
  });

  it('refuse the same samples as the table', () => {
    const overrides = directionOverrides();
    const { bad } = SAMPLES.find(({ rule }) => rule === 'imports run')!;
    for (const { path, text } of bad.filter((file) => !file.path.includes('a-new-folder'))) {
      const rule = overrides.find(({ files }) => files[0] === `${dirname(path)}/*.ts`)!.rules;
      const [, { patterns }] = rule['no-restricted-imports'] as [string, { patterns: { regex: string }[] }];
      const specifier = /'([^']+)'[);]*$/.exec(text)?.[1] ?? '';
      expect(
        patterns.some(({ regex }) => new RegExp(regex).test(specifier)),
        `${path} ${specifier}`,
      ).to.equal(true);
    }
  });
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
