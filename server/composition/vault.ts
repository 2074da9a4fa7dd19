/**
 * Opens the vault with the configured secrets, for each thread separately. The vault opens only with the secrets with
 * which the data folder was created. An open vault applies rotations of the secrets. `watch-secrets.ts` notices a
 * rotation.
 */

import type { Config } from '../config/config.ts';
import { openDayKeys } from '../crypto/day-keys.ts';
import type { KeyFolders } from '../crypto/root.ts';
import { openSealing } from '../crypto/sealed-mail.ts';
import { secretFaults } from '../crypto/secret-check.ts';
import { openTombstones } from '../crypto/tombstones.ts';
import { openTrialSecret } from '../crypto/trial-secret.ts';
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
export { hasTrialSecret } from '../crypto/trial-secret.ts';

/** What a thread needs to open the same vault as the other threads. It contains plain values only. */
export interface SecretParts {
  readonly dataFolder: string;
  readonly secrets: SecretBytes;
  readonly files: SecretFiles;
  /** The file of the secret of trials. */
  readonly trialSecret: string;
  /** The milliseconds between two checks of the secrets' files; undefined: the default. */
  readonly checkMilliseconds: number | undefined;
}

/** Reads what a thread needs to open the vault. @throws ConfigFault if a secret is absent or invalid */
export function readSecretParts(config: Config, checkMilliseconds?: number): SecretParts {
  const { lookUp, issue } = readSecrets(config);
  return {
    dataFolder: config.dataFolder,
    secrets: { lookUp: bytesOf(lookUp), issue: bytesOf(issue ?? []) },
    trialSecret: config.trialSecret,
    files: { lookUp: secretFile(config, 'lookUp'), issue: secretFile(config, 'issue') },
    checkMilliseconds,
  };
}

/** Opens the parts of a vault that are stored as files in the data folder and the keys' folder. */
export function openVaultFiles({
  dataFolder,
  keysFolder,
  trialSecret,
}: KeyFolders & Pick<Config, 'trialSecret'>): Required<VaultFiles> {
  return {
    dayKeys: openDayKeys(dataFolder),
    tombstones: openTombstones(dataFolder),
    trials: openTrialSecret(trialSecret),
    sealing: openSealing(keysFolder),
  };
}

/** Opens the vault. @throws ConfigFault if the given secrets are not those of the data folder */
export function openSecretVault({ dataFolder, secrets }: SecretParts, beside: VaultFiles): OpenVault {
  const vault = openVault({ ...secrets, ...beside });
  requireSecretsInOrder(dataFolder, secretFaults(dataFolder, vault));
  return vault;
}

/**
 * Passes the changes of a rotation to the vault while it is open. Secrets of another data folder are not used.
 * @param log writes a line about new secrets that cannot be used
 */
export function keepSecrets(
  vault: OpenVault,
  parts: SecretParts,
  beside: VaultFiles,
  log?: (line: object) => void,
): SecretWatch {
  const take = (changed: SecretBytes): void => {
    const candidate = openVault({ ...changed, ...beside });
    requireSecretsInOrder(parts.dataFolder, secretFaults(parts.dataFolder, candidate));
    vault.hold(changed);
  };
  return watchSecrets(parts, take, { milliseconds: parts.checkMilliseconds, log });
}

/** The live generations of the first secret, the current one first. They wrap the keys of the backups. */
export function secretBytes({ secrets }: Pick<SecretParts, 'secrets'>): Uint8Array[] {
  return secrets.lookUp.map(({ bytes }) => bytes);
}
