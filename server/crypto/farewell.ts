/**
 * Signs and reads farewells, which end all license checks of a product. The root signs them beforehand, since it may be
 * out of reach when they are needed. The SDK decides what an app does with one.
 */

import {
  TOKEN_CHARACTERS_MAX,
  TOKEN_TYPES,
  type FarewellClaims,
} from '../../client-sdk/typescript/contract/wire.ts';
import { compactSigner, readCompact } from './compact-jws.ts';
import { BEGIN_OR_RESTORE, KeyFault } from './key-fault.ts';
import { readKeySet } from './key-set.ts';
import { readRoot, readRootKey } from './root.ts';

/** Signs a farewell with the private root in a file. @throws KeyFault if the file is absent or has another root */
export function signFarewell(
  keysFolder: string,
  { rootKeyFile, ...claims }: Omit<FarewellClaims, 'iss'> & { rootKeyFile: string },
): string {
  const root = readRoot(keysFolder);
  const sign = compactSigner({
    type: TOKEN_TYPES.farewell,
    kid: root.kid,
    key: readRootKey(rootKeyFile, root),
  });
  return sign({ iss: issuerOf(keysFolder), ...claims } satisfies FarewellClaims);
}

/** The claims of a farewell of this server's root and issuer; undefined for any other text. */
export function readFarewell(keysFolder: string, token: string): FarewellClaims | undefined {
  const { kid, key } = readRoot(keysFolder);
  if (token.length > TOKEN_CHARACTERS_MAX) return undefined;
  const claims = readCompact(token, { type: TOKEN_TYPES.farewell, kid, key });
  return isFarewell(claims) && claims.iss === issuerOf(keysFolder) ? claims : undefined;
}

function issuerOf(keysFolder: string): string {
  const keySet = readKeySet(keysFolder, readRoot(keysFolder));
  if (keySet === undefined) throw new KeyFault(`there is no key set in ${keysFolder}`, BEGIN_OR_RESTORE);
  return keySet.claims.iss;
}

/** Whether claims have the form of a farewell. The signature proves only that the root signed them. */
function isFarewell(claims: unknown): claims is FarewellClaims {
  const farewell = claims as Partial<FarewellClaims> | null | undefined;
  return (
    typeof farewell?.iss === 'string' &&
    typeof farewell.aud === 'string' &&
    Number.isSafeInteger(farewell.effective) &&
    Array.isArray(farewell.entitlements)
  );
}
