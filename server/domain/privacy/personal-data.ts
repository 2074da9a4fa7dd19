/**
 * Personal data for the customer: every stored value of the account and of its licenses that relates to the person,
 * with its purpose, its form and its last day, and who viewed the data. The list follows from the inventory, so that
 * every stored value is shown. Viewing one's own data writes nothing.
 */

import { viewActivation } from '../activation/list-activations.ts';
import type { ActivationRow } from '../activation/activation.ts';
import { holdingsOf, storedRowsOf, type Holding, type Row, type RowsOf } from './stored-values.ts';
import { INVENTORY, type TableName } from '../inventory/inventory.ts';
import type { Lives } from '../inventory/lives.ts';
import type { Basis } from '../inventory/declaration.ts';
import { type OperatorActionRow, operatorQueries } from '../operator/operator.ts';
import type { Id, Vault } from '../kernel/ports.ts';
import { refuse } from '../kernel/refusal.ts';
import { accountQueries } from '../account/account.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import { showLives } from './retention.ts';
import type { Hour } from '../kernel/day.ts';

/** The table of operators' actions, which are shown as a list of actions and not as values. */
const LOOKS: TableName = 'operator_actions';

/**
 * A stored value as shown to its owner. Null: a value is stored, and showing the value would help a thief more than it
 * would inform the owner.
 */
export interface PersonalValue extends Pick<Holding, 'form' | 'purpose' | 'keptUntil'> {
  value: string | number | null;
}

export interface PersonalData {
  /** The retention periods that are not the default. */
  lives: Lives;
  /** One entry for each table that has data of the customer, with the values of each row. */
  tables: { table: TableName; basis: Basis; values: PersonalValue[][] }[];
  looks: Look[];
}

/** An operator's action on a license, or an operator's view of a license. */
interface Look {
  action: string;
  /** The name of the operator's token, or the name of a terminal. */
  who: string;
  reason: string | null;
  hour: Hour;
}

export function* listPersonalData(
  { account }: { account: Id },
  _call: unknown,
  vault: Vault,
): Operation<PersonalData> {
  const own = yield* storedRowsOf('account', account);
  if (own.every(([, rows]) => rows.length === 0)) return refuse('account_unknown');
  const [owners, tokens] = yield* ask(
    accountQueries.listOwners({ account }),
    operatorQueries.listOperatorTokens({}),
  );
  const all: RowsOf[] = [...own];
  for (const { license } of owners) all.push(...(yield* storedRowsOf('license', license)));
  const names = new Map(tokens.map(({ id, name }) => [`operator:${id}`, name]));
  const { present: lives } = yield* showLives();
  return { lives, tables: tablesOf(all, lives, vault), looks: looksOf(all, names) };
}

/** The actions of operators on the licenses, the latest first. */
function looksOf(all: readonly RowsOf[], names: ReadonlyMap<string, string>): Look[] {
  const actions = all.flatMap(([table, rows]) =>
    table === LOOKS ? (rows as readonly unknown[] as readonly OperatorActionRow[]) : [],
  );
  return actions
    .map(({ action, actor, reason, hour }) => ({ action, who: names.get(actor) ?? actor, reason, hour }))
    .toSorted((first, second) => second.hour - first.hour);
}

function tablesOf(all: readonly RowsOf[], lives: Lives, vault: Vault): PersonalData['tables'] {
  const names = Object.keys(INVENTORY) as TableName[];
  return names.flatMap((table) => {
    const rows = all.filter(([name]) => name === table && name !== LOOKS).flatMap(([, stored]) => stored);
    const shown = rows.map((row) => holdingsOf(table, readable(table, row, vault), lives).map(personalValue));
    const values = shown.filter((row) => row.length > 0);
    const declared = INVENTORY[table];
    return declared === undefined || values.length === 0 ? [] : [{ table, basis: declared.basis, values }];
  });
}

/** An activation with its network prefix in plain text, as the owner of the license may see the prefix. */
function readable(table: TableName, row: Row, vault: Vault): Row {
  if (table !== 'activations') return row;
  return { ...row, network: viewActivation(row as unknown as ActivationRow, vault).network };
}

function personalValue({ table, column, value, form, purpose, keptUntil }: Holding): PersonalValue {
  const isShown = INVENTORY[table]?.columns[column]?.exported === true;
  return { value: isShown ? value : null, form, purpose, keptUntil };
}
