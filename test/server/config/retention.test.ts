/** `retention.json`: every class at its limits, what is no file of lives, and how faults name file, class and remedy. */

import { expect } from 'chai';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigFault } from '../../../server/config/config.ts';
import { longerFault, readRetention } from '../../../server/config/retention.ts';
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

  for (const { class: name, default: most, least, step } of LIFE_SETTINGS) {
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
      expect(life(name, most + step))
        .to.contain(`${path} keeps “${name}” for ${most + step} days, longer than the ${most} that apply.`)
        .and.to.contain('15 days of notice');
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
    expect(String(read('{"orders": -1, "nothing": 1, "receipts": 2000}')).split('\n')).to.have.lengthOf(3);
    const longer = longerFault(folder, [{ class: 'orders', asked: 9, present: 8 }]);
    expect(longer.faults[0]?.message).to.contain(`${path} keeps “orders” for 9 days, longer than the 8`);
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
    outcome: 'same' | 'unseen' | 'longer',
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
    ['longer than applies', 8, 7, 7, 'longer'],
    ['the default again, when less applies', 30, 7, 7, 'longer'],
    ['longer than the default', 31, undefined, undefined, 'longer'],
  ];
  for (const [title, asked, present, next, outcome] of CASES)
    it(`${title}: ${outcome}`, () => {
      const lives = (days: number | undefined): Record<string, number> =>
        days === undefined ? {} : { 'network prefixes': days };
      const { longer, unseen } = compareLives(lives(asked), { present: lives(present), next: lives(next) });
      const is = longer.length > 0 ? 'longer' : Object.keys(unseen).length > 0 ? 'unseen' : 'same';
      expect(is).to.equal(outcome);
    });
});
