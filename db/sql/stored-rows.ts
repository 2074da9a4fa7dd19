/**
 * The SQL that lists the stored rows of one customer, generated from the inventory for each table that declares whose
 * rows it has. So a table that is added to the inventory is listed without another edit. The rows of a table are in the
 * order of its first column, which is its key.
 */

import {
  COUNTED,
  LOOKS,
  storedRowQueries,
  storedTables,
  type Scope,
} from '../../server/domain/privacy/stored-values.ts';
import type { Whose } from '../../server/domain/inventory/declaration.ts';
import { INVENTORY } from '../../server/domain/inventory/inventory.ts';
import { NOT_HELD_BACK, SINCE_TRANSFER } from './account/owners-actions.ts';
import { isOwners, OWNERS_MACHINE } from './account/owners-machine.ts';
import { pagesOf, type Key } from '../dialect/pages.ts';
import { columns, declaredColumns, sqlFor } from '../dialect/statements.ts';

/** The sort keys of tables that are not sorted by their primary key. A minus sign sorts in descending order. */
const KEYS: Readonly<Record<string, Key>> = {
  operator_actions: ['-hour', 'id'],
  orders: [`reference || '/' || product`],
};

const OWN = (account: string): string => `SELECT license FROM owners WHERE account ${account}`;
/** The accounts whose rows are listed: one, or those of a request. */
const ACCOUNTS: Readonly<Record<Exclude<Scope, 'license'>, string>> = {
  account: '= :owner',
  request: 'IN (SELECT account FROM rights_subjects WHERE request = :owner)',
};
/** The licenses of a request that nobody else owns. Of the others, their buyer sees the license and the order. */
const BOUGHT = 'SELECT license FROM rights_subjects WHERE request = :owner AND license IS NOT NULL';
const NOBODY_ELSES = `
  SELECT license FROM rights_subjects AS bought WHERE request = :owner AND license IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM owners WHERE owners.license = bought.license AND owners.account NOT IN (
      SELECT account FROM rights_subjects WHERE request = :owner AND account IS NOT NULL
    )
  )`;
const LICENSES: Readonly<Record<Scope, string>> = {
  account: `IN (${OWN(ACCOUNTS.account)})`,
  license: '= :owner',
  request: `IN (${OWN(ACCOUNTS.request)} UNION ALL ${NOBODY_ELSES})`,
};
/** The tables of which a buyer sees the rows of a license that somebody else owns. */
const BUYERS_TABLES = ['licenses', 'orders'];
const BUYERS = `IN (${OWN(ACCOUNTS.request)} UNION ALL ${BOUGHT})`;

const MACHINES: Readonly<Record<Scope, string>> = {
  account: machinesOf('account'),
  license: `SELECT id FROM activations WHERE license ${LICENSES.license}`,
  request: machinesOf('request'),
};

export const STORED_ROWS = sqlFor(storedRowQueries, { pageStoredRows: { sql: byRule() } });

function byRule(): ReadonlyMap<string, string> {
  return new Map(
    (['account', 'license', 'request'] as const).flatMap((scope) =>
      storedTables(scope).flatMap(pagesIn(scope)),
    ),
  );
}

function pagesIn(scope: Scope): (table: string) => [string, string][] {
  return (table) => {
    const whose = INVENTORY[table]?.whose;
    if (typeof whose !== 'object') return [];
    const [first = ''] = declaredColumns(table);
    const key: Key = KEYS[table] ?? [first];
    const [order, id] = key.length === 1 ? ['0', key[0]] : key;
    const pages = pagesOf({
      columns: `${columns(table)}, ${order} AS place_order, ${id} AS place_id`,
      from: table,
      where: linkOf(table, whose, scope),
      key,
      isUncounted: scope !== COUNTED,
    });
    return [...pages].map(([direction, sql]) => [`${scope} ${table} ${direction}`, sql]);
  };
}

/**
 * The SQL condition of the rows of a license, or of those of an account, of the licenses that it owns, and of its own
 * machines as a member. The machines of the members of a license are not its owner's.
 */
function linkOf(table: string, { by, names, also, machine }: Whose, scope: Scope): string {
  const stranger = [by, also ?? by, machine ?? by].find((column) => !declaredColumns(table).includes(column));
  if (stranger !== undefined) throw new Error(`${table} has no declared column ${stranger}`);
  if (names === 'account') return scope === 'license' ? `${by} = :owner` : `${by} ${ACCOUNTS[scope]}`;
  if (names === 'activation') return `${by} IN (${MACHINES[scope]})`;
  if (scope === 'request' && table === 'rights_subjects') return 'request = :owner';
  const isBuyers = scope === 'request' && BUYERS_TABLES.includes(table);
  const owned = `${by} ${isBuyers ? BUYERS : LICENSES[scope]}`;
  if (scope === 'license') return owned;
  if (table === LOOKS) return `${owned} AND ${SINCE_TRANSFER} AND ${NOT_HELD_BACK}`;
  if (machine !== undefined)
    return `(${owned} AND ${isOwners(`${table}.${machine}`)} OR ${machine} IN (${asMember(scope)}))`;
  return also === undefined ? owned : `(${owned} OR ${also} ${ACCOUNTS[scope]})`;
}

/** The machines of the licenses of an account, but for those of members, and its own machines as a member. */
function machinesOf(scope: Exclude<Scope, 'license'>): string {
  return `
    SELECT id FROM activations WHERE license ${LICENSES[scope]} AND ${OWNERS_MACHINE}
    UNION ALL ${asMember(scope)}`;
}

function asMember(scope: Exclude<Scope, 'license'>): string {
  const members = `SELECT id FROM members WHERE account ${ACCOUNTS[scope]}`;
  return `SELECT activation FROM member_machines WHERE member IN (${members})`;
}
