/**
 * Seeded sequences of operations on SQLite and on PostgreSQL, with the same secrets, ids, randomness and time, get
 * identical answers to the byte, and leave the same rows.
 */

import Database from 'better-sqlite3';
import { expect } from 'chai';
import { openInThreadStore } from '../../db/sqlite/store/in-thread-store.ts';
import { openPostgresStore } from '../../db/postgres/store.ts';
import { declaredColumns } from '../../db/dialect/statements.ts';
import { dayOf, toDay, startOf, hourOf, type Instant } from '../../server/domain/kernel/day.ts';
import { INVENTORY } from '../../server/domain/inventory/inventory.ts';
import type { NamedOperation } from '../../server/domain/kernel/named-operation.ts';
import { operations, type Store } from '../../server/domain/operations.ts';
import type { Call, Vault } from '../../server/domain/kernel/ports.ts';
import { PURGE_CLASSES } from '../../server/domain/privacy/purge.ts';
import { isPassing, Refusal } from '../../server/domain/kernel/refusal.ts';
import { freshFolder } from '../support/engines.ts';
import { portsOf } from '../support/ports.ts';
import { BEGUN_ON, emptyDatabase, type TestDatabase } from '../support/postgres.ts';
import { rounds } from '../support/rounds.ts';
import { Sequence, type Ask } from '../support/sequence.ts';
import { openTestWorld, type TestWorld } from '../support/world.ts';

const SEQUENCES = rounds(10_000, 300);
const ACTS = 5;
/** Sequences that run at the same time. */
const CONCURRENT = 24;
/** Sequences between two purges, which affect all of them. */
const CHUNK = 250;
/** Columns that depend on which of the concurrent sequences appended first. */
const BY_ORDER: Readonly<Record<string, readonly string[]>> = {
  operator_actions: ['leaf'],
  audit_leaves: ['number', 'hash'],
  audit_head: ['head'],
};
/** The day of the purges: by then, much of what the sequences did is past its retention. */
const PURGE_DAY = toDay(20_781 + 200);

describe('SQLite and PostgreSQL', function () {
  this.timeout(1_800_000);
  let folder: TestWorld;
  let file: ReturnType<typeof freshFolder>;
  let database: TestDatabase;
  let sqlite: Store;
  let postgres: Store;
  /** How often an operation ended in which way. */
  const tally = new Map<string, number>();

  before(async () => {
    folder = await openTestWorld();
    file = freshFolder();
    database = await emptyDatabase();
    const ports = portsOf(folder.config);
    const given = { ...ports, vault: sealingOnce(ports.vault), today: BEGUN_ON };
    sqlite = openInThreadStore({ path: file.path, ...given });
    postgres = await openPostgresStore({ url: database.url, ...given });
  });

  after(async () => {
    await Promise.all([sqlite.close(), postgres.close()]);
    await database.end();
    file.remove();
    await folder.end();
  });

  /** Runs it on both engines, requires equal answers, and returns the answer. */
  const ask: Ask = async (operation, input, call) => {
    const [first, other] = await Promise.all([
      endOf(sqlite, operation, input as never, call),
      endOf(postgres, operation, input as never, call),
    ]);
    expect(JSON.stringify(other), `${operation.name} ${JSON.stringify(input)}`).to.equal(
      JSON.stringify(first),
    );
    const { refusal, answer } = first;
    const isStatement = typeof answer === 'object' && answer !== null && 'statement' in answer;
    const how = `${operation.name}: ${refusal?.code ?? (isStatement ? 'statement' : 'answer')}`;
    tally.set(how, (tally.get(how) ?? 0) + 1);
    return answer;
  };

  async function purge(now: Instant): Promise<void> {
    const call: Call = { now, confirmedDay: dayOf(now), id: 'purge', random: '', salt: '', actor: 'server' };
    await ask(operations.privacy.planPurge, {}, call);
    const receipt = (await ask(operations.privacy.beginPurge, { plan: null }, call)) as string;
    const hour = hourOf(now);
    for (const name of PURGE_CLASSES) {
      for (let after: string | null = ''; after !== null;) {
        await ask(operations.privacy.lookForDue, { class: name, after, hour }, call);
        const slice = (await ask(
          operations.privacy.purgeSlice,
          { class: name, after, receipt, hour },
          call,
        )) as {
          next: string | null;
        };
        after = slice.next;
      }
    }
  }

  async function compareRows(): Promise<void> {
    const rows = new Database(file.path, { readonly: true });
    for (const table of Object.keys(INVENTORY)) {
      const columns = declaredColumns(table).filter((name) => BY_ORDER[table]?.includes(name) !== true);
      const order = columns.map((_one, i) => i + 1).join(', ');
      const sql = `SELECT ${columns.join(', ')} FROM ${table} ORDER BY ${order}`;
      const other = await database.query(sql);
      expect(other.map(textsOf), table).to.deep.equal((rows.prepare(sql).all() as Row[]).map(textsOf));
    }
    rows.close();
  }

  it(`answer ${SEQUENCES} sequences alike, and keep the same rows`, async () => {
    for (let from = 0; from < SEQUENCES; from += CHUNK) {
      const seeds = Array.from({ length: Math.min(CHUNK, SEQUENCES - from) }, (_one, i) => from + i);
      const follow = async () => {
        for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) {
          const sequence = new Sequence(seed, ask);
          await sequence.begin();
          for (let act = 0; act < ACTS; act += 1) await sequence.act();
        }
      };
      await Promise.all(Array.from({ length: CONCURRENT }, follow));
      await compareRows();
      await purge(startOf(PURGE_DAY));
      await compareRows();
    }
  });

  it('refuse every product name that one of them cannot store', async () => {
    const call: Call = {
      now: startOf(BEGUN_ON),
      confirmedDay: BEGUN_ON,
      id: 'call',
      random: '',
      salt: '',
      actor: 'terminal:test',
      purpose: 'support',
    };
    await ask(
      operations.licensing.issueLicense,
      { product: 'so\0nar', email: 'ada@example.com', order: 'A-1' },
      call,
    );
    expect(tally.get('issueLicense: product_unknown')).to.equal(1);
  });

  it('ran every important outcome', () => {
    for (const how of [
      'activate: answer',
      'activate: seats_taken',
      'activate: username_required',
      'renewLease: answer',
      'renewLease: statement',
      'releaseLease: statement',
      'releaseByOperator: answer',
      'issueLicense: idempotency_key_reused',
      'changeProduct: answer',
    ]) {
      expect(tally.get(how) ?? 0, how).to.be.greaterThan(0);
    }
  });
});

type Row = Record<string, unknown>;

/** Numbers as texts: the test's client returns large integers as text. */
function textsOf(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, typeof value === 'number' ? String(value) : value]),
  );
}

interface End {
  readonly answer?: unknown;
  readonly refusal?: { readonly code: string };
}

async function endOf(store: Store, operation: NamedOperation, input: never, call: Call): Promise<End> {
  try {
    return { answer: await store.run(operation, input, call) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    // nothing was done, for want of time on this machine
    if (isPassing(error)) return endOf(store, operation, input, call);
    return { refusal: error.parts };
  }
}

/** Real sealing, but the same seal for the same prefix and day, so that both engines get the same bytes. */
function sealingOnce(vault: Vault): Vault {
  const seals = new Map<string, string>();
  return {
    ...vault,
    sealNetwork: (prefix, day) => {
      const seal = seals.get(`${prefix} ${day}`) ?? vault.sealNetwork(prefix, day);
      seals.set(`${prefix} ${day}`, seal);
      return seal;
    },
  };
}
