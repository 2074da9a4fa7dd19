/** `retention.json`: every class at its limits, what is no file of lives, and how faults name file, class and remedy. */

import { expect } from 'chai';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigFault } from '../../../server/config/config.ts';
import { readRetention } from '../../../server/config/retention.ts';
import { RULES } from '../../../server/domain/inventory/inventory.ts';
import { LIFE_SETTINGS } from '../../../server/domain/inventory/lives.ts';
import { LAPSED_SEATS } from '../../../server/domain/privacy/purge.ts';
import { compareLives } from '../../../server/domain/privacy/retention.ts';
import { startTestServer } from '../../support/world.ts';

describe('retention.json', () => {
  const folder = mkdtempSync(join(tmpdir(), 'quietkey-test-'));
  const path = join(folder, 'retention.json');
  after(() => rmSync(folder, { recursive: true }));

  const read = (text: string): unknown => {
    writeFileSync(path, text);
    try {
      return readRetention(folder);
    } catch (error) {
      if (error instanceof ConfigFault) return error.message;
      throw error;
    }
  };
  const life = (name: string, days: unknown): unknown => read(JSON.stringify({ [name]: days }));

  it('may be absent or empty: every retention period is the default', () => {
    rmSync(path, { force: true });
    expect([readRetention(folder), read('{}')]).to.deep.equal([{}, {}]);
  });

  for (const { class: name, most, least, step } of LIFE_SETTINGS) {
    it(`sets ${name} to ${least} to ${most} days`, () => {
      expect(life(name, least)).to.deep.equal({ [name]: least });
      expect(life(name, most)).to.deep.equal({ [name]: most });
      const wrong = [
        least - step,
        `${least}`,
        least + 0.5,
        null,
        Number.MAX_VALUE,
        ...(step > 1 ? [least + 1] : []),
      ];
      for (const days of wrong) expect(life(name, days), String(days)).to.contain(`${path} gives “${name}” `);
      expect(life(name, most + step)).to.contain(`gives “${name}” ${most + step} days, more than can be set`);
    });
  }

  it('sets no other class', () => {
    const settable = LIFE_SETTINGS.map(({ class: name }) => name);
    const others = RULES.map(({ class: name }) => name).filter((name) => !settable.includes(name));
    expect(others).not.to.deep.equal([]);
    for (const name of others)
      expect(life(name, 1)).to.match(/whose retention period cannot be changed\. Remove the/);
    for (const name of [LAPSED_SEATS, '', 'Orders', '__proto__', 'constructor'])
      expect(life(name, 1) ?? read(`{"${name}": 1}`), name).to.match(
        /no class of rows\. The classes are: .*orders/,
      );
  });

  for (const text of ['', '{', '[]', 'null', '7', '"orders"', '{"orders": 1,}'])
    it(`is refused where it is ${text}`, () => {
      expect(read(text)).to.contain(`${path} is not {"CLASS": DAYS, …}. Correct the file, or remove it.`);
    });

  it('names every fault at once', () => {
    expect(String(read('{"orders": -1, "nothing": 1, "receipts": 9000}')).split('\n')).to.have.lengthOf(3);
  });

  it('stops the start of a server if it is wrong', async () => {
    const server = await startTestServer();
    await server.stop();
    const file = join(server.config.dataFolder, 'retention.json');
    writeFileSync(file, '{"orders": "1"}', { mode: 0o600 });
    const fault = await server.start().catch((error: unknown) => error);
    expect(String(fault)).to.contain('“orders”');
    rmSync(file);
    await server.start();
    await server.end();
  });
});

describe('the lives of a file beside the known ones', () => {
  const CASES: readonly [
    title: string,
    asked: number | undefined,
    present: number | undefined,
    next: number | undefined,
    outcome: 'same' | 'unseen' | 'waiting',
    stated?: number,
  ][] = [
    ['nothing is set', undefined, undefined, undefined, 'same'],
    ['the default is asked for', 30, undefined, undefined, 'same'],
    ['shorter', 7, undefined, undefined, 'unseen'],
    ['shorter, and seen', 7, undefined, 7, 'same'],
    ['shorter than was seen', 5, undefined, 7, 'unseen'],
    ['longer than was seen, shorter than applies', 20, undefined, 7, 'unseen'],
    ['back to the default before the purge', 30, undefined, 7, 'unseen'],
    ['no longer asked for before the purge', undefined, undefined, 7, 'unseen'],
    ['applies', 7, 7, 7, 'same'],
    ['no longer asked for, applies', undefined, 7, 7, 'same'],
    ['longer than applies', 8, 7, 7, 'waiting'],
    ['the default again, when less applies', 30, 7, 7, 'waiting'],
    ['longer than the default', 31, undefined, undefined, 'waiting'],
    ['longer, and a policy states it', 60, undefined, undefined, 'unseen', 60],
    ['longer than a policy states', 60, undefined, undefined, 'waiting', 59],
    ['longer, stated and seen', 60, undefined, 60, 'same', 60],
    ['longer, seen, no longer stated', 60, undefined, 60, 'same'],
    ['longer than was seen, and stated', 60, 30, 45, 'unseen', 60],
    ['the default again, and a policy states it', 30, 7, 7, 'unseen', 30],
    ['a policy states more than is asked for', 8, 7, 7, 'unseen', 30],
  ];
  for (const [title, asked, present, next, outcome, stated] of CASES)
    it(`${title}: ${outcome}`, () => {
      const lives = (days: number | undefined): Record<string, number> =>
        days === undefined ? {} : { 'network prefixes': days };
      const known = { present: lives(present), next: lives(next) };
      const { waiting, unseen } = compareLives(lives(asked), known, lives(stated));
      const is = waiting.length > 0 ? 'waiting' : Object.keys(unseen).length > 0 ? 'unseen' : 'same';
      expect(is).to.equal(outcome);
    });

  it('are shortened again while they wait for a policy, if only a longer one was seen', () => {
    const known = { present: {}, next: { 'network prefixes': 7 } };
    expect(compareLives({ 'network prefixes': 60 }, known, {})).to.deep.equal({
      waiting: [{ class: 'network prefixes', asked: 60, present: 30 }],
      unseen: { 'network prefixes': 30 },
    });
  });
});
