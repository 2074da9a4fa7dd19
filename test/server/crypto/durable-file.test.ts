/**
 * Small private files: complete or absent, created once, replaced atomically, overwritten when they are destroyed.
 */

import { expect } from 'chai';
import {
  chmodSync,
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import {
  createOnce,
  destroyFile,
  readPrivateFile,
  replaceAndDestroy,
  replaceFile,
} from '../../../server/crypto/durable-file.ts';
import { scratchFolder } from './scratch.ts';

/** What an open descriptor still reads of a file after its name is gone. */
function readThrough(path: string, act: () => void): string {
  const file = openSync(path, 'r');
  try {
    act();
    const bytes = Buffer.alloc(64);
    return bytes.toString('latin1', 0, readSync(file, bytes, 0, 64, 0));
  } finally {
    closeSync(file);
  }
}

describe('durable files', () => {
  it('are created once, with mode 0600, and leave no other files', () => {
    const folder = scratchFolder();
    const path = join(folder, 'secret');
    expect([createOnce(path, 'one'), createOnce(path, 'two')]).to.deep.equal([true, false]);
    expect(readFileSync(path, 'utf8')).to.equal('one');
    expect(statSync(path).mode & 0o777).to.equal(0o600);
    expect(readdirSync(folder)).to.deep.equal(['secret']);
  });
  it('are replaced atomically', () => {
    const path = join(scratchFolder(), 'set');
    createOnce(path, 'old');
    const old = readThrough(path, () => replaceFile(path, 'new'));
    expect([old, readFileSync(path, 'utf8')]).to.deep.equal(['old', 'new']);
  });
  it('are overwritten when they are destroyed, or replaced and destroyed', () => {
    const path = join(scratchFolder(), 'key');
    createOnce(path, 'private');
    expect(readThrough(path, () => replaceAndDestroy(path, 'public'))).to.equal('\0'.repeat(7));
    expect(readFileSync(path, 'utf8')).to.equal('public');
    expect(readThrough(path, () => destroyFile(path))).to.equal('\0'.repeat(6));
    expect(existsSync(path)).to.equal(false);
    expect(() => destroyFile(path)).not.to.throw();
  });
  it('are not read if other accounts may read them', () => {
    const path = join(scratchFolder(), 'key');
    createOnce(path, 'private');
    chmodSync(path, 0o640);
    expect(() => readPrivateFile(path)).to.throw('can be read by others');
  });
});
