/** `quietkey bundle`: the key, the list, what is printed of a hostile bundle, and the end of one. */

import { expect } from 'chai';
import { deflateRawSync } from 'node:zlib';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeZip } from '../../../client-sdk/typescript/support/zip.ts';
import { readConfig } from '../../../server/config/config.ts';
import { startServer } from '../../../server/composition/server.ts';
import {
  ENTRIES_MAX,
  readZip,
  UNPACKED_BYTES_MAX,
  type ReadEntry,
} from '../../../scripts/commands/bundle/read-zip.ts';
import { random22 } from '../../support/machine.ts';
import { openTerminal, type Terminal } from '../terminal.ts';

/** A zip of one deflated file whose directory states a size. */
function deflated(content: Buffer, size = content.length): Buffer {
  const zip = writeZip([['bomb.txt', '']]);
  const packed = deflateRawSync(content);
  const [local, directory] = [zip.subarray(0, 38), Buffer.from(zip.subarray(38))];
  directory.writeUInt16LE(8, 10);
  directory.writeUInt32LE(packed.length, 20);
  directory.writeUInt32LE(size, 24);
  const end = directory.length - 22;
  directory.writeUInt32LE(local.length + packed.length, end + 16);
  return Buffer.concat([local, packed, directory]);
}

/** A zip whose bytes at a place of its first entry in the directory are changed. */
function edited(zip: Buffer, place: number, value: number): Buffer {
  const changed = Buffer.from(zip);
  changed.writeUInt16LE(value, changed.readUInt32LE(changed.length - 6) + place);
  return changed;
}

const binary = writeZip([['photo.png', '\u0089PNG\u0000']]);
const text = writeZip([['a.txt', 'hello']]);

describe('a zip that a stranger made', () => {
  const only = (zip: Buffer): Partial<ReadEntry> => readZip(zip).entries[0] ?? {};
  const CASES: readonly [what: string, zip: Buffer, leftOut: string | null][] = [
    ['a text', text, null],
    ['bytes that are no text', binary, 'not text'],
    [
      'bytes that are no UTF-8',
      Buffer.from(text.toString('latin1').replace('hello', 'hell\xff'), 'latin1'),
      'damaged',
    ],
    ['a folder', writeZip([['folder/', '']]), 'a folder'],
    ['an encrypted file', edited(text, 8, 1), 'encrypted'],
    ['another compression', edited(text, 10, 12), 'compressed in another way'],
    [
      'a text that was changed',
      Buffer.from(text.toString('latin1').replace('hello', 'jello'), 'latin1'),
      'damaged',
    ],
    ['a place outside of the file', edited(text, 44, 0x7fff), 'damaged'],
    ['a bomb that states its size', deflated(Buffer.alloc(50_000_000, 'a')), 'too large'],
    ['a bomb that states a small size', deflated(Buffer.alloc(50_000_000, 'a'), 1_000), 'damaged'],
  ];
  for (const [what, zip, leftOut] of CASES)
    it(`${what}: ${leftOut ?? 'shown'}`, () => {
      const entry = only(zip);
      expect(entry.leftOut).to.equal(leftOut);
      expect(entry.text === null).to.equal(leftOut !== null);
    });

  it('is read within its bounds', () => {
    const many = readZip(writeZip(Array.from({ length: 80 }, (_, nth) => [`${nth}.txt`, 'x'] as const)));
    expect([many.entries.length, many.fault]).to.deep.equal([ENTRIES_MAX, 'it has more than 50 files']);
    const large = readZip(writeZip(['a', 'b', 'c'].map((name) => [name, name.repeat(900_000)] as const)));
    expect(large.entries.map(({ leftOut }) => leftOut)).to.deep.equal([null, null, 'too large']);
    const shown = large.entries.reduce((sum, entry) => sum + (entry.text?.length ?? 0), 0);
    expect(shown).to.be.at.most(UNPACKED_BYTES_MAX);
  });

  it('of any bytes never throws', () => {
    const zip = writeZip([
      ['a.txt', 'one'],
      ['b.txt', 'two'],
    ]);
    for (let length = 0; length < zip.length; length += 1) readZip(zip.subarray(0, length));
    for (let place = 0; place < zip.length; place += 1) {
      for (const value of [0, 1, 0x7f, 0xff]) {
        const changed = Buffer.from(zip);
        changed[place] = value;
        expect(readZip(changed).entries.length).to.be.at.most(ENTRIES_MAX);
      }
    }
  });
});

describe('quietkey bundle', () => {
  let terminal: Terminal;
  let key: string;
  before(async () => {
    terminal = await openTerminal();
    key = join(terminal.folder, 'support.key');
    await terminal.ask('init');
    expect((await terminal.type(['bundle', 'init', '--key', join(terminal.dataFolder, 'a')])).exit).to.equal(
      78,
    );
    expect(await terminal.ask('bundle', 'init', '--key', key))
      .to.have.property('made')
      .of.length(2);
  });
  after(() => terminal.throwAway());

  /** Sends bundles to a server of the data folder, without proofs. */
  async function send(...zips: Buffer[]): Promise<string[]> {
    const config = readConfig({ QUIETKEY_DATA: terminal.dataFolder, QUIETKEY_PORT: '0' });
    const server = await startServer(config, { log: () => undefined });
    const sent: string[] = [];
    for (const body of zips) {
      const headers = { 'content-type': 'application/zip', 'quietkey-bundle': random22() };
      const answer = await fetch(`${server.url}/v1/support-bundles`, { method: 'POST', headers, body });
      sent.push(((await answer.json()) as { bundle: string }).bundle);
    }
    await server.close();
    return sent;
  }

  it('lists, opens and deletes a bundle, and nothing in it reaches the terminal or the disk', async () => {
    const hostile = writeZip([
      ['../../escape.txt', 'one\u001b[2Jtwo\ttab\r\n| three\u009b31m'],
      ['name\u001b]0;x\u0007\n.txt', 'x'],
      ['/etc/cron.d/x', '\u202ereversed\u{E0041}'],
      ['photo.png', '\u0089PNG\u0000'],
    ]);
    const [bundle = ''] = await send(hostile);
    const listed = await terminal.type(['bundle', 'list']);
    expect(listed.out).to.include(bundle).and.include(String(hostile.length));
    const { exit, out, err } = await terminal.type(['bundle', 'open', bundle, '--key', key]);
    expect([exit, err]).to.deep.equal([0, '']);
    expect(out).to.include('../../escape.txt').and.include('| one?[2Jtwo').and.include('| | three');
    expect(out)
      .to.include('photo.png')
      .and.include('not shown, not text')
      .and.include('none: sent without a proof');
    // oxlint-disable-next-line no-control-regex -- these are the characters that must not be printed
    expect(out.replaceAll('\n', '')).to.not.match(/[\x00-\x1f\x7f\u202e]/);
    const asJson = await terminal.type(['bundle', 'open', bundle, '--key', key, '--json']);
    expect(asJson.out.replaceAll('\n', '')).to.not.match(/[\p{C}\p{Zl}\p{Zp}]/u);
    const { entries } = JSON.parse(asJson.out) as { entries: ReadEntry[] };
    expect(entries.map(({ text }) => text)).to.deep.equal([
      'one\u001b[2Jtwo\ttab\r\n| three\u009b31m',
      'x',
      '\u202ereversed\u{E0041}',
      null,
    ]);
    const written = readdirSync(terminal.folder, { recursive: true, encoding: 'utf8' });
    expect(written.filter((name) => /escape|cron|photo|name/.test(name))).to.deep.equal([]);
    expect(readdirSync(terminal.folder)).to.have.members(['store', 'support.key']);
    expect(await terminal.ask('bundle', 'delete', bundle)).to.include({ bundle });
    expect((await terminal.type(['bundle', 'delete', bundle])).exit).to.equal(1);
    expect((await terminal.type(['bundle', 'list'])).out).to.include('no support bundle');
  });

  it('refuses another key in words', async () => {
    const [bundle = ''] = await send(text);
    const other = mkdtempSync(join(tmpdir(), 'quietkey-key-'));
    try {
      const foreign = await openTerminal();
      await foreign.ask('init');
      await foreign.ask('bundle', 'init', '--key', join(other, 'key'));
      await foreign.throwAway();
      for (const file of [join(other, 'key'), join(other, 'none'), other]) {
        const { exit, err } = await terminal.type(['bundle', 'open', bundle, '--key', file]);
        expect([exit, err.length > 0], err).to.deep.equal([78, true]);
      }
    } finally {
      rmSync(other, { recursive: true });
    }
  });
});
