/** What `quietkey doctor` says of take-overs that wait for an operator, and of downloads that cannot be sent. */

import { expect } from 'chai';
import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { takeoverChecks } from '../../../scripts/commands/takeover/takeover-check.ts';
import { FILE, makeDownloads, type TestDownloads } from '../../support/downloads.ts';
import { openTerminal, type Terminal } from '../terminal.ts';

describe('the check of take-overs', () => {
  const ROWS: readonly [open: number, contested: number, wanted: RegExp | undefined][] = [
    [0, 0, undefined],
    [1, 0, /^ok 1 take-over open, none waits for you$/],
    [1, 1, /^warn 1 take-over open, 1 waits for you, .* ends on 2027-01-02 .*quietkey takeover list$/],
    [5, 2, /^warn 5 take-overs open, 2 wait for you, /],
  ];
  for (const [open, contested, wanted] of ROWS)
    it(`of ${open}, ${contested} refused by their owners`, () => {
      const firstEndsOn = contested === 0 ? null : '2027-01-02';
      const [found, ...more] = takeoverChecks({ open, contested, firstEndsOn });
      expect(more).to.deep.equal([]);
      const line = [found?.level, found?.detail, found?.remedy].filter(Boolean).join(' ');
      if (wanted === undefined) expect(line).to.equal('');
      else expect(line).to.match(wanted);
    });
});

describe('the check of downloads', () => {
  let terminal: Terminal;
  let downloads: TestDownloads;
  before(async () => {
    terminal = await openTerminal();
    downloads = makeDownloads();
    await terminal.ask('init');
  });
  after(async () => {
    downloads.end();
    await terminal.throwAway();
  });

  const check = async (folder: string): Promise<string> => {
    const env = { QUIETKEY_DOWNLOADS: folder };
    const { out } = await terminal.type(['doctor', '--json'], { env });
    const found = JSON.parse(out) as { check: string; level: string; detail: string; remedy?: string }[];
    const [line] = found.filter(({ check: name }) => name === 'downloads');
    return [line?.level, line?.detail, line?.remedy].filter(Boolean).join(' ');
  };

  it('names each file that is missing, is a link, or has another digest', async () => {
    const atlas = join(downloads.folder, 'atlas-1.0.zip');
    expect(await check(downloads.folder)).to.match(/^fail 1 of 3 files cannot be sent: atlas-1\.0\.zip /);
    writeFileSync(atlas, 'a version of later days');
    expect(await check(downloads.folder)).to.match(/^ok 3 files, each as downloads\.json says$/);
    writeFileSync(join(downloads.folder, FILE), 'other bytes');
    expect(await check(downloads.folder)).to.match(/^fail 1 of 3 files cannot be sent: sonar-2\.1\.0\.zip /);
    rmSync(atlas);
    symlinkSync(join(downloads.folder, 'sonar-3.0.0.zip'), atlas);
    expect(await check(downloads.folder)).to.match(/^fail 2 of 3 [^]*remove it from the list\.$/);
  });

  it('reports a list that is wrong, and a folder that does not exist', async () => {
    downloads.list({ sha256: 'none' });
    expect(await check(downloads.folder)).to.match(
      /^fail QUIETKEY_DOWNLOADS [^]*wrong "sha256" at position 1/,
    );
    expect(await check(join(downloads.folder, 'nowhere'))).to.match(/^fail [^]*nowhere/);
  });

  it('says nothing without the setting', async () => {
    expect(await check('')).to.equal('');
  });
});
