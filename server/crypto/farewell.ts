/**
 * Signs and reads farewells, which end all license checks of a product. The root signs them beforehand, since it may be
 * out of reach when they are needed. The SDK decides what an app does with one.
 */

import {
  TOKEN_CHARACTERS_MAX,
  TOKEN_TYPES,
  type FarewellClaims,
} from '../../client-sdk/typescript/contract/wire.ts';
import { SECONDS_MAX } from '../../client-sdk/typescript/primitives/clock.ts';
import { compactSigner, readCompact } from './compact-jws.ts';
import { BEGIN_OR_RESTORE, KeyFault } from './key-fault.ts';
import { readKeySet } from './key-set.ts';
import { readRoot, readRootKey } from './root.ts';

/** The bounds of the SDK: `lease/claims.ts` and `lease/lease.ts`. */
const ENTITLEMENTS_MAX = 64;
const TEXT_CHARACTERS_MAX = 256;

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

/**
 * Whether claims have the form of a farewell that apps accept: one that they refuse must not be published. The signature
 * proves only that the root signed them.
 */
function isFarewell(claims: unknown): claims is FarewellClaims {
  const { iss, aud, effective, entitlements } = (claims ?? {}) as Partial<
    Record<keyof FarewellClaims, unknown>
  >;
  return (
    [iss, aud].every((text) => typeof text === 'string') &&
    Number.isSafeInteger(effective) &&
    Number(effective) >= 0 &&
    Number(effective) <= SECONDS_MAX &&
    Array.isArray(entitlements) &&
    entitlements.length <= ENTITLEMENTS_MAX &&
    new Set(entitlements).size === entitlements.length &&
    entitlements.every(isEntitlement)
  );
}

function isEntitlement(value: unknown): boolean {
  return typeof value === 'string' && value !== '' && value.length <= TEXT_CHARACTERS_MAX;
}
