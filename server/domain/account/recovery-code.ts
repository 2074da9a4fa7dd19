/**
 * Recovery codes: ten texts that are shown once. Each code opens the account once without the password. A code has 100
 * random bits, so its digest needs no key and stays valid after the rotation of a secret.
 */

import type { Id, Vault } from '../kernel/ports.ts';
import { defineQueries, optionalRow, type Query, rowCount } from '../kernel/query.ts';

const RECOVERY_CODES = 10;

/** The symbols of Crockford's base32, without I, L, O and U. */
const SYMBOLS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const CODE_SYMBOLS = 20;
const GROUP_SYMBOLS = 5;
const CODE = new RegExp(`^[${SYMBOLS}]{${CODE_SYMBOLS}}$`);

export const recoveryCodeQueries = defineQueries({
  addRecoveryCode: rowCount<{ digest: string; account: Id }>(),
  /** Uses up a recovery code; returns 0 if the account has no such code. */
  useRecoveryCode: rowCount<{ digest: string; account: Id }>(),
  findRecoveryCode: optionalRow<{ digest: string; account: Id }, { account: Id }>(),
  countRecoveryCodes: optionalRow<{ account: Id }, { held: number }>(),
  dropRecoveryCodes: rowCount<{ account: Id }>(),
});

/** Makes ten new recovery codes in the form that is shown. @param random returns the given number of random bytes */
export function makeRecoveryCodes(random: (bytes: number) => Uint8Array): string[] {
  return Array.from({ length: RECOVERY_CODES }, () => {
    const symbols = [...random(CODE_SYMBOLS)].map((byte) => SYMBOLS.charAt(byte % SYMBOLS.length)).join('');
    return symbols.replaceAll(new RegExp(`.{${GROUP_SYMBOLS}}(?=.)`, 'g'), '$&-');
  });
}

/** Replaces all recovery codes of the account with the given codes. */
export function replaceRecoveryCodes(account: Id, codes: readonly string[], vault: Vault): Query<number>[] {
  return [
    recoveryCodeQueries.dropRecoveryCodes({ account }),
    ...codes.map((code) =>
      recoveryCodeQueries.addRecoveryCode({ digest: codeDigest(account, code, vault), account }),
    ),
  ];
}

/** Uses up a typed recovery code of the account; 0: the account has no such code. */
export function useRecoveryCode(account: Id, typed: string, vault: Vault): Query<number> {
  return recoveryCodeQueries.useRecoveryCode({ digest: codeDigest(account, typed, vault), account });
}

/** Whether the account has a typed recovery code. */
export function findRecoveryCode(
  account: Id,
  typed: string,
  vault: Vault,
): Query<{ account: Id } | undefined> {
  return recoveryCodeQueries.findRecoveryCode({ digest: codeDigest(account, typed, vault), account });
}

/** The digest of a typed recovery code. Malformed text gets a digest too, which matches no code. */
function codeDigest(account: Id, typed: string, vault: Vault): string {
  const code = typed.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  return vault.codeDigest(['recovery code', account, CODE.test(code) ? code : '']);
}
