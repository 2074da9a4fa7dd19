/**
 * Recovery codes: ten texts that are shown once, each of which opens the account once without its password. A code has
 * 100 random bits, so that its digest needs no key and is valid after the rotation of a secret.
 */

import type { Id, Vault } from '../kernel/ports.ts';
import { defineQueries, optionalRow, type Query, rowCount } from '../kernel/query.ts';

const RECOVERY_CODES = 10;

/** Crockford's base32: no I, L, O and U. */
const SYMBOLS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const CODE_SYMBOLS = 20;
const GROUP_SYMBOLS = 5;
const CODE = new RegExp(`^[${SYMBOLS}]{${CODE_SYMBOLS}}$`);

export const recoveryCodeQueries = defineQueries({
  addRecoveryCode: rowCount<{ digest: string; account: Id }>(),
  /** 0 where the account has no such code. */
  useRecoveryCode: rowCount<{ digest: string; account: Id }>(),
  countRecoveryCodes: optionalRow<{ account: Id }, { held: number }>(),
  dropRecoveryCodes: rowCount<{ account: Id }>(),
});

/** Ten new codes, as they are shown. @param random that many random bytes */
export function makeRecoveryCodes(random: (bytes: number) => Uint8Array): string[] {
  return Array.from({ length: RECOVERY_CODES }, () => {
    const symbols = [...random(CODE_SYMBOLS)].map((byte) => SYMBOLS.charAt(byte % SYMBOLS.length)).join('');
    return symbols.replaceAll(new RegExp(`.{${GROUP_SYMBOLS}}(?=.)`, 'g'), '$&-');
  });
}

/** Replaces all recovery codes of the account. */
export function replaceRecoveryCodes(account: Id, codes: readonly string[], vault: Vault): Query<number>[] {
  return [
    recoveryCodeQueries.dropRecoveryCodes({ account }),
    ...codes.map((code) =>
      recoveryCodeQueries.addRecoveryCode({ digest: codeDigest(account, code, vault), account }),
    ),
  ];
}

/** Uses up a typed code of the account; 0: there is no such code. */
export function useRecoveryCode(account: Id, typed: string, vault: Vault): Query<number> {
  return recoveryCodeQueries.useRecoveryCode({ digest: codeDigest(account, typed, vault), account });
}

/** Malformed text gets a digest too, which matches no code. */
function codeDigest(account: Id, typed: string, vault: Vault): string {
  const code = typed.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  return vault.codeDigest(['recovery code', account, CODE.test(code) ? code : '']);
}
