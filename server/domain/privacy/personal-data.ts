/**
 * Personal data for the customer: every stored value of the account and of its licenses that relates to the person,
 * with its purpose, its form and its last day, and who viewed the data. The list follows from the inventory, so that
 * every stored value is shown. Viewing one's own data writes nothing.
 */

import { viewActivation } from '../activation/list.ts';
import { forkQueries } from '../activation/fork-record.ts';
import { activationQueries, type ActivationRow } from '../activation/activation.ts';
import { holdingsOf, spread, type Holding } from './stored-values.ts';
import { INVENTORY, type TableName } from '../inventory/inventory.ts';
import type { Basis } from '../inventory/declaration.ts';
import { type OperatorActionRow, operatorQueries } from '../operator/operator.ts';
import type { Id, Vault } from '../kernel/ports.ts';
import { refuse } from '../kernel/refusal.ts';
import { accountQueries } from '../account/account.ts';
import { licenseQueries } from '../licensing/license.ts';
import { linkQueries } from '../account/one-time-link.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import { recoveryCodeQueries } from '../account/recovery-code.ts';
import { sessionQueries } from '../account/session.ts';
import { toHour, type Hour } from '../kernel/day.ts';

/**
 * A stored value as shown to its owner. Null: a value is stored, and showing the value would help a thief more than it
 * would inform the owner.
 */
export interface PersonalValue extends Pick<Holding, 'form' | 'purpose' | 'keptUntil'> {
  value: string | number | null;
}

export interface PersonalData {
  /** One entry for each table that has data of the customer. */
  tables: { table: TableName; basis: Basis; values: PersonalValue[] }[];
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

type Rows = [table: TableName, rows: readonly object[]][];

export function* listPersonalData(
  { account }: { account: Id },
  _call: unknown,
  vault: Vault,
): Operation<PersonalData> {
  const own = yield* ofAccount(account);
  const [owners, tokens] = yield* ask(
    accountQueries.listOwners({ account }),
    operatorQueries.listOperatorTokens({}),
  );
  const all: Rows = [...own, ['owners', owners]];
  const looks: Look[] = [];
  const names = new Map(tokens.map(({ id, name }) => [`operator:${id}`, name]));
  for (const { license } of owners) {
    const { rows, actions } = yield* ofLicense(license, vault);
    all.push(...rows);
    for (const { action, actor, reason, hour } of actions) {
      looks.push({ action, who: names.get(actor) ?? actor, reason, hour });
    }
  }
  return { tables: tablesOf(all), looks: looks.toSorted((first, second) => second.hour - first.hour) };
}

function* ofAccount(account: Id): Operation<Rows> {
  const [row, codes, sessions, links] = yield* ask(
    accountQueries.findAccount({ account }),
    recoveryCodeQueries.countRecoveryCodes({ account }),
    sessionQueries.listSessions({ account, hour: toHour(0) }),
    linkQueries.listLinks({ account }),
  );
  if (row === undefined) return refuse('account_unknown');
  return [
    ['accounts', [row]],
    ['recovery_codes', Array.from({ length: codes?.held ?? 0 }, () => ({ account, digest: '' }))],
    ['sessions', sessions],
    ['links', links],
  ];
}

function* ofLicense(license: Id, vault: Vault): Operation<{ rows: Rows; actions: OperatorActionRow[] }> {
  const [row, keys, orders, activations, tags, forks, nicknames, actions] = yield* ask(
    licenseQueries.findLicense({ license }),
    licenseQueries.listLicenseKeys({ license }),
    licenseQueries.listOrders({ license }),
    activationQueries.listActivations({ license }),
    activationQueries.listLicenseTags({ license }),
    forkQueries.listForks({ license }),
    activationQueries.listNicknames({ license }),
    operatorQueries.listOperatorActions({ license }),
  );
  const rows: Rows = [
    ['licenses', row === undefined ? [] : [row]],
    ['license_keys', keys],
    ['orders', orders],
    ['activations', activations.map((activation) => readable(activation, vault))],
    ['device_tags', tags],
    ['forks', forks],
    ['nicknames', nicknames],
  ];
  return { rows, actions };
}

/** The activation with its network prefix in plain text, as the owner of the license may see the prefix. */
function readable(row: ActivationRow, vault: Vault): ActivationRow {
  return { ...row, network: viewActivation(row, vault).network };
}

function tablesOf(all: Rows): PersonalData['tables'] {
  return [...new Set(all.map(([table]) => table))].flatMap((table) => {
    const rows = all.filter(([name]) => name === table).flatMap(([, held]) => held);
    const values = rows.flatMap((row) => holdingsOf(table, spread(row)).map(shown));
    const declared = INVENTORY[table];
    return declared === undefined || values.length === 0 ? [] : [{ table, basis: declared.basis, values }];
  });
}

function shown({ table, column, value, form, purpose, keptUntil }: Holding): PersonalValue {
  const isShown = INVENTORY[table]?.columns[column]?.exported === true;
  return { value: isShown ? value : null, form, purpose, keptUntil };
}
