/**
 * The vault and the signer of a data folder, for tests that open a store without `server/composition/world.ts`.
 */

import { openDayKeys } from '../../server/crypto/day-keys.ts';
import { openSigner } from '../../server/crypto/signer.ts';
import { openTombstones } from '../../server/crypto/tombstones.ts';
import { openVault } from '../../server/crypto/vault.ts';
import type { Config } from '../../server/config/config.ts';
import type { Signer, Vault } from '../../server/domain/kernel/ports.ts';
import { readSecretParts } from '../../server/composition/vault.ts';

/** @param config of a prepared folder */
export function portsOf(config: Config): { vault: Vault; signer: Signer } {
  const { secrets } = readSecretParts(config);
  const [dayKeys, tombstones] = [openDayKeys(config.dataFolder), openTombstones(config.dataFolder)];
  const vault = openVault({ ...secrets, dayKeys, tombstones });
  return { vault, signer: openSigner(config.keysFolder) };
}
