/**
 * The page of personal data says that it is everything: a row that is planted in any table of the inventory that relates
 * to a customer is on it, and so on the operator's list of a license; and the privacy page has every table and purpose.
 */

import Database from 'better-sqlite3';
import { expect } from 'chai';
import { join } from 'node:path';
import { INVENTORY, type TableName } from '../../../server/domain/inventory/inventory.ts';
import type { Column, Whose } from '../../../server/domain/inventory/declaration.ts';
import { operations } from '../../../server/domain/operations.ts';
import { toDay, toHour } from '../../../server/domain/kernel/day.ts';
import { personalDataSchema } from '../../../server/texts/personal-data-schema.ts';
import { ENGLISH } from '../../../server/texts/texts.ts';
import { wordsIn } from './browsing.ts';
import { openTestPortal, type Customer, type Portal } from './customers.ts';

const RELATED = Object.entries(INVENTORY).filter(([, { columns }]) =>
  Object.values(columns).some(({ subject, exported }) => subject === 'person' || exported),
);
const LISTED = RELATED.flatMap(([table, { whose, columns }]) =>
  typeof whose === 'object' ? [{ table: table as TableName, whose, columns }] : [],
);

/** Values that are no key of another row, so that a planted one can be shown. */
const GIVEN: Readonly<Record<string, string | number>> = {
  'licenses.product': 'sonar',
  'accounts.username': 'planted-username',
  'operator_actions.action': 'planted action',
  // a later day would hide the row
  'operator_actions.held_until_day': 20_001,
};

describe('every table with personal data', () => {
  it('says whose a row is, or that nobody can tell', () => {
    expect(RELATED.filter(([, { whose }]) => whose === undefined)).to.deep.equal([]);
    const unknowable = RELATED.filter(([, { whose }]) => whose === 'unknowable').map(([table]) => table);
    expect(
      unknowable,
      'no customer is named in a trial or by the use of a coupon, and only the mailer can open a mail or the address of a request',
    ).to.deep.equal(['trials', 'mails', 'coupon_uses', 'rights_requests']);
  });

  describe('has its rows on the page of personal data', () => {
    let portal: Portal;
    let ada: Customer;
    beforeEach(async () => {
      portal = await openTestPortal();
      ada = await portal.customer('ada');
    });
    afterEach(() => portal.end());

    for (const { table, whose, columns } of LISTED) {
      it(`${table}: every column that is exported`, async () => {
        const row = plant(portal, ada, { table, whose, columns });
        const page = wordsIn(await ada.browser.get('/settings/held'));
        const isLook = table === 'operator_actions';
        if (!isLook) expect(page).to.include(words(ENGLISH.inventory.tables[table]));
        for (const [name, { exported, purpose, form }] of Object.entries(columns)) {
          const written = writeValue(row[name], form);
          if (exported && !(isLook && name === 'license') && form !== 'sealed')
            expect(page, name).to.include(written);
          if (!exported && form !== 'count' && name !== whose.by) expect(page, name).to.not.include(written);
          if (exported && !isLook) expect(page, name).to.include(words(ENGLISH.inventory.purposes[purpose]));
        }
        if (whose.names === 'account') return;
        const { license } = ada;
        const holdings = (await portal.server.run(operations.privacy.listHoldings, { license })).items;
        const found = holdings.filter((holding) => holding.table === table);
        for (const [name, { subject, exported }] of Object.entries(columns)) {
          if (subject !== 'person' && !exported) continue;
          expect(
            found.some(({ column, value }) => column === name && value === row[name]),
            name,
          ).to.equal(true);
        }
      });
    }
  });

  it('is in the file that the page offers, with the schema that the file names', async () => {
    const portal = await openTestPortal();
    const ada = await portal.customer('ada');
    const page = await ada.browser.get('/settings/held');
    expect(page.text).to.include('href="/settings/held/personal-data.json"');
    const file = await ada.browser.get('/settings/held/personal-data.json');
    const stranger = await portal.browser().get('/settings/held/personal-data.json');
    const { $schema, groups } = JSON.parse(file.text) as { $schema: string; groups: object };
    const schema = await portal.browser().get(new URL($schema).pathname);
    await portal.end();
    expect(file.headers['content-type']).to.equal('application/json; charset=utf-8');
    expect(file.headers['content-disposition']).to.equal(
      'attachment; filename="personal-data-2026-11-24.json"',
    );
    expect(groups).to.include.keys('accounts', 'licenses', 'activations', 'operator_actions');
    expect(schema.headers['content-type']).to.equal('application/schema+json');
    expect(schema.text).to.equal(personalDataSchema());
    expect(stranger.status, 'without a login').to.equal(303);
  });

  it('is on the privacy page, with each purpose and how long it is kept', async () => {
    const portal = await openTestPortal();
    const page = wordsIn(await portal.browser().get('/privacy'));
    await portal.end();
    for (const [table, { columns }] of RELATED) {
      expect(page).to.include(words(ENGLISH.inventory.tables[table as TableName]));
      for (const { subject, purpose } of Object.values(columns))
        if (subject === 'person') expect(page).to.include(words(ENGLISH.inventory.purposes[purpose]));
    }
    for (const promised of [
      'Account username that the app sent',
      'Nicknames of your machines',
      'Recovery codes',
      'Logged-in browsers',
    ])
      expect(page).to.include(promised);
    expect(page).to.include('30 days after the network was last seen');
  });
});

interface Planted {
  readonly table: string;
  readonly whose: Whose;
  readonly columns: Readonly<Record<string, Column>>;
}

/** Writes a row of the customer, past the product; an existing row of the same key keeps what is not exported. */
function plant(portal: Portal, ada: Customer, { table, whose, columns }: Planted): Record<string, unknown> {
  const database = new Database(join(portal.server.config.dataFolder, 'quietkey.db'));
  try {
    database.pragma('foreign_keys = off');
    database.pragma('ignore_check_constraints = on');
    const { id: account } = database.prepare('SELECT id FROM accounts WHERE username = ?').get('ada') as {
      id: string;
    };
    const id = { account, license: ada.license, activation: ada.activation }[whose.names];
    const old = database.prepare(`SELECT * FROM ${table} WHERE ${whose.by} = ?`).get(id) as
      Record<string, unknown> | undefined;
    const isOne =
      whose.by === 'id' || table === 'expiry_notices' || table === 'owners' || table === 'nicknames';
    const made = Object.fromEntries(
      Object.entries(columns).map(([name, column], nth) => [name, madeUp(table, name, column, nth)]),
    );
    const kept = Object.fromEntries(
      Object.entries(old ?? {}).filter(([name]) => isOne && columns[name]?.exported === false),
    );
    const network =
      table === 'activations' ? { network: old?.['network'], network_day: old?.['network_day'] } : {};
    const license = table === 'owners' || table === 'activations' ? { license: ada.license } : {};
    const member = table === 'member_machines' ? { member: plantMember(database, account) } : {};
    const row = { ...made, ...kept, ...network, ...license, ...member, [whose.by]: id };
    const names = Object.keys(row);
    database.exec('BEGIN');
    if (isOne) database.prepare(`DELETE FROM ${table} WHERE ${whose.by} = ?`).run(id);
    const marks = names.map(() => '?').join(', ');
    database
      .prepare(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${marks})`)
      .run(...Object.values(row));
    database.exec('COMMIT');
    return row;
  } finally {
    database.close();
  }
}

/** Makes an account a member of somebody's license, and returns the id of the membership. */
function plantMember(database: Database.Database, account: string): string {
  const id = 'planted-member-of-a-license';
  database
    .prepare('INSERT INTO members (id, license, account, name, since_day) VALUES (?, ?, ?, ?, ?)')
    .run(id, 'license-of-somebody', account, 'M1', 20_000);
  return id;
}

/** A value that no other column of the page has. */
function madeUp(table: string, name: string, { form }: Column, nth: number): string | number {
  const given = GIVEN[`${table}.${name}`];
  if (given !== undefined) return given;
  if (form === 'day') return 23_000 + nth;
  if (form === 'hour') return 23_000 * 24 + nth;
  if (form === 'count') return 700 + nth;
  return `planted-${table}-${name}`.slice(0, 60);
}

function writeValue(value: unknown, form: Column['form']): string {
  const { formats } = ENGLISH;
  if (typeof value !== 'number') return String(value);
  if (form === 'day') return formats.day(toDay(value));
  return form === 'hour' ? formats.hour(toHour(value)) : formats.number(value);
}

/** As a page writes it. */
function words(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll("'", '&#39;');
}
