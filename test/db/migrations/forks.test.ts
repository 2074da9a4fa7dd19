/** What the schema change for copies does with the rows of a database from before. */

import { expect } from 'chai';
import { MIGRATIONS } from '../../../db/migrations/migrations.ts';
import { toDay } from '../../../server/domain/kernel/day.ts';
import { SUBJECTS } from './subjects.ts';

const DAY = toDay(20_000);

const insert = (table: string, row: Readonly<Record<string, string | number>>): string => {
  const values = Object.values(row).map((value) => (typeof value === 'string' ? `'${value}'` : value));
  return `INSERT INTO ${table} (${Object.keys(row).join(', ')}) VALUES (${values.join(', ')})`;
};
const productBefore = (id: string, forks: string, asks: number): string =>
  insert('products', { id, name: id, seats: 1, lease_days: 30, refresh_days: 7, grace_days: 14, entitlements: '', username_required: asks, forks, release_cooldown_days: 0, revision: 1, created_day: 1 }); // prettier-ignore
const licenseBefore = (id: string, product: string): string =>
  insert('licenses', { id, product, seats: 1, used: 0, entitlements: '', created_day: 1, revision: 1, release_count: 0 }); // prettier-ignore
const activationBefore = (id: string, license: string, username: string): string =>
  insert('activations', { id, license, username, epoch: 1, sequence: 1, lease_day: 1, lease_ends_day: 1, seat_ends_day: 1, lease_revision: 1, created_day: 1, seen_day: 1 }); // prettier-ignore

/** Products of which one asks for usernames, each with a license in an account and one in none. */
const ROWS_BEFORE_FORKS = [
  productBefore('sonar', 'refuse', 0),
  productBefore('asks', 'allow', 1),
  ...['sonar', 'asks'].flatMap((product) => [
    licenseBefore(`${product} of ada`, product),
    licenseBefore(`${product} of nobody`, product),
  ]),
  insert('accounts', { id: 'ada', username: 'ada', password: '', email_generation: 1, email_wrapped: 1, notices: '', terms_version: '1', terms_day: 1, created_day: 1, login_day: 1, warnings: 0 }), // prettier-ignore
  ...['sonar', 'asks'].map((product) =>
    insert('owners', { license: `${product} of ada`, account: 'ada', since_day: 1 }),
  ),
  activationBefore('of the owner', 'sonar of ada', 'ada'),
  activationBefore('of another', 'sonar of ada', 'eve'),
  activationBefore('of another, asked', 'asks of ada', 'eve'),
  activationBefore('nobody’s', 'sonar of nobody', 'eve'),
  activationBefore('of nobody, asked', 'asks of nobody', 'eve'),
];

for (const [engine, open] of Object.entries(SUBJECTS)) {
  describe(`the schema change for copies, over ${engine}`, () => {
    it('keeps the answer to copies, and deletes usernames that nothing compares or asks for', async () => {
      const subject = await open();
      await subject.migrate(
        DAY,
        MIGRATIONS.filter(({ version }) => version < 12),
      );
      for (const text of ROWS_BEFORE_FORKS) await subject.sql(text);
      await subject.migrate(DAY);
      expect(await subject.sql('SELECT id, forks FROM products ORDER BY id')).to.deep.equal([
        { id: 'asks', forks: 'allow' },
        { id: 'sonar', forks: 'refuse' },
      ]);
      expect(await subject.sql('SELECT id, username FROM activations ORDER BY id')).to.deep.equal([
        { id: 'nobody’s', username: null },
        { id: 'of another', username: null },
        { id: 'of another, asked', username: null },
        { id: 'of nobody, asked', username: 'eve' },
        { id: 'of the owner', username: 'ada' },
      ]);
      await subject.end();
    });
  });
}
