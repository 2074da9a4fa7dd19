/**
 * Sign-up: a person with a license key makes an account that owns the license. The person is asked for no email and no
 * other personal data. The license is checked twice, before the password is hashed and again when the account is made,
 * so that a request without a valid key costs little.
 */

import { readLicenseKey } from '../../../client-sdk/typescript/contract/license-key.ts';
import { accountQueries, type AccountRow } from './account.ts';
import { dayOf } from '../kernel/day.ts';
import { licenseQueries, type LicenseRow, moveVerifier } from '../licensing/license.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import type { Query } from '../kernel/query.ts';
import { replaceRecoveryCodes } from './recovery-code.ts';
import { refuse } from '../kernel/refusal.ts';
import { makeKnownBrowser } from './known-browser.ts';
import type { LoggedIn } from './login.ts';
import { beginOwnership } from './new-owner.ts';
import { openSession } from './session.ts';
import { readUsername, usernameQueries } from '../licensing/username.ts';
import { ask, checkAll, type Operation } from '../kernel/operation.ts';

export interface NewAccount {
  username: string;
  /** The encoded hash of the password. */
  password: string;
  /** The version of the terms that the person accepted. */
  terms: string;
  remember: boolean;
  /** The new recovery codes, in the form that is shown to the customer. */
  recoveryCodes: string[];
}

export interface SignUp extends NewAccount {
  licenseKey: string;
}

/**
 * Checks a sign-up before the password is hashed: refuses everything that the sign-up itself would refuse, all at once.
 * An absent part is not checked.
 */
export function* considerSignUp(
  { username, licenseKey }: Partial<Pick<SignUp, 'username' | 'licenseKey'>>,
  _call: Call,
  vault: Vault,
): Operation<Record<never, never>> {
  yield* checkAll(
    ...(licenseKey === undefined ? [] : [licenseToOwn(licenseKey, vault, { how: 'find' })]),
    ...(username === undefined ? [] : [requireFreeUsername(username)]),
  );
  return {};
}

export function* signUp(input: SignUp, call: Call, vault: Vault): Operation<LoggedIn> {
  const { license, moves } = yield* licenseToOwn(input.licenseKey, vault, { how: 'lock' });
  const { row, loggedIn } = yield* makeAccount(input, call, vault);
  const [, owned] = yield* ask(
    ...beginOwnership({
      license: license.id,
      account: row.id,
      sinceDay: row.createdDay,
      provedDay: null,
    }),
  );
  if (owned === 0) refuse('license_owned');
  const { username } = row;
  yield* ask(...moves, usernameQueries.dropOtherUsernames({ license: license.id, username }));
  return loggedIn;
}

/** Makes an account and opens its first session. */
export function* makeAccount(
  input: NewAccount,
  call: Call,
  vault: Vault,
): Operation<{ row: AccountRow; loggedIn: LoggedIn }> {
  const username = requireUsername(input.username);
  const row = newAccount({ ...input, username }, call, vault);
  const [added] = yield* ask(accountQueries.addAccount(row));
  if (added === 0) refuseUsername();
  const { cookie, add } = openSession({ account: row.id, remember: input.remember }, call, vault);
  yield* ask(...replaceRecoveryCodes(row.id, input.recoveryCodes, vault), ...add);
  return { row, loggedIn: { ...cookie, known: makeKnownBrowser(row, call, vault) } };
}

/**
 * The license of a key, which an account may own: it is not revoked and has no other owner.
 * @param options.how `lock` if the account becomes the owner in this transaction
 * @param options.account an account that may already own the license
 */
export function* licenseToOwn(
  licenseKey: string,
  vault: Vault,
  { how, account }: { how: 'find' | 'lock'; account?: Id },
): Operation<{ license: LicenseRow; moves: Query<number>[] }> {
  const key = readLicenseKey(licenseKey);
  if (!key.ok)
    return refuse('license_key_malformed', { fields: [field('/licenseKey', 'has a typing error')] });
  const byKey = how === 'lock' ? licenseQueries.lockLicenseByKey : licenseQueries.findLicenseByKey;
  const found = yield* ask(
    ...vault.live.map((generation) => byKey({ verifier: generation.keyVerifier(key.canonical) })),
  );
  const index = found.findIndex((candidate) => candidate !== undefined);
  const [license, under] = [found[index], vault.live[index]];
  if (license === undefined || under === undefined) refuse('license_key_unknown');
  if (license.revokedDay !== null) refuse('license_revoked');
  const [owner] = yield* ask(accountQueries.findOwner({ license: license.id }));
  if (owner !== undefined && owner.account !== account) refuse('license_owned');
  return { license, moves: moveVerifier(key.canonical, under, vault.current) };
}

function newAccount(input: NewAccount, call: Call, { current }: Vault): AccountRow {
  const today = dayOf(call.now);
  return {
    id: call.id,
    username: input.username,
    password: input.password,
    emailIndex: null,
    emailGeneration: current.number,
    emailWrapped: current.number,
    noticeAddress: null,
    notices: '',
    termsVersion: input.terms,
    termsDay: today,
    createdDay: today,
    loginDay: today,
    warnings: 0,
    warnedDay: null,
  };
}

export function requireUsername(typed: string): string {
  return readUsername(typed) ?? refuse('username_malformed');
}

/** The canonical form of a typed username. Refuses a username that an account has. */
export function* requireFreeUsername(typed: string): Operation<string> {
  const username = requireUsername(typed);
  const [taken] = yield* ask(accountQueries.findAccountByUsername({ username }));
  return taken === undefined ? username : refuseUsername();
}

export function refuseUsername(): never {
  return refuse('username_taken', { fields: [field('/username', 'is taken')] });
}

function field(pointer: string, message: string): { pointer: string; message: string } {
  return { pointer, message };
}
