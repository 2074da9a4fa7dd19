/**
 * What an operator may see of the keys: their names, their ages, and whether the root is still on the server, but never
 * a private half. The CLI shows this list, and `doctor` decides what deserves a warning.
 */

import { isThere } from '../../client-sdk/typescript/primitives/files.ts';
import { dayOf, DAY_SECONDS, writeDate, toInstant, type Instant } from '../domain/kernel/day.ts';
import { BEGIN_OR_RESTORE, KeyFault } from './key-fault.ts';
import { currentKey, readKeySet } from './key-set.ts';
import { receiptKeyText } from './receipt.ts';
import { readRoot, rootKeyPath, type KeyFolders } from './root.ts';
import { retiredOn, type KeyUse } from './signing-key.ts';

/** The keys of a server as an operator may see them. Dates are `YYYY-MM-DD`, UTC. */
export interface KeyList {
  readonly issuer: string;
  /** `qkroot_…`: the public root key, which apps pin. */
  readonly rootKey: string;
  /** The id of the root key. */
  readonly rootKid: string;
  /** The path of the private root key, if this server can read it; null once the key was moved away. */
  readonly rootKeyFile: string | null;
  /** `qkreceipt_…`: the public key that verifies receipts; null before the first receipt. */
  readonly receiptKey: string | null;
  readonly version: number;
  readonly issuedOn: string;
  /** The first day on which the key set is no longer valid. */
  readonly expiresOn: string;
  readonly daysLeft: number;
  readonly keys: readonly {
    readonly kid: string;
    readonly use: KeyUse;
    readonly status: 'current' | 'earlier';
    readonly retiredOn: string | null;
  }[];
}

/** Lists the keys of a server. @throws KeyFault if there is no key set, or if the key set is damaged */
export function listKeys(folders: KeyFolders, now: Instant): KeyList {
  const folder = folders.keysFolder;
  const root = readRoot(folder);
  const claims = readKeySet(folder, root)?.claims;
  if (claims === undefined) throw new KeyFault(`there is no key set in ${folder}`, BEGIN_OR_RESTORE);
  return {
    issuer: claims.iss,
    rootKey: root.text,
    rootKid: root.kid,
    rootKeyFile: isThere(rootKeyPath(folders)) ? rootKeyPath(folders) : null,
    receiptKey: receiptKeyText(folder) ?? null,
    version: claims.version,
    issuedOn: writeDate(dayOf(toInstant(claims.issued))),
    expiresOn: writeDate(dayOf(toInstant(claims.expires))),
    daysLeft: Math.floor((claims.expires - now) / DAY_SECONDS),
    keys: claims.keys.map(({ kid, use }) => ({
      kid,
      use,
      status: currentKey(claims, use).kid === kid ? 'current' : 'earlier',
      retiredOn: retiredOn(folder, kid) ?? null,
    })),
  };
}
