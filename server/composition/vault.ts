/**
 * The vault over the secrets that a configuration gives, for each thread of its own. Guarantees that it is opened only
 * over the secrets that the folder was begun with, and that a rotation is taken up while it is open. Leaves to
 * `watch-secrets.ts` when that is noticed.
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

/** What a thread is given to open the same vault over: plain values only. */
export interface SecretParts {
  readonly dataFolder: string;
  readonly secrets: SecretBytes;
  readonly files: SecretFiles;
  /** Between two looks at the files; undefined: as usual. */
  readonly checkMilliseconds: number | undefined;
}

/** @throws ConfigFault where a secret is absent or faulty */
export function readSecretParts(config: Config, checkMilliseconds?: number): SecretParts {
  const { lookUp, issue } = readSecrets(config);
  return {
    dataFolder: config.dataFolder,
    secrets: { lookUp: bytesOf(lookUp), issue: bytesOf(issue ?? []) },
    files: { lookUp: secretFile(config, 'lookUp'), issue: secretFile(config, 'issue') },
    checkMilliseconds,
  };
}

/** What of a vault is kept in the folders. */
export function openVaultFiles({ dataFolder, keysFolder }: KeyFolders): Required<VaultFiles> {
  return {
    dayKeys: openDayKeys(dataFolder),
    tombstones: openTombstones(dataFolder),
    sealing: openSealing(keysFolder),
  };
}

/** @throws ConfigFault where they are not the secrets of the folder */
export function openSecretVault({ dataFolder, secrets }: SecretParts, beside: VaultFiles): OpenVault {
  const vault = openVault({ ...secrets, ...beside });
  requireSecretsInOrder(dataFolder, secretFaults(dataFolder, vault));
  return vault;
}

/** Gives the vault what a rotation changes; secrets that are not the folder's are passed over. */
export function keepSecrets(vault: OpenVault, parts: SecretParts, beside: VaultFiles): SecretWatch {
  const take = (changed: SecretBytes): void => {
    const candidate = openVault({ ...changed, ...beside });
    if (secretFaults(parts.dataFolder, candidate).length === 0) vault.hold(changed);
  };
  return watchSecrets(parts, take, parts.checkMilliseconds);
}

/** The live generations of the first secret, the one in use first: with them backups' keys are wrapped. */
export function secretBytes({ secrets }: Pick<SecretParts, 'secrets'>): Uint8Array[] {
  return secrets.lookUp.map(({ bytes }) => bytes);
}
