// The file of personal data, on both engines: a value that is planted in every column of every table of the inventory is in
// the file of its customer if the inventory exports it, and in nobody else's. The same search over the whole database, with
// its keys, finds every planted value of everybody, so that a value that is not found is not there.

import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { z } from 'zod';
import type { Column } from '../../../server/domain/inventory/declaration.ts';
import { INVENTORY } from '../../../server/domain/inventory/inventory.ts';
import { toDay, toHour, startOfHour, writeDate } from '../../../server/domain/kernel/day.ts';
import { operations } from '../../../server/domain/operations.ts';
import { personalDataFile } from '../../../server/portal/route/personal-data-file.ts';
import { personalDataSchema } from '../../../server/texts/personal-data-schema.ts';
import { ENGLISH, LANGUAGES, type Texts } from '../../../server/texts/texts.ts';
import { openShop, WORLDS, type Shop } from '../../support/accounts.ts';
import { random22 } from '../../support/machine.ts';
import { ROOT } from '../../support/root.ts';
import { execute, rowsIn } from '../../support/table-rows.ts';

type Value = string | number;
type Row = Record<string, Value>;

const LISTED = Object.entries(INVENTORY).filter(([, { whose }]) => typeof whose === 'object');
/** Tables that other rows name come first. */
const FIRST = ['accounts', 'licenses', 'activations', 'owners', 'members'];
/** Columns whose values are checked by the database, or decide whose the row is: they have no value of their own. */
const FIXED: Readonly<Record<string, Value>> = {
  'licenses.product': 'sonar',
  'sign_ins.product': 'sonar',
  'sign_ins.decision': 'approved',
  'links.purpose': 'email',
  'forks.branch_went_on': 0,
  'disclosures.is_general': 0,
  'members.name': 'M1',
};
/** Columns that stay as they are: what seals the network. */
const KEPT = ['activations.network', 'activations.network_day', 'activations.generation'];
/** Columns that stay empty: they name a row that these customers do not have. */
const EMPTY = [
  'rights_subjects.request',
  'orders.former_license',
  'support_bundles.activation',
  'holds.held_account',
  'operator_actions.held_until_day',
];
/** Days, hours and counts after which every planted one comes, so that no other value is equal to one. */
const [DAY, HOUR, COUNT] = [30_000, 800_000, 900_000];
/** The days between planted days: more than any retention period, so that the last day of one is no other. */
const APART = 4_001;

interface Person {
  readonly name: string;
  readonly license: string;
  readonly activation: string;
  readonly account: string;
  readonly network: string;
}

/** A planted value, as the file writes it. */
interface Canary {
  readonly person: string;
  readonly place: string;
  readonly value: Value;
  readonly isExported: boolean;
}

const schema = z.fromJSONSchema(JSON.parse(personalDataSchema()) as Parameters<typeof z.fromJSONSchema>[0]);

/** All values in a document, without the names of its members. */
function leavesOf(part: unknown): unknown[] {
  return typeof part === 'object' && part !== null ? Object.values(part).flatMap(leavesOf) : [part];
}

/** The columns of stored rows for which the inventory does not decide whether they are exported. */
function undecided(table: string, row: object): string[] {
  const columns: Readonly<Record<string, Partial<Column>>> = INVENTORY[table]?.columns ?? {};
  return Object.keys(row).filter((name) => typeof columns[name]?.exported !== 'boolean');
}

describe('the schema of the file of personal data', () => {
  it('is the committed one', () => {
    const committed = readFileSync(new URL('test/vectors/personal-data.schema.json', ROOT), 'utf8');
    expect(personalDataSchema(), 'npm run docs:tables writes it').to.equal(committed);
  });

  it('has each table and column of a customer, and an origin for each table', () => {
    const { properties } = JSON.parse(personalDataSchema()) as {
      properties: { groups: { properties: object } };
    };
    expect(Object.keys(properties.groups.properties)).to.deep.equal(LISTED.map(([table]) => table));
    const related = Object.values(INVENTORY).filter(({ whose }) => whose !== undefined);
    expect(related.every(({ sources = [] }) => sources.length > 0)).to.equal(true);
  });

  it('hides a value only where the stored form says nothing to the customer', () => {
    const hidden = LISTED.flatMap(([, { columns }]) =>
      Object.values(columns).filter(({ subject, exported }) => subject === 'person' && !exported),
    );
    expect(new Set(hidden.map(({ form }) => form))).to.deep.equal(
      new Set(['keyed', 'sealed', 'random', 'hashed']),
    );
  });

  it('refuses what it does not describe', () => {
    const none = { $schema: 'x', format: 'quietkey-personal-data-1', language: 'en', madeOn: '2026-11-30' };
    const file = { ...none, groups: {}, recipients: [], notListed: [] };
    expect(schema.safeParse(file).success).to.equal(true);
    for (const wrong of [{ more: 1 }, { format: 'another' }, { madeOn: 'today' }, { groups: { trials: {} } }])
      expect(schema.safeParse({ ...file, ...wrong }).success, JSON.stringify(wrong)).to.equal(false);
  });
});

for (const [engine, open] of WORLDS) {
  describe(`the file of personal data, over ${engine}`, () => {
    let shop: Shop;
    let canaries: Canary[];
    let people: Record<'ada' | 'bob' | 'mia', Person>;
    let nth = 0;
    before(async () => {
      shop = await openShop(await open());
      canaries = [];
      people = { ada: await person('ada', 1), bob: await person('bob', 2), mia: await person('mia', 3) };
      await execute(shop.test.config, Object.values(people).flatMap(plantAll).join(';'));
      await share(people.ada, people.mia);
    });
    after(() => shop.test.end());

    const person = async (name: string, third: number): Promise<Person> => {
      const { license, licenseKey, who } = await shop.signUp(name, `${name}@shop.example`);
      const network = `198.51.${third}.0/24`;
      const machine = { tags: [random22()], nonce: random22(), network };
      const { activation } = await shop.test.run(operations.activation.activate, {
        product: 'sonar',
        licenseKey,
        ...machine,
      });
      return { name, license, activation, account: who.account, network };
    };
    const plantAll = (owner: Person): string[] => {
      const rest = LISTED.map(([table]) => table).filter((table) => !FIRST.includes(table));
      const own = [...FIRST, ...rest].filter((table) => !['members', 'member_machines'].includes(table));
      return own.map((table) => plant(owner, table));
    };
    /** The SQL that writes or changes a row of a person, with a value of its own in each column. */
    const plant = (owner: Person, table: string, given: Row = {}): string => {
      const { columns = {}, whose } = INVENTORY[table] ?? {};
      if (typeof whose !== 'object') throw new Error(`nobody has rows of ${table}`);
      const links: Row = { account: owner.account, license: owner.license, activation: owner.activation };
      const own = links[whose.names] ?? '';
      const row: Row = {};
      for (const [name, column] of Object.entries(columns)) {
        const place = `${table}.${name}`;
        if (EMPTY.includes(place) || KEPT.includes(place) || name === whose.by) continue;
        const fixed = given[name] ?? FIXED[place] ?? links[name];
        row[name] = fixed ?? madeUp(place, owner, column);
        if (fixed === undefined) canaries.push(canaryOf(place, owner, column, row[name]));
      }
      if (table === 'activations')
        canaries.push({
          person: owner.name,
          place: 'activations.network',
          value: owner.network,
          isExported: true,
        });
      const isThere = whose.by === 'id' || table === 'owners';
      return isThere ? updateOf(table, whose.by, own, row) : insertOf(table, { ...row, [whose.by]: own });
    };
    const madeUp = (place: string, { name }: Person, { form }: Column): Value => {
      nth += 1;
      if (form === 'day' || form === 'week') return DAY + nth * APART;
      if (form === 'hour') return HOUR + nth;
      if (form === 'second' || form === 'count') return COUNT + nth;
      return `${name} ${place}`;
    };
    const canaryOf = (place: string, { name }: Person, { form, exported }: Column, stored: Value): Canary => {
      return { person: name, place, value: writtenAs(stored, form), isExported: exported };
    };
    /** Makes the last a member of the first one's license, with a machine of the member's own. */
    const share = async (owner: Person, member: Person): Promise<void> => {
      const machine = await person(`${owner.name}-${member.name}`, 4);
      const shared = {
        ...member,
        license: owner.license,
        activation: machine.activation,
        network: machine.network,
      };
      const membership = { id: 'membership', account: member.account };
      const sql = [
        plant(shared, 'activations', { license: owner.license, username: 'mia at ada’s' }),
        ...['device_tags', 'nicknames', 'forks'].map((table) => plant(shared, table, keyOf(table))),
        plant({ ...shared, name: 'both' }, 'members', membership),
        plant(shared, 'member_machines', { member: 'membership' }),
      ];
      await execute(shop.test.config, sql.join(';'));
    };
    /** The key of a row of a second machine, which must differ. */
    const keyOf = (table: string): Row =>
      table === 'device_tags' ? { tag: 'tag of the second machine' } : {};

    const fileOf = async ({ account }: Person, texts: Texts = ENGLISH): Promise<unknown> => {
      const read = (after: string | undefined) =>
        shop.test.run(operations.privacy.exportPersonalData, { account, after });
      const made = { today: toDay(20_787), url: 'https://portal.example' };
      return JSON.parse((await personalDataFile(read, made, texts)).text);
    };
    const valuesOf = async (owner: Person): Promise<Set<unknown>> => new Set(leavesOf(await fileOf(owner)));
    /** Every stored value of everybody, opened with the keys of the server. */
    const everything = async (): Promise<Set<unknown>> => {
      const all: unknown[] = [];
      for (const [table, { columns }] of LISTED) {
        const rows = await rowsIn<Row>(shop.test.config, `SELECT * FROM ${table}`);
        for (const row of rows)
          for (const [name, value] of Object.entries(row))
            if (value !== null)
              all.push(writtenAs(numberOrText(value, columns[name]), columns[name]?.form ?? 'plain'));
      }
      for (const { license } of Object.values(people)) {
        const { items } = await shop.test.run(operations.activation.listActivations, { license });
        all.push(...leavesOf(items));
      }
      return new Set(all);
    };

    it('finds every planted value in the database, of everybody and of each column', async () => {
      const all = await everything();
      expect(canaries.filter(({ value }) => !all.has(value)).map(({ place }) => place)).to.deep.equal([]);
      const planted = new Set(canaries.map(({ place }) => place));
      const missed = LISTED.flatMap(([table, { columns, whose }]) =>
        Object.keys(columns)
          .map((name) => `${table}.${name}`)
          .filter(
            (place) =>
              !planted.has(place) && ![...EMPTY, ...KEPT].includes(place) && FIXED[place] === undefined,
          )
          .filter((place) => typeof whose === 'object' && place !== `${table}.${whose.by}`)
          .filter(
            (place) => !['account', 'license', 'activation', 'member'].includes(place.split('.')[1] ?? ''),
          ),
      );
      expect(missed.filter((place) => place !== 'members.id')).to.deep.equal([]);
    });

    for (const name of ['ada', 'bob', 'mia'] as const) {
      it(`holds every exported value of ${name}, and none of anybody else`, async () => {
        const values = await valuesOf(people[name]);
        const isOwn = ({ person: whose }: Canary) => whose === name || (whose === 'both' && name !== 'bob');
        const lost = canaries.filter(
          (canary) => isOwn(canary) && canary.isExported && !values.has(canary.value),
        );
        const leaked = canaries.filter((canary) => !isOwn(canary) && values.has(canary.value));
        const shown = canaries.filter(({ value, isExported }) => !isExported && values.has(value));
        const namesOf = (found: Canary[]) => found.map((canary) => `${canary.person} ${canary.place}`);
        expect([namesOf(lost), namesOf(leaked), namesOf(shown)]).to.deep.equal([[], [], []]);
      });
    }

    it('names a member M1 to the owner, and has the own seat only for the member', async () => {
      const groupsOf = async (owner: Person) =>
        ((await fileOf(owner)) as { groups: Record<string, { records: { values: Row }[] }> }).groups;
      const [ofOwner, ofMember] = [await groupsOf(people.ada), await groupsOf(people.mia)];
      expect(ofOwner['members']?.records.map(({ values }) => values['name'])).to.deep.equal(['M1']);
      expect(ofOwner['members']?.records[0]?.values).to.include({ account: null });
      expect(ofOwner['activations']?.records).to.have.lengthOf(1);
      expect(ofOwner).to.not.have.property('member_machines');
      expect(ofMember['activations']?.records).to.have.lengthOf(2);
      expect(ofMember['licenses']?.records, 'mia’s own license').to.have.lengthOf(1);
    });

    it('has the published form in each language, over several parts', async () => {
      const codes = Array.from({ length: 450 }, (_, code) => `('code ${code}', '${people.bob.account}')`);
      await execute(
        shop.test.config,
        `INSERT INTO recovery_codes (digest, account) VALUES ${codes.join(', ')}`,
      );
      for (const each of Object.values(people))
        for (const texts of LANGUAGES) {
          const { error } = schema.safeParse(await fileOf(each, texts));
          expect(error?.message).to.equal(undefined);
        }
      const { groups } = (await fileOf(people.bob)) as { groups: Record<string, { records: object[] }> };
      expect(groups['recovery_codes']?.records).to.have.lengthOf(450 + 10 + 1);
    });

    it('has the origin, the basis and the recipients beside each group', async () => {
      await shop.test.run(operations.privacy.addDisclosure, {
        recipient: 'Example Hosting',
        classes: ['all'],
        ground: 'processor',
      });
      await shop.test.run(operations.privacy.addDisclosure, {
        recipient: 'Tax office',
        classes: ['orders'],
        ground: 'legal-obligation',
        license: people.bob.license,
      });
      const { groups } = (await fileOf(people.bob)) as {
        groups: Record<string, { legalBasis: object; sources: object[]; recipients: { name: string }[] }>;
      };
      const names = (table: string) => groups[table]?.recipients.map(({ name }) => name);
      expect(names('orders')).to.deep.equal(['Example Hosting', 'Tax office']);
      expect(names('activations')).to.deep.equal(['Example Hosting']);
      expect(groups['orders']?.legalBasis).to.include({ code: 'legalObligation' });
      expect(groups['orders']?.sources).to.deep.equal([
        { code: 'seller', text: ENGLISH.inventory.sources.seller },
      ]);
    });

    it('has a decision for each stored column, and names one that has none', async () => {
      for (const [table] of LISTED) {
        const [row] = await rowsIn<Row>(shop.test.config, `SELECT * FROM ${table}`);
        expect(row, table).to.not.equal(undefined);
        expect(undecided(table, row ?? {}), table).to.deep.equal([]);
      }
      expect(undecided('orders', { day: 1, country: 'NO' }), 'a column more').to.deep.equal(['country']);
    });
  });
}

function numberOrText(value: Value, column: Column | undefined): Value {
  const isText = ['plain', 'keyed', 'hashed', 'sealed', 'random'].includes(column?.form ?? 'plain');
  return isText ? value : Number(value);
}

function writtenAs(value: Value, form: Column['form']): Value {
  if (typeof value !== 'number') return value;
  if (form === 'day') return writeDate(toDay(value));
  const seconds = form === 'hour' ? startOfHour(toHour(value)) : value;
  return form === 'hour' || form === 'second'
    ? new Date(seconds * 1_000).toISOString().replace('.000Z', 'Z')
    : value;
}

const quoted = (value: Value): string =>
  typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`;

function insertOf(table: string, row: Row): string {
  const values = Object.values(row).map(quoted);
  return `INSERT INTO ${table} (${Object.keys(row).join(', ')}) VALUES (${values.join(', ')})`;
}

function updateOf(table: string, key: string, id: Value, row: Row): string {
  const changes = Object.entries(row).map(([name, value]) => `${name} = ${quoted(value)}`);
  return `UPDATE ${table} SET ${changes.join(', ')} WHERE ${key} = ${quoted(id)}`;
}
