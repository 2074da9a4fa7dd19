/** The subject of a legal hold: one license, by its id or a key of it, or one account, by its id or its username. */

import { readLicenseKey } from '../../../client-sdk/typescript/contract/license-key.ts';
import { foldUsername } from '../../../client-sdk/typescript/contract/username.ts';
import { accountQueries } from '../account/account.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import type { Id, Vault } from '../kernel/ports.ts';
import { refuse } from '../kernel/refusal.ts';
import { lockByVerifiers, requireLicense } from '../licensing/license.ts';

/** Exactly one is given. */
export interface NamedSubject {
  license?: Id | undefined;
  licenseKey?: string | undefined;
  account?: Id | undefined;
  username?: string | undefined;
}

export type HoldSubject = { heldLicense: Id; heldAccount: null } | { heldLicense: null; heldAccount: Id };

/** @throws Refusal `request_malformed`, or `license_unknown` if no license has the id or the key */
export function* requireSubject(
  { license, licenseKey, account, username }: NamedSubject,
  vault: Vault,
): Operation<HoldSubject> {
  const given = [license, licenseKey, account, username].filter((name) => name !== undefined);
  if (given.length !== 1)
    refuseField('/license', 'is required, or one of licenseKey, account and username; only one can be given');
  if (license !== undefined) return { heldLicense: (yield* requireLicense(license)).id, heldAccount: null };
  if (licenseKey !== undefined)
    return { heldLicense: yield* requireLicenseOfKey(licenseKey, vault), heldAccount: null };
  const [found] = yield* ask(
    account === undefined
      ? accountQueries.findAccountByUsername({ username: foldUsername(username ?? '') })
      : accountQueries.findAccount({ account }),
  );
  if (found !== undefined) return { heldLicense: null, heldAccount: found.id };
  return account === undefined
    ? refuseField('/username', 'is not the username of an account')
    : refuseField('/account', 'names no account');
}

export function refuseField(pointer: string, message: string): never {
  return refuse('request_malformed', { fields: [{ pointer, message }] });
}

function* requireLicenseOfKey(typed: string, vault: Vault): Operation<Id> {
  const key = readLicenseKey(typed);
  if (!key.ok) return refuseField('/licenseKey', 'is not a license key');
  const found = yield* ask(...lockByVerifiers(key.canonical, vault));
  return found.find((row) => row !== undefined)?.id ?? refuse('license_unknown');
}
