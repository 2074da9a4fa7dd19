/**
 * Opens the vault with the configured secrets, for each thread separately. It opens only with the secrets with which
 * the folder was created, and takes up a rotation while it is open. `watch-secrets.ts` notices a rotation.
 */

import type { Config } from '../config/config.ts';
import { openDayKeys } from '../crypto/day-keys.ts';
import type { KeyFolders } from '../crypto/root.ts';
import { openSealing } from '../crypto/sealed-mail.ts';
import { secretFaults } from '../crypto/secret-check.ts';
import { openTombstones } from '../crypto/tombstones.ts';
import { openVault, type OpenVault, type VaultFiles } from '../crypto/vault.ts';
import { requireSecretsInOrder, readSecrets, secretFile } from './prepare-secrets.ts';
import {
  bytesOf,
  watchSecrets,
  type SecretBytes,
  type SecretFiles,
  type SecretWatch,
} from './watch-secrets.ts';

export { issueSecretFingerprint } from '../crypto/secret-check.ts';

/** What a thread needs to open the same vault: plain values only. */
export interface SecretParts {
  readonly dataFolder: string;
  readonly secrets: SecretBytes;
  readonly files: SecretFiles;
  /** Between two checks of the files; undefined: the default. */
  readonly checkMilliseconds: number | undefined;
}

/** @throws ConfigFault if a secret is absent or invalid */
export function readSecretParts(config: Config, checkMilliseconds?: number): SecretParts {
  const { lookUp, issue } = readSecrets(config);
  return {
    dataFolder: config.dataFolder,
    secrets: { lookUp: bytesOf(lookUp), issue: bytesOf(issue ?? []) },
    files: { lookUp: secretFile(config, 'lookUp'), issue: secretFile(config, 'issue') },
    checkMilliseconds,
  };
}

/** The parts of a vault that are files in the folders. */
export function openVaultFiles({ dataFolder, keysFolder }: KeyFolders): Required<VaultFiles> {
  return {
    dayKeys: openDayKeys(dataFolder),
    tombstones: openTombstones(dataFolder),
    sealing: openSealing(keysFolder),
  };
}

/** @throws ConfigFault if they are not the secrets of the folder */
export function openSecretVault({ dataFolder, secrets }: SecretParts, beside: VaultFiles): OpenVault {
  const vault = openVault({ ...secrets, ...beside });
  requireSecretsInOrder(dataFolder, secretFaults(dataFolder, vault));
  return vault;
}

/** Gives the vault the changes of a rotation; secrets of another folder are ignored. */
export function keepSecrets(vault: OpenVault, parts: SecretParts, beside: VaultFiles): SecretWatch {
  const take = (changed: SecretBytes): void => {
    const candidate = openVault({ ...changed, ...beside });
    if (secretFaults(parts.dataFolder, candidate).length === 0) vault.hold(changed);
  };
  return watchSecrets(parts, take, parts.checkMilliseconds);
}

/** The live generations of the first secret, the current one first; they wrap the backups' keys. */
export function secretBytes({ secrets }: Pick<SecretParts, 'secrets'>): Uint8Array[] {
  return secrets.lookUp.map(({ bytes }) => bytes);
}
