/**
 * Lists and rotates the signing keys of a data folder, and shows its root key and what the root signs. No private key is
 * shown.
 */

import type { FarewellClaims } from '../../client-sdk/typescript/contract/wire.ts';
import { asConfigFault } from './config-fault.ts';
import type { Config } from '../config/config.ts';
import { readFarewell as readFarewellOf, signFarewell as signFarewellOf } from '../crypto/farewell.ts';
import { listKeys as listKeysOf, type KeyList } from '../crypto/key-list.ts';
import { readRoot, readRootKey } from '../crypto/root.ts';
import { rotateKeys as rotateKeysOf, type RotateKeys, type Rotated } from '../crypto/rotate-signing-keys.ts';
import { systemClock, type Clock } from '../runtime/clock.ts';

/** The keys of a data folder, as an operator may see them. @throws ConfigFault if the keys cannot be read */
export function listKeys(config: Config, clock: Clock = systemClock()): KeyList {
  return asConfigFault(config, () => listKeysOf(config, clock.now()));
}

/** Requires that a file is the private key of this server's root. @throws ConfigFault */
export function requireRootKey(config: Config, path: string): void {
  asConfigFault(config, () => readRootKey(path, readRoot(config.keysFolder)));
}

/** Makes new signing keys. @throws ConfigFault if the root key is not available, or the keys' folder is damaged */
export function rotateKeys(
  config: Config,
  { clock = systemClock(), ...options }: Omit<RotateKeys, 'now'> & { clock?: Clock } = {},
): Rotated {
  return asConfigFault(config, () => rotateKeysOf(config, { ...options, now: clock.now() }));
}

/** Signs a farewell with the private root in a file. @throws ConfigFault if the file does not have this server's root */
export function signFarewell(
  config: Config,
  farewell: Omit<FarewellClaims, 'iss'> & { rootKeyFile: string },
): string {
  return asConfigFault(config, () => signFarewellOf(config.keysFolder, farewell));
}

/** The claims of a farewell of this server; undefined for any other text. @throws ConfigFault */
export function readFarewell(config: Config, token: string): FarewellClaims | undefined {
  return asConfigFault(config, () => readFarewellOf(config.keysFolder, token));
}
