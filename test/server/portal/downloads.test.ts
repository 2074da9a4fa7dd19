// Downloads: who is offered which file, and what a link answers: whole, in ranges, resumed, late, forged, and after the file
// was changed, replaced by a link or removed. A list that is wrong stops the start, and names nothing outside of its folder.

import { expect } from 'chai';
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readDownloads } from '../../../server/config/downloads-file.ts';
import { toDay } from '../../../server/domain/kernel/day.ts';
import { operations } from '../../../server/domain/operations.ts';
import { DOWNLOAD_SECONDS, isCovered } from '../../../server/domain/renewal/download.ts';
import { FILE, makeDownloads, type TestDownloads } from '../../support/downloads.ts';
import { wordsIn } from './browsing.ts';
import { openTestPortal, type Customer, type Portal } from './customers.ts';

const { licensing, statistics } = operations;
const LINK = /\/downloads\/[\w-]{22}\/[\w.-]+/;

describe('whether a license covers a version', () => {
  const CASES: readonly [what: string, until: number | null, built: number, covered: boolean][] = [
    ['all updates', null, 99_999, true],
    ['built before the last day', 20_000, 19_999, true],
    ['built on the last day', 20_000, 20_000, true],
    ['built on the day after', 20_000, 20_001, false],
  ];
  for (const [what, until, built, covered] of CASES) {
    it(`${what}: ${covered}`, () => {
      const updatesUntilDay = until === null ? null : toDay(until);
      expect(isCovered({ updatesUntilDay }, { builtDay: toDay(built) })).to.equal(covered);
    });
  }
});

describe('a download', () => {
  let files: TestDownloads;
  let portal: Portal;
  let ada: Customer;
  before(async () => {
    files = makeDownloads();
    portal = await openTestPortal({ QUIETKEY_DOWNLOADS: files.folder });
    ada = await portal.customer('ada');
    const { license } = ada;
    await portal.server.run(licensing.renewLicense, {
      license,
      endsOn: '2027-01-31',
      updatesUntil: '2027-01-31',
    });
  });
  after(async () => {
    await portal.end();
    files.end();
  });

  const page = () => ada.browser.get(`/licenses/${ada.license}/downloads`);
  const link = async () => LINK.exec((await page()).text)?.[0] ?? '';
  /** As a program that has the link alone. */
  const load = async (path: string, headers: Record<string, string> = {}, method = 'GET') => {
    const answer = await fetch(portal.url + path, { method, headers: { accept: 'text/html', ...headers } });
    return { status: answer.status, headers: answer.headers, body: Buffer.from(await answer.arrayBuffer()) };
  };
  const put = (content: Buffer) => writeFileSync(join(files.folder, FILE), content);

  it('is offered for the versions that the license covers, from the page of the license', async () => {
    expect((await ada.browser.get(`/licenses/${ada.license}`)).text).to.include('/downloads"');
    const heard = await page();
    expect(heard.text.match(new RegExp(LINK, 'g'))).to.have.length(1);
    expect(wordsIn(heard))
      .to.include(FILE)
      .and.match(/Version 2\.1\.0 ?, 1 November 2026/);
    expect(wordsIn(heard))
      .to.include('1 newer file: your license does not cover them')
      .and.not.include('atlas');
  });

  it('is whole, named, and has its digest as entity tag', async () => {
    const { status, headers, body } = await load(await link());
    expect(status).to.equal(200);
    expect(body.equals(files.content)).to.equal(true);
    expect(headers.get('content-disposition')).to.equal(`attachment; filename="${FILE}"`);
    expect(headers.get('accept-ranges')).to.equal('bytes');
    expect(headers.get('etag')).to.match(/^"[0-9a-f]{64}"$/);
    expect(headers.get('x-content-type-options')).to.equal('nosniff');
    const head = await load(await link(), {}, 'HEAD');
    expect([head.status, head.headers.get('content-length'), head.body.length]).to.deep.equal([
      200,
      '5000',
      0,
    ]);
  });

  it('is resumed by ranges, by any number of requests, and starts again if the file is another', async () => {
    const path = await link();
    const first = await load(path, { range: 'bytes=0-1999' });
    const tag = first.headers.get('etag') ?? '';
    const rest = await load(path, { range: 'bytes=2000-', 'if-range': tag });
    expect([first.status, rest.status]).to.deep.equal([206, 206]);
    expect(rest.headers.get('content-range')).to.equal('bytes 2000-4999/5000');
    expect(Buffer.concat([first.body, rest.body]).equals(files.content)).to.equal(true);
    const other = await load(path, { range: 'bytes=2000-', 'if-range': `"${'0'.repeat(64)}"` });
    expect([other.status, other.body.length]).to.deep.equal([200, 5_000]);
    const beyond = await load(path, { range: 'bytes=9000-' });
    expect([beyond.status, beyond.headers.get('content-range')]).to.deep.equal([416, 'bytes */5000']);
  });

  it('answers conditions by its digest, and a refusal is no file', async () => {
    const path = await link();
    const tag = (await load(path)).headers.get('etag') ?? '';
    const other = `"${'0'.repeat(64)}"`;
    const CASES: readonly [headers: Record<string, string>, status: number, bytes: number][] = [
      [{ 'if-match': tag }, 200, 5_000],
      [{ 'if-match': tag, range: 'bytes=2000-' }, 206, 3_000],
      [{ 'if-match': other }, 412, 0],
      [{ 'if-match': other, range: 'bytes=2000-' }, 412, 0],
      [{ range: 'bytes=9000-' }, 416, 0],
    ];
    for (const [headers, status, bytes] of CASES) {
      const answer = await load(path, headers);
      expect([answer.status, answer.body.length], JSON.stringify(headers)).to.deep.equal([status, bytes]);
      const isNamed = answer.headers.has('content-disposition');
      expect(isNamed, JSON.stringify(headers)).to.equal(status < 300);
    }
  });

  it('is late after thirty minutes, and a page says what to do', async () => {
    const path = await link();
    portal.server.clock.move(DOWNLOAD_SECONDS);
    expect((await load(path)).status).to.equal(200);
    portal.server.clock.move(1);
    const late = await load(path, { range: 'bytes=10-' });
    expect(late.status).to.equal(410);
    expect(late.body.toString()).to.include('This link has expired').and.include('30 minutes');
    expect((await load(await link())).status).to.equal(200);
  });

  it('is refused for a link that was not made here, with a longer time or of another file', async () => {
    const path = await link();
    const [, , id = '', ticket = ''] = path.split('/');
    const [seconds = '', mac = ''] = ticket.split('.');
    const { status, body } = await load(`/downloads/${id}/${Number(seconds) + 60}.${mac}`);
    expect(status).to.equal(403);
    expect(body.toString()).to.include('This link is not complete');
    for (const wrong of [
      `${'A'.repeat(22)}/${ticket}`,
      `${id}/${seconds}.${'A'.repeat(22)}`,
      `${id}/${'a'.repeat(30)}`,
    ])
      expect((await load(`/downloads/${wrong}`)).status, wrong).to.equal(403);
    for (const wrong of [`/downloads/..%2f..%2fetc/${ticket}`, `/downloads/${FILE}/${ticket}`])
      expect((await load(wrong)).status, wrong).to.equal(404);
  });

  it('is gone when the file was changed, removed, or is a link or a folder', async () => {
    const path = await link();
    const place = join(files.folder, FILE);
    const gone = async (what: string) => expect((await load(path)).status, what).to.equal(410);
    put(Buffer.concat([files.content.subarray(0, 4_999), Buffer.from('x')]));
    await gone('of the same length');
    rmSync(place);
    await gone('removed');
    const outside = join(portal.server.folder, 'outside.zip');
    writeFileSync(outside, files.content);
    symlinkSync(outside, place);
    await gone('a link, even to the same bytes');
    rmSync(place);
    mkdirSync(place);
    await gone('a folder');
    rmSync(place, { recursive: true });
    renameSync(outside, place);
    expect((await load(path)).status, 'back again').to.equal(200);
  });

  it('is not offered when the license is suspended', async () => {
    const { license } = ada;
    await portal.server.run(licensing.suspendLicense, { license });
    expect(wordsIn(await page())).to.include('so nothing can be downloaded');
    await portal.server.run(licensing.reinstateLicense, { license });
    expect(await link()).not.to.equal('');
  });

  it('is counted by product and version when it starts, and names nobody', async () => {
    await portal.server.stop();
    await portal.server.start();
    const before = await counted();
    const path = await link();
    await load(path);
    await load(path, { range: 'bytes=100-' });
    await load(path, {}, 'HEAD');
    await load(path, { 'if-match': '"another"' });
    await portal.server.stop();
    await portal.server.start();
    expect(await counted()).to.equal(before + 1);
    expect(JSON.stringify(portal.server.log)).not.to.include(path.split('/')[3] ?? 'none');
  });
  const counted = async () => {
    const { items } = await portal.server.run(statistics.listCounts, { days: 30 });
    const own = items.filter(({ kind }) => kind === 'downloads');
    for (const { product, code } of own) expect([product, code]).to.deep.equal(['sonar', '2.1.0']);
    return own.reduce((sum, { n }) => sum + n, 0);
  };
});

describe('the list of downloads', () => {
  let files: TestDownloads;
  beforeEach(() => {
    files = makeDownloads();
  });
  afterEach(() => files.end());

  const WRONG: readonly [what: string, changed: Record<string, unknown>, names: string][] = [
    ['a path', { file: '../secret' }, '"file" at position 1'],
    ['an absolute path', { file: '/etc/passwd' }, '"file"'],
    ['a folder', { file: 'folder/sonar.zip' }, '"file"'],
    ['a hidden file', { file: '.env' }, '"file"'],
    ['a name with a quote', { file: 'a"b.zip' }, '"file"'],
    ['no product', { product: '' }, '"product"'],
    ['a version with a slash', { version: '2/1' }, '"version"'],
    ['no real day', { builtOn: '2026-02-30' }, '"builtOn"'],
    ['a short digest', { sha256: 'abc' }, '"sha256"'],
    ['a file that is listed twice', { file: 'sonar-3.0.0.zip' }, 'twice'],
  ];
  for (const [what, changed, names] of WRONG) {
    it(`is refused with ${what}`, () => {
      files.list(changed);
      expect(() => readDownloads(files.folder)).to.throw(names);
    });
  }

  it('is refused if it is no list, is absent, or is no file', () => {
    const list = join(files.folder, 'downloads.json');
    for (const text of ['', '[]', '{"files": 1}', '{"files": [null]}', 'null']) {
      writeFileSync(list, text);
      expect(() => readDownloads(files.folder), text).to.throw(/downloads\.json/);
    }
    rmSync(list);
    expect(() => readDownloads(files.folder)).to.throw('ENOENT');
    mkdirSync(list);
    expect(() => readDownloads(files.folder)).to.throw('is a folder');
  });
});
