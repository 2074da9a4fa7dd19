/** The vault and the signer of a data folder, for tests that open a store past `server/open.ts`. */

import { openDayKeys } from '../../server/crypto/day-keys.ts';
import { openSigner } from '../../server/crypto/signer.ts';
import { openTombstones } from '../../server/crypto/tombstones.ts';
import { openVault } from '../../server/crypto/vault.ts';
import type { Config } from '../../server/config.ts';
import type { Signer, Vault } from '../../server/domain/ports.ts';
import { readSecrets } from '../../server/init.ts';

/** @param config of a folder that is prepared */
export function portsOf(config: Config): { vault: Vault; signer: Signer } {
  const { lookUp, issue } = readSecrets(config);
  const [dayKeys, tombstones] = [openDayKeys(config.dataFolder), openTombstones(config.dataFolder)];
  const vault = openVault({ secret: lookUp.reveal(), issueSecret: issue?.reveal(), dayKeys, tombstones });
  return { vault, signer: openSigner(config.keysFolder) };
}
