/**
 * The licenses of an account, as their owner sees them: what each license allows, the machines that use it, and what
 * may be released. The owner is part of every query, so a license of another account gets the answer of a license that
 * does not exist. Viewing writes nothing. `release.ts` releases machines, and `show-key.ts` shows a key.
 */

import type {
  ActivationView,
  LicenseDetails,
  LicenseView,
} from '../../../client-sdk/typescript/contract/license-view.ts';
import { viewActivation } from '../activation/list-activations.ts';
import { copyQueries, viewCopies } from '../licensing/copies.ts';
import { dayOf, startOfHour, type Day } from '../kernel/day.ts';
import { standing, viewLicense, type LicenseRow } from '../licensing/license.ts';
import { operatorQueries, type OperatorActionRow } from '../operator/operator.ts';
import { causeOf } from './show-license.ts';
import { usernameQueries } from '../licensing/username.ts';
import { readNickname } from './nickname.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import { requireProduct, type ProductRow } from '../licensing/product.ts';
import { defineQueries, optionalRow, rowCount, rows } from '../kernel/query.ts';
import { refuse } from '../kernel/refusal.ts';
import { type Allowance, allowanceOf } from '../activation/release-allowance.ts';
import { licenseToOwn } from '../account/sign-up.ts';
import { accountQueries } from '../account/account.ts';
import { activationQueries, type NicknameRow } from '../activation/activation.ts';
import { ask, type Operation } from '../kernel/operation.ts';

/** The maximum number of operators' notes on a license page; the page of personal data lists all of them. */
const NOTES_MAX = 10;

/** A license, and the account that asks for the license. */
export interface OfOwner {
  account: Id;
  license: Id;
}

export const ownerQueries = defineQueries({
  listOwned: rows<{ account: Id }, LicenseRow>(),
  /** The products of the account's licenses. */
  listOwnedProducts: rows<{ account: Id }, ProductRow>(),
  findOwned: optionalRow<OfOwner, LicenseRow>(),
  lockOwned: optionalRow<OfOwner, LicenseRow>(),
  /**
   * Stores the nickname of a machine; returns 0 if this owner's license has no such machine, or the machine was
   * released.
   */
  putNickname: rowCount<OfOwner & NicknameRow>(),
});

export interface OwnedLicense extends LicenseView {
  productName: string;
}

export interface OwnedMachine extends ActivationView {
  nickname: string | null;
}

/**
 * Whether the license key can be derived again from a typed email. `absent`: only another server can derive the key.
 */
type KeyState = 'derivable' | 'imported' | 'absent';

export interface OwnedLicenseShown extends OwnedLicense, Pick<LicenseDetails, 'copies'> {
  /** The first day on which the license was in the account. */
  sinceDay: Day;
  /** The unreleased machines of the license, earliest first. */
  machines: OwnedMachine[];
  allowance: Allowance;
  key: KeyState;
  /**
   * The actions of operators that have a reason, latest first: those since the account got the license, and the one
   * that suspended the license.
   */
  notes: OperatorNote[];
}

interface OperatorNote {
  action: string;
  reason: string;
  day: Day;
}

export function* listOwned(input: { account: Id }, call: Call): Operation<OwnedLicense[]> {
  const [rows, products] = yield* ask(ownerQueries.listOwned(input), ownerQueries.listOwnedProducts(input));
  return rows.map((row) => ({
    ...viewLicense(row, dayOf(call.now)),
    productName: products.find(({ id }) => id === row.product)?.name ?? row.product,
  }));
}

export function* showOwned(input: OfOwner, call: Call, vault: Vault): Operation<OwnedLicenseShown> {
  const { account, license } = input;
  const [row, owner, activations, nicknames, copies, actions] = yield* ask(
    ownerQueries.findOwned({ account, license }),
    accountQueries.findOwner({ license }),
    activationQueries.listActivations({ license }),
    activationQueries.listNicknames({ license }),
    copyQueries.listCopies({ license }),
    operatorQueries.listOperatorActions({ license }),
  );
  if (row === undefined || owner === undefined) return refuse('license_unknown');
  const product = yield* requireProduct(row.product);
  const today = dayOf(call.now);
  const called = new Map(nicknames.map(({ activation, nickname }) => [activation, nickname]));
  const machines = activations
    .filter(({ releasedDay }) => releasedDay === null)
    .map((activation) => ({
      ...viewActivation(activation, vault),
      nickname: called.get(activation.id) ?? null,
    }));
  return {
    ...viewLicense(row, today),
    ...viewCopies(copies),
    productName: product.name,
    sinceDay: owner.sinceDay,
    machines,
    allowance: allowanceOf({ row, product }, today),
    key: keyStateOf(row, vault),
    notes: notesOf(actions, { since: owner.sinceDay, cause: causeOf(standing(row, today)) }),
  };
}

/** The latest notes, without those from the time of an earlier owner. */
function notesOf(
  actions: readonly OperatorActionRow[],
  { since, cause }: { since: Day; cause: string | undefined },
): OperatorNote[] {
  return actions
    .flatMap(({ action, reason, hour }) =>
      reason === null ? [] : [{ action, reason, day: dayOf(startOfHour(hour)) }],
    )
    .filter(({ action, day }) => action === cause || (day >= since && action !== 'license disown'))
    .toReversed()
    .slice(0, NOTES_MAX);
}

function keyStateOf({ nonce, emailIndex }: LicenseRow, { issueGenerations }: Vault): KeyState {
  if (nonce === null || emailIndex === null) return 'imported';
  return issueGenerations.length === 0 ? 'absent' : 'derivable';
}

/** Adds a license to the account, by its key. Changes nothing if the account owns the license already. */
export function* addOwned(
  input: { account: Id; licenseKey: string },
  call: Call,
  vault: Vault,
): Operation<{ license: Id }> {
  const { account, licenseKey } = input;
  const [row] = yield* ask(accountQueries.lockAccount({ account }));
  if (row === undefined) return refuse('account_unknown');
  const { license, moves } = yield* licenseToOwn(licenseKey, vault, { how: 'lock', account });
  yield* ask(
    accountQueries.addOwner({ license: license.id, account, sinceDay: dayOf(call.now) }),
    usernameQueries.dropOtherUsernames({ license: license.id, username: row.username }),
    ...moves,
  );
  return { license: license.id };
}

export interface NameMachine extends OfOwner {
  activation: Id;
  /** The nickname as typed; empty: the nickname is removed. */
  nickname: string;
}

export function* nameMachine(input: NameMachine): Operation<{ nickname: string | null }> {
  const { account, license, activation } = input;
  const nickname = readNickname(input.nickname);
  // written even if the nickname is removed: the query also checks the owner of the machine
  const [put] = yield* ask(
    ownerQueries.putNickname({ account, license, activation, nickname: nickname ?? '' }),
  );
  if (put === 0) refuse('activation_unknown');
  if (nickname === null) yield* ask(activationQueries.dropNickname({ activation }));
  return { nickname };
}

/** Locks a license of an account, and refuses a license that the account does not own. */
export function* requireOwned({ account, license }: OfOwner): Operation<LicenseRow> {
  const [row] = yield* ask(ownerQueries.lockOwned({ account, license }));
  return row ?? refuse('license_unknown');
}
