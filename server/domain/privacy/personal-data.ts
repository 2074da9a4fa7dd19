/**
 * Personal data for the customer: every stored value of the account and of its licenses that relates to the person,
 * with its purpose, its form and its last day, and who viewed the data. The list follows from the inventory, so that
 * every stored value is shown. Viewing one's own data writes nothing.
 */

import { networkIn } from '../activation/list-activations.ts';
import type { ActivationRow } from '../activation/activation.ts';
import { listGeneral, type Recipient } from './disclosure.ts';
import {
  holdingsOf,
  LOOKS,
  storedRowsOf,
  type Holding,
  type Row,
  type Scope,
  type StoredRow,
} from './stored-values.ts';
import { INVENTORY, type TableName } from '../inventory/inventory.ts';
import type { Lives } from '../inventory/lives.ts';
import type { Basis, Source } from '../inventory/declaration.ts';
import type { OperatorActionRow } from '../operator/action.ts';
import { disclosureQueries } from '../operator/disclosure.ts';
import type { Id, Vault } from '../kernel/ports.ts';
import type { CallTime } from '../kernel/confirmed-day.ts';
import { refuse } from '../kernel/refusal.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import { readPart, type Part, type PartAsked } from '../kernel/page.ts';
import { showLives } from './retention.ts';
import type { Day, Hour } from '../kernel/day.ts';

/**
 * A stored value as shown to its owner. Null: a value is stored, and showing the value would help a thief more than it
 * would inform the owner.
 */
export interface PersonalValue extends Pick<Holding, 'form' | 'purpose' | 'keptUntil'> {
  value: string | number | null;
}

/** A part of the stored data, and the cursors of the parts before and after. */
export interface PersonalData extends Pick<Part<unknown>, 'previous' | 'next'> {
  /** The retention periods that are not the default. */
  lives: Lives;
  /** One entry for each table that has rows in this part, with the values of each row. */
  tables: { table: TableName; basis: Basis; sources: readonly Source[]; values: PersonalValue[][] }[];
  /** Actions of operators on the licenses, the latest first. */
  looks: Look[];
  /** The recipients of all customers' data. */
  recipients: Recipient[];
  /** The number of disclosures of the customer's own data, which are among the tables. */
  disclosures: number;
}

/** An operator's action on a license, or an operator's view of a license. */
interface Look {
  action: string;
  /** Whether somebody typed a command at the server, or a program used the API. Who it was is not shown. */
  by: 'staff' | 'program';
  purpose: string | null;
  reason: string | null;
  /** The last day on which the customer was not notified of a look; null: the look was not held back. */
  heldUntilDay: Day | null;
  hour: Hour;
}

export function* listPersonalData(
  { account, ...asked }: PartAsked & { account: Id },
  call: CallTime,
  vault: Vault,
): Operation<PersonalData> {
  const data = yield* readPersonalData({ scope: 'account', owner: account, ...asked }, call, vault);
  return data.tables.length + data.looks.length === 0 ? refuse('account_unknown') : data;
}

/** A part of the stored data of an account, or of the person of a request. */
export function* readPersonalData(
  { scope, owner, ...asked }: PartAsked & { scope: Exclude<Scope, 'license'>; owner: Id },
  time: CallTime,
  vault: Vault,
): Operation<PersonalData> {
  const { items, previous, next } = yield* readPart(asked, storedRowsOf(scope, owner, time));
  const { present: lives } = yield* showLives();
  const [{ disclosures }] = yield* ask(disclosureQueries.countPersonsDisclosures({ rule: scope, owner }));
  return {
    lives,
    tables: tablesOf(items, lives, vault),
    looks: looksOf(items),
    recipients: yield* listGeneral(),
    disclosures,
    previous,
    next,
  };
}

function looksOf(items: readonly StoredRow[]): Look[] {
  const actions = items
    .filter(({ table }) => table === LOOKS)
    .map(({ row }) => row as unknown as OperatorActionRow);
  return actions.map(({ action, actor, purpose, reason, heldUntilDay, hour }) => ({
    action,
    by: lookerOf(actor),
    purpose,
    reason,
    heldUntilDay,
    hour,
  }));
}

/** Whether an actor of the record of actions is a program with a token, or somebody at the server's terminal. */
export function lookerOf(actor: string): Look['by'] {
  return actor.startsWith('operator:') ? 'program' : 'staff';
}

function tablesOf(items: readonly StoredRow[], lives: Lives, vault: Vault): PersonalData['tables'] {
  const tables = [...new Set(items.map(({ table }) => table))].filter((table) => table !== LOOKS);
  return tables.flatMap((table) => {
    const rows = items.flatMap((item) => (item.table === table ? [item.row] : []));
    const shown = rows.map((row) => holdingsOf(table, readable(table, row, vault), lives).map(personalValue));
    const values = shown.filter((row) => row.length > 0);
    const declared = INVENTORY[table];
    if (declared === undefined || values.length === 0) return [];
    const { basis, sources = [] } = declared;
    return [{ table, basis, sources, values }];
  });
}

/**
 * A row as the owner of the license may see it: the network prefix of an activation in plain text, and an offer to a name
 * that nobody has like an offer to an account.
 */
export function readable(table: TableName, row: Row, vault: Vault): Row {
  const whose = INVENTORY[table]?.whose;
  if (typeof whose === 'object' && whose.also !== undefined)
    return { ...row, [whose.also]: row[whose.also] ?? '' };
  if (table !== 'activations') return row;
  return { ...row, network: networkIn(row as unknown as ActivationRow, vault) };
}

function personalValue({ table, column, value, form, purpose, keptUntil }: Holding): PersonalValue {
  const isShown = INVENTORY[table]?.columns[column]?.exported === true;
  return { value: isShown ? value : null, form, purpose, keptUntil };
}
