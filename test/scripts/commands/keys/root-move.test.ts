/**
 * Moving the root key with obstacles: the original is kept until a complete copy was read back. The file system is real;
 * a USB stick that is pulled out halfway is not tested.
 */

import { expect } from 'chai';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandRefused } from '../../../../scripts/cli/error-output.ts';
import { moveRootKey } from '../../../../scripts/commands/keys/root-move.ts';

const KEY = '{"kty":"OKP"}\n';

describe('moving the root key', () => {
  let folder: string;
  let dataFolder: string;
  let from: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'quietkey-root-'));
    dataFolder = join(folder, 'store');
    from = join(dataFolder, 'root-key.json');
    mkdirSync(dataFolder);
    writeFileSync(from, KEY, { mode: 0o600 });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const move = (to: string) => moveRootKey({ from, to, dataFolder, keysFolder: join(folder, 'shared') });

  it('creates a private folder, and the file with the same content', () => {
    const { file, isPrivate } = move(join(folder, 'a', 'b'));
    expect(file).to.equal(join(folder, 'a', 'b', 'root-key.json'));
    expect(readFileSync(file, 'utf8')).to.equal(KEY);
    expect(isPrivate).to.equal(true);
    expect(statSync(file).mode & 0o777).to.equal(0o600);
    expect(existsSync(from)).to.equal(false);
  });

  it('completes a move that was interrupted after its copy', () => {
    const to = join(folder, 'stick');
    mkdirSync(to);
    writeFileSync(join(to, 'root-key.json'), KEY, { mode: 0o600 });
    move(to);
    expect(existsSync(from)).to.equal(false);
  });

  const refused: [why: string, to: () => string][] = [
    ['the data folder', () => dataFolder],
    ['a folder in the data folder', () => join(dataFolder, 'keys', 'away')],
    ['the folder of signing keys, which others may share', () => join(folder, 'shared')],
    ['a file', () => from],
    ['a folder below a file', () => join(from, 'away')],
    [
      'a folder with another root key',
      () => {
        const to = join(folder, 'other');
        mkdirSync(to);
        writeFileSync(join(to, 'root-key.json'), '{"kty":"another"}');
        return to;
      },
    ],
  ];
  for (const [why, to] of refused) {
    it(`refuses ${why}, and removes nothing`, () => {
      expect(() => move(to())).to.throw(CommandRefused);
      expect(readFileSync(from, 'utf8')).to.equal(KEY);
    });
  }

  it('refuses if the key was moved before', () => {
    expect(() =>
      moveRootKey({ from: null, to: folder, dataFolder, keysFolder: join(folder, 'shared') }),
    ).to.throw(CommandRefused);
  });
});
