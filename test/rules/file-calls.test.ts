/**
 * The rule that files are read through the guarded reader, applied to all product code and to samples that break it.
 */

import { expect } from 'chai';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { FILE_READERS, guardedReaders, MAY_CHANGE, MAY_READ, ownReaders, ownWriters } from './file-calls.ts';
import { readSources } from './house-rules.ts';
import { ROOT } from '../support/root.ts';

const BAD = [
  `import { readFileSync } from 'node:fs';`,
  `import { readFile as load } from 'node:fs/promises';`,
  `import { statSync, openSync } from 'fs';`,
  `import {\n  closeSync,\n  createReadStream,\n} from 'node:fs';`,
  `import fs from 'node:fs';`,
  `import * as files from 'node:fs/promises';`,
  `const { open } = await import('node:fs/promises');`,
  `const fs = require('node:fs');`,
  `const fs = process.getBuiltinModule('node:fs');`,
  `import { copyFileSync } from 'node:fs';`,
];
const GOOD = [
  `import { statSync } from 'node:fs';`,
  `import { rename, rm } from 'node:fs/promises';`,
  `import { readSmallFile } from '../../client-sdk/typescript/primitives/read-file.ts';`,
  `import { open } from '../../db/sqlite/connection.ts';`,
];
const inServer = (text: string) => [{ path: 'server/jobs/a.ts', text }];

describe('the rule that files are read through the guarded reader', () => {
  const sources = readSources(fileURLToPath(ROOT));

  it('holds for all product code but the listed files', () => {
    expect(ownReaders(sources).sort()).to.deep.equal(Object.keys(MAY_READ).sort());
  });

  it('lists everybody who changes files', () => {
    expect(ownWriters(sources).sort()).to.deep.equal(Object.keys(MAY_CHANGE).sort());
    expect(ownWriters(inServer(`import { unlinkSync } from 'node:fs';`))).to.have.lengthOf(1);
    expect(ownWriters(inServer(`import { readFileSync } from 'node:fs';`))).to.deep.equal([]);
  });

  it('gives wrong files to everybody who reads through it', () => {
    expect(guardedReaders(sources).sort()).to.deep.equal(Object.keys(FILE_READERS).sort());
    for (const test of Object.values(FILE_READERS))
      expect(existsSync(fileURLToPath(new URL(test, ROOT))), test).to.equal(true);
  });

  for (const text of BAD)
    it(`refuses ${text}`, () => {
      expect(ownReaders(inServer(text))).to.deep.equal(['server/jobs/a.ts']);
      expect(ownReaders([{ path: 'test/a.test.ts', text }])).to.deep.equal([]);
    });

  it('accepts the rest', () => {
    for (const text of GOOD) expect(ownReaders(inServer(text)), text).to.deep.equal([]);
  });
});
