/**
 * A large file under one key: opening returns the sealed content, and every changed, moved, added or removed byte is
 * detected, wherever it is.
 */

import { expect } from 'chai';
import { randomBytes, randomInt } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PieceDamaged, sealFile, unsealFile } from '../../../server/crypto/sealed-file.ts';
import { rounds } from '../../support/rounds.ts';
import { scratchFolder } from './scratch.ts';

const PIECE = 65_536;
const SEALED_PIECE = PIECE + 16;
const head = Buffer.from('a head');
const key = randomBytes(32);
let files = 0;

const folder = scratchFolder();
const fresh = (): string => join(folder, String(files++));

function written(content: Uint8Array): string {
  const path = fresh();
  writeFileSync(path, content);
  return path;
}

async function sealed(content: Uint8Array, under = { head, key }): Promise<Buffer> {
  const path = fresh();
  await sealFile(written(content), path, under);
  return readFileSync(path);
}

async function unsealed(content: Uint8Array, under = { head, key }): Promise<Buffer> {
  const path = fresh();
  await unsealFile(written(content), path, under);
  return readFileSync(path);
}

async function isRefused(content: Uint8Array, under = { head, key }): Promise<boolean> {
  const error: unknown = await unsealed(content, under).catch((fault: unknown) => fault);
  return error instanceof PieceDamaged;
}

describe('a sealed file', () => {
  for (const size of [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 3 * PIECE + 7]) {
    it(`of ${size} bytes opens to its content`, async () => {
      const content = randomBytes(size);
      const closed = await sealed(content);
      expect((await unsealed(closed)).equals(content)).to.equal(true);
      if (size >= 32) expect(closed.includes(content.subarray(0, 32)), 'readable').to.equal(false);
    });
  }

  it('is readable only by its owner, and reports progress', async () => {
    const [path, progress] = [fresh(), [] as number[]];
    const onProgress = (done: number, all: number) => progress.push(done / all);
    await sealFile(written(randomBytes(2 * PIECE)), path, { head, key, onProgress });
    expect(statSync(path).mode & 0o777).to.equal(0o600);
    expect(progress).to.deep.equal([0.5, 1]);
  });

  it('is refused if any bit is changed', async () => {
    const closed = await sealed(randomBytes(2 * PIECE + 99));
    for (let round = 0; round < rounds(200); round++) {
      const changed = Buffer.from(closed);
      const offset = randomInt(head.length, changed.length);
      changed.writeUInt8(changed.readUInt8(offset) ^ (1 << randomInt(8)), offset);
      expect(await isRefused(changed), `byte ${offset}`).to.equal(true);
    }
  });

  it('is refused if it is truncated, also between two pieces, or extended', async () => {
    const closed = await sealed(randomBytes(3 * PIECE));
    const borders = [0, 1, 2].map((pieces) => head.length + pieces * SEALED_PIECE);
    const anywhere = Array.from({ length: rounds(50) }, () => randomInt(head.length, closed.length));
    for (const length of [...borders, ...anywhere, closed.length - 1]) {
      expect(await isRefused(closed.subarray(0, length)), `${length} bytes`).to.equal(true);
    }
    expect(await isRefused(Buffer.concat([closed, Buffer.alloc(1)]))).to.equal(true);
    expect(await isRefused(Buffer.concat([closed, closed.subarray(-SEALED_PIECE)]))).to.equal(true);
  });

  it('is refused if pieces are swapped or repeated', async () => {
    const closed = await sealed(randomBytes(4 * PIECE));
    const pieces = [0, 1, 2, 3].map((number) => {
      const offset = head.length + number * SEALED_PIECE;
      return closed.subarray(offset, offset + SEALED_PIECE);
    });
    for (const order of [
      [1, 0, 2, 3],
      [0, 2, 1, 3],
      [0, 1, 1, 3],
      [0, 1, 3],
      [3, 0, 1, 2],
    ]) {
      const moved = Buffer.concat([head, ...order.map((number) => pieces[number]!)]);
      expect(await isRefused(moved), order.join(' ')).to.equal(true);
    }
  });

  it('is refused under another key or another head', async () => {
    const closed = await sealed(randomBytes(100));
    expect(await isRefused(closed, { head, key: randomBytes(32) })).to.equal(true);
    expect(await isRefused(closed, { head: Buffer.from('A head'), key })).to.equal(true);
  });

  it('stops when it is aborted, and never overwrites a file', async () => {
    const stopping = AbortSignal.abort(new Error('enough'));
    const path = fresh();
    const stopped: unknown = await sealFile(written(randomBytes(9)), path, {
      head,
      key,
      signal: stopping,
    }).catch((error: unknown) => error);
    expect(String(stopped)).to.equal('Error: enough');
    const again: unknown = await sealFile(written(randomBytes(9)), path, { head, key }).catch(
      (error: unknown) => error,
    );
    expect(String(again)).to.include('EEXIST');
    expect(existsSync(path)).to.equal(true);
  });
});
