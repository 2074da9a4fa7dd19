/**
 * The vault and the signer of a data folder, for tests that open a store without `server/composition/world.ts`.
 */

import { openSigner } from '../../server/crypto/signer.ts';
import { openVault } from '../../server/crypto/vault.ts';
import type { Config } from '../../server/config/config.ts';
import type { Signer, Vault } from '../../server/domain/kernel/ports.ts';
import { openVaultFiles, readSecretParts } from '../../server/composition/vault.ts';

/** @param config of a prepared folder */
export function portsOf(config: Config): { vault: Vault; signer: Signer } {
  const { secrets } = readSecretParts(config);
  const vault = openVault({ ...secrets, ...openVaultFiles(config) });
  return { vault, signer: openSigner(config.keysFolder) };
}
