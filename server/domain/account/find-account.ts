/**
 * Finds the account that a visitor means at a login or a recovery. A visitor who forgot the username may type a license
 * key of the account instead. The key alone gives no access: the password or a recovery code is still needed.
 */

import { readLicenseKey } from '../../../client-sdk/typescript/contract/license-key.ts';
import { accountQueries, type AccountRow } from './account.ts';
import type { Vault } from '../kernel/ports.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import { licenseQueries } from '../licensing/license.ts';
import { foldUsername } from '../../../client-sdk/typescript/contract/username.ts';

/** The account with the typed username, or else the account that owns the license of the typed key. */
export function* findTypedAccount(typed: string, vault: Vault): Operation<AccountRow | undefined> {
  const [named] = yield* ask(accountQueries.findAccountByUsername({ username: foldUsername(typed) }));
  const key = readLicenseKey(typed);
  return named !== undefined || !key.ok ? named : yield* findOwnerOfKey(key.canonical, vault);
}

function* findOwnerOfKey(canonicalKey: string, vault: Vault): Operation<AccountRow | undefined> {
  const found = yield* ask(
    ...vault.live.map((generation) =>
      licenseQueries.findLicenseByKey({ verifier: generation.keyVerifier(canonicalKey) }),
    ),
  );
  const license = found.find((row) => row !== undefined);
  if (license === undefined) return undefined;
  const [owner] = yield* ask(accountQueries.findOwner({ license: license.id }));
  if (owner === undefined) return undefined;
  const [account] = yield* ask(accountQueries.findAccount({ account: owner.account }));
  return account;
}
