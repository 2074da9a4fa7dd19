/** `quietkey farewell`: a farewell is signed, listed and published, and everything else is refused. */

import { expect } from 'chai';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addDays, dayOf, writeDate } from '../../../../server/domain/kernel/day.ts';
import { systemClock } from '../../../../server/runtime/clock.ts';
import { openTerminal, type Terminal } from '../../terminal.ts';

const plain = (text: string): string => text.replaceAll(/\s+/g, ' ');

describe('quietkey farewell', () => {
  let terminal: Terminal;
  let file: string;
  before(async () => {
    terminal = await openTerminal();
    file = join(terminal.folder, 'sonar.farewell');
    await terminal.ask('init');
    await terminal.ask('product', 'add', 'sonar', '--name', 'Sonar', '--entitlements', 'pro,export');
    await terminal.ask('product', 'add', 'radar', '--name', 'Radar');
  });
  after(() => terminal.throwAway());

  const states = async (): Promise<unknown[]> =>
    (await terminal.ask<{ product: string; state: string }[]>('farewell', 'list')).map(
      ({ product, state }) => `${product} ${state}`,
    );
  const tomorrow = writeDate(addDays(dayOf(systemClock().now()), 1));

  it('signs one with the entitlements of the terms, for its owner alone to read', async () => {
    expect(await states()).to.deep.equal(['radar none', 'sonar none']);
    const doctor = await terminal.type(['doctor']);
    expect(doctor.out).to.not.include('farewell');
    const signed = await terminal.ask<object>('farewell', 'sign', 'sonar', '--out', file);
    expect(signed).to.deep.include({ product: 'sonar', entitlements: ['pro', 'export'] });
    expect(statSync(file).mode & 0o777).to.equal(0o600);
    expect(await states()).to.deep.equal(['radar none', 'sonar prepared']);
    expect((await terminal.type(['doctor'])).out).to.match(/^ok +farewells +1 product of 2 have one/m);
  });

  it('shows what one ends, and publishes it with --yes', async () => {
    const shown = await terminal.type(['farewell', 'publish', file]);
    expect(shown.exit, shown.err).to.equal(0);
    expect(plain(shown.out)).to.include('Nothing was published.').and.to.include('--yes');
    expect(await states()).to.deep.equal(['radar none', 'sonar prepared']);
    const done = await terminal.type(['farewell', 'publish', '-', '--yes'], {
      input: readFileSync(file, 'utf8'),
    });
    expect(plain(done.out)).to.include('Published.');
    expect(await states()).to.deep.equal(['radar none', 'sonar published']);
    for (const line of (shown.out + done.out).split('\n')) expect(line.length, line).to.be.at.most(80);
  });

  it('refuses one that was changed, is empty or comes too early', async () => {
    const bad = join(terminal.folder, 'bad.farewell');
    for (const text of ['', 'farewell', readFileSync(file, 'utf8').replace('.', '.A')]) {
      writeFileSync(bad, text);
      const refused = await terminal.type(['farewell', 'publish', bad, '--yes']);
      expect(refused.exit, text).to.equal(2);
      expect(plain(refused.err)).to.include('not a farewell');
    }
    const early = join(terminal.folder, 'radar.farewell');
    await terminal.ask('farewell', 'sign', 'radar', '--from', tomorrow, '--out', early);
    const refused = await terminal.type(['farewell', 'publish', early, '--yes']);
    expect(refused.exit).to.equal(2);
    expect(plain(refused.err)).to.include(tomorrow);
    expect(await states()).to.deep.equal(['radar prepared', 'sonar published']);
  });

  it('refuses entitlements that no license could have, before it signs', async () => {
    const words = (count: number) => Array.from({ length: count }, (_, nth) => `word-${nth}`).join();
    for (const entitlements of [words(33), 'a b', 'Pro', 'pro,\u001b[2J', 'w'.repeat(33), words(80)]) {
      const out = join(terminal.folder, 'refused.farewell');
      const typed = ['farewell', 'sign', 'radar', '--out', out, '--entitlements', entitlements];
      const refused = await terminal.type(typed);
      expect(refused.exit, entitlements).to.equal(2);
      expect(plain(refused.err)).to.include('--entitlements must').and.to.include('words');
      expect(existsSync(out)).to.equal(false);
    }
  });

  it('refuses to write into the data folder, an unknown product, and a root key that is not there', async () => {
    const inside = await terminal.type([
      'farewell',
      'sign',
      'sonar',
      '--out',
      join(terminal.dataFolder, 'x'),
    ]);
    expect(inside.exit).to.equal(2);
    const unknown = await terminal.type(['farewell', 'sign', 'unknown', '--out', file]);
    expect(unknown.exit).to.equal(1);
    const stick = join(terminal.folder, 'stick');
    await terminal.ask('key', 'root', 'move', stick);
    const absent = await terminal.type(['farewell', 'sign', 'sonar', '--out', file]);
    expect(absent.exit).to.equal(1);
    expect(plain(absent.err)).to.include('farewell sign sonar --root-key FILE');
    const key = join(stick, 'root-key.json');
    await terminal.ask('farewell', 'sign', 'sonar', '--out', file, '--root-key', key);
  });
});
