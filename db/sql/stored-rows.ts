/**
 * The SQL that lists the stored rows of one customer, generated from the inventory for each table that declares whose
 * rows it has. So a table that is added to the inventory is listed without another edit. The rows of a table are in the
 * order of its first column, which is its key.
 */

import { storedRowQueries, storedTables, type Scope } from '../../server/domain/privacy/stored-values.ts';
import type { Whose } from '../../server/domain/inventory/declaration.ts';
import { INVENTORY } from '../../server/domain/inventory/inventory.ts';
import { isOwners, OWNERS_MACHINE } from './account/owners-machine.ts';
import { pagesOf, type Key } from '../dialect/pages.ts';
import { columns, declaredColumns, sqlFor } from '../dialect/statements.ts';

/** The sort keys of tables that are not sorted by their primary key. A minus sign sorts in descending order. */
const KEYS: Readonly<Record<string, Key>> = {
  operator_actions: ['-hour', 'id'],
  orders: [`reference || '/' || product`],
};

const LICENSES: Readonly<Record<Scope, string>> = {
  account: 'IN (SELECT license FROM owners WHERE account = :owner)',
  license: '= :owner',
};

const AS_MEMBER =
  'SELECT activation FROM member_machines WHERE member IN (SELECT id FROM members WHERE account = :owner)';

const MACHINES: Readonly<Record<Scope, string>> = {
  account: `
    SELECT id FROM activations WHERE license ${LICENSES.account} AND ${OWNERS_MACHINE}
    UNION ALL ${AS_MEMBER}`,
  license: `SELECT id FROM activations WHERE license ${LICENSES.license}`,
};

export const STORED_ROWS = sqlFor(storedRowQueries, { pageStoredRows: { sql: byRule() } });

function byRule(): ReadonlyMap<string, string> {
  return new Map(
    (['account', 'license'] as const).flatMap((scope) => storedTables(scope).flatMap(pagesIn(scope))),
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
  if (names === 'account') return `${by} = :owner`;
  if (names === 'activation') return `${by} IN (${MACHINES[scope]})`;
  const owned = `${by} ${LICENSES[scope]}`;
  if (scope === 'license') return owned;
  if (machine !== undefined)
    return `(${owned} AND ${isOwners(`${table}.${machine}`)} OR ${machine} IN (${AS_MEMBER}))`;
  return also === undefined ? owned : `(${owned} OR ${also} = :owner)`;
}
