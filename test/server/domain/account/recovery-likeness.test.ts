/**
 * An address that is known and one that is not, asked for in turn: the answers are the same, what is written has the same
 * size, and a rank test of the times finds no difference beyond noise.
 */

import Database from 'better-sqlite3';
import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { prepareMailKey } from '../../../../server/crypto/mail-key.ts';
import { databasePath } from '../../../../server/composition/prepare-secrets.ts';
import { NOISE, rankScore } from '../../../support/ranks.ts';
import { rounds } from '../../../support/rounds.ts';
import { openTestWorld, type TestWorld } from '../../../support/world.ts';
import { operations } from '../../../../server/domain/operations.ts';

const PAIRS = rounds(150);

describe(`${PAIRS} pairs of a known and an unknown email`, () => {
  let test: TestWorld;

  before(async () => {
    test = await openTestWorld('worker');
    prepareMailKey(test.config.keysFolder, join(test.folder, 'mailer.key'));
    await test.run(operations.licensing.addProduct, { product: 'sonar', name: 'Sonar', terms: {} });
    for (let i = 0; i < PAIRS; i++)
      await test.run(operations.licensing.issueLicense, { product: 'sonar', email: emailOf('known', i) });
  });
  after(() => test.end());

  const emailOf = (kind: string, i: number): string => `${kind}${i}@example.com`;
  const pageUrl = 'https://licenses.example.com/reset';

  for (const [what, ask] of [
    ['key', (email: string) => test.run(operations.account.askKey, { email })],
    [
      'password',
      (email: string) =>
        test.run(operations.account.askPassword, {
          email,
          browser: randomBytes(32).toString('base64url'),
          pageUrl: pageUrl,
        }),
    ],
  ] as const) {
    it(`that ask for a ${what} have the same answer, and the same time beyond noise`, async () => {
      const times = { known: [] as number[], other: [] as number[] };
      for (let i = -5; i < PAIRS; i++) {
        const turn = i % 2 === 0 ? (['known', 'other'] as const) : (['other', 'known'] as const);
        for (const kind of turn) {
          const begun = performance.now();
          expect(await ask(emailOf(kind, Math.abs(i)))).to.deep.equal({});
          if (i >= 0) times[kind].push(performance.now() - begun);
        }
      }
      expect(Math.abs(rankScore(times.known, times.other))).to.be.lessThan(NOISE);
    });
  }

  it('leave rows of one size', () => {
    const database = new Database(databasePath(test.config), { readonly: true });
    const sizes = database.prepare('SELECT DISTINCT length(sealed), tries FROM mails').all();
    const links = database
      .prepare('SELECT DISTINCT length(digest), length(browser), length(code), about FROM links')
      .all();
    database.close();
    expect([sizes.length, links.length]).to.deep.equal([1, 1]);
  });
});
