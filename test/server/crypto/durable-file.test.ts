/**
 * Small private files: complete or absent, created once, replaced atomically, overwritten when they are destroyed.
 */

import { expect } from 'chai';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  existsSync,
  linkSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import {
  appendDurably,
  createOnce,
  destroyFile,
  fileNames,
  makeOwnFolder,
  readPrivateFile,
  replaceAndDestroy,
  replaceFile,
} from '../../../server/crypto/durable-file.ts';
import { FileFault } from '../../../client-sdk/typescript/primitives/read-file.ts';
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
  it('are never followed where they are links, and second names keep their content', () => {
    const writers = { appendDurably, createOnce, destroyFile, replaceAndDestroy, replaceFile };
    for (const [name, write] of Object.entries(writers)) {
      for (const [kind, plant] of Object.entries({ link: symlinkSync, 'second name': linkSync })) {
        const [target, path] = [join(scratchFolder(), 'target'), join(scratchFolder(), 'key')];
        writeFileSync(target, 'of others');
        plant(target, path);
        const act = () => write(path, 'new');
        const isRefused = name === 'appendDurably' || (name === 'replaceAndDestroy' && kind === 'link');
        if (isRefused) expect(act, `${name} ${kind}`).to.throw(FileFault, path);
        else act();
        expect(readFileSync(target, 'utf8'), `${name} ${kind}`).to.equal('of others');
      }
    }
  });
  it('are neither a pipe nor a device: nobody waits for one', () => {
    const folder = scratchFolder();
    const [pipe, device] = [join(folder, 'pipe'), join(folder, 'device')];
    spawnSync('mkfifo', [pipe]);
    symlinkSync('/dev/full', device);
    for (const path of [pipe, device]) {
      expect(() => appendDurably(path, 'new')).to.throw(FileFault, path);
      expect(() => replaceAndDestroy(path, 'new')).to.throw(FileFault, path);
      destroyFile(path);
      expect(readdirSync(folder)).not.to.include(basename(path));
    }
  });
  it('are in folders that are no links', () => {
    const [others, link] = [scratchFolder(), join(scratchFolder(), 'scratch')];
    symlinkSync(others, link);
    expect(() => makeOwnFolder(link)).to.throw(FileFault, 'is a link');
    expect(() => fileNames(link)).to.throw(FileFault, 'is a link');
    expect(fileNames(join(link, 'absent'))).to.deep.equal([]);
  });
  it('are not read if other accounts may read them', () => {
    const path = join(scratchFolder(), 'key');
    createOnce(path, 'private');
    chmodSync(path, 0o640);
    expect(() => readPrivateFile(path)).to.throw('can be read by others');
  });
});
