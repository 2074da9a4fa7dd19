/**
 * The secrets of a data folder: made on the first run, read on every other. Guarantees that a new secret is never made
 * beside a database that was written with another, and that both files are private. Leaves to `world.ts` the keys, and
 * to the vault what is derived from a secret.
 */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigFault, type Config, type VariableFault } from '../config/config.ts';
import {
  makeSecretText,
  readSecretFile,
  SECRET_KINDS,
  shareSecret,
  type SecretKind,
  type SecretRing,
} from '../config/secret-text.ts';

/** Makes a private file unless there is one; answers whether it did. */
export type CreateOnce = (path: string, content: string) => boolean;

export interface Secrets {
  readonly lookUp: SecretRing;
  /** Undefined on a node that activates and renews but does not issue. */
  readonly issue: SecretRing | undefined;
}

/** Where the database of a data folder is. */
export function databasePath({ dataFolder }: Pick<Config, 'dataFolder'>): string {
  return join(dataFolder, 'quietkey.db');
}

/**
 * Makes the secrets that neither the environment nor the folder has; answers their paths. Where the environment gives
 * the first secret alone, this is a node that does not issue, and no second one is made.
 * @throws ConfigFault where a database is there already
 */
export function prepareSecrets(config: Config, createOnce: CreateOnce): string[] {
  // in this order: another process that begins the same folder makes the database last
  const isOld = existsSync(databasePath(config));
  const missing = kindsMissing(config);
  if (isOld && missing.includes('lookUp')) throw new ConfigFault([secretGone(config)]);
  const wanted = isOld
    ? []
    : missing.filter((kind) => kind === 'lookUp' || config.secrets.lookUp === undefined);
  return wanted
    .map((kind) => secretPath(config, kind))
    .filter((path, index) => {
      return createOnce(path, `${makeSecretText(wanted[index] ?? 'lookUp')}\n`);
    });
}

/**
 * The secrets of the environment, and where it is silent those of the data folder.
 * @throws ConfigFault with every fault, no value among them
 */
export function readSecrets(config: Config): Secrets {
  const faults: VariableFault[] = [];
  const lookUp = config.secrets.lookUp ?? readFromFolder(config, 'lookUp', faults);
  const issue = config.secrets.issue ?? readFromFolder(config, 'issue', faults);
  if (lookUp === undefined && faults.length === 0) faults.push(secretAbsent(config));
  if (shareSecret(lookUp ?? [], issue ?? [])) faults.push(secretsEqual());
  if (lookUp === undefined || faults.length > 0) throw new ConfigFault(faults);
  return { lookUp, issue };
}

/** The file that a secret is read from; undefined where it is in the environment itself. */
export function secretFile(config: Config, kind: SecretKind): string | undefined {
  return (
    config.secretFiles[kind] ?? (config.secrets[kind] === undefined ? secretPath(config, kind) : undefined)
  );
}

/** What is wrong with a generation of a secret, as the check of the folder tells it. */
interface SecretFault {
  readonly name: 'secret' | 'issue secret';
  readonly generation: number;
  readonly state: 'another one' | 'absent';
}

/** @throws ConfigFault where a generation is absent or another one than the folder was begun with */
export function requireSecretsInOrder(dataFolder: string, found: readonly SecretFault[]): void {
  const kinds = { secret: 'lookUp', 'issue secret': 'issue' } as const;
  const faults = found.map(({ name, generation, state }) => {
    const { variable } = SECRET_KINDS[kinds[name]];
    return state === 'absent'
      ? absentFault(variable, generation, name === 'secret' ? '' : ' --issue')
      : anotherFault(variable, `is another ${name} than ${dataFolder} was begun with`);
  });
  if (faults.length > 0) throw new ConfigFault(faults);
}

function anotherFault(variable: string, message: string): VariableFault {
  const remedy =
    'Put the first one back: with another, no license of this folder would be found or derived again.';
  return { variable, message, remedy };
}

function absentFault(variable: string, generation: number, flag: string): VariableFault {
  const remedy = `Put its line back. Where it is lost for good, so is what needs it: quietkey secret destroy ${generation}${flag} --apply --even-if-needed`;
  return {
    variable,
    message: `lacks generation ${generation}, which this folder has been used with`,
    remedy,
  };
}

function kindsMissing(config: Config): SecretKind[] {
  return (['lookUp', 'issue'] as const).filter(
    (kind) => config.secrets[kind] === undefined && !existsSync(secretPath(config, kind)),
  );
}

function secretPath({ dataFolder }: Config, kind: SecretKind): string {
  return join(dataFolder, SECRET_KINDS[kind].file);
}

function readFromFolder(config: Config, kind: SecretKind, faults: VariableFault[]): SecretRing | undefined {
  const path = secretPath(config, kind);
  if (!existsSync(path)) return undefined;
  const reading = readSecretFile(kind, path);
  if ('ring' in reading) return reading.ring;
  const { variable } = SECRET_KINDS[kind];
  faults.push({ variable, message: `is not set, and its place ${reading.fault}`, remedy: reading.remedy });
  return undefined;
}

function secretGone(config: Config): VariableFault {
  return {
    variable: SECRET_KINDS.lookUp.variable,
    message: `is not set and ${secretPath(config, 'lookUp')} is gone, but there is a database that was written with it`,
    remedy:
      'Restore the secret: with a new one no license key, email or machine in the database would be found again.',
  };
}

function secretAbsent(config: Config): VariableFault {
  return {
    variable: SECRET_KINDS.lookUp.variable,
    message: `is not set, and there is no secret in ${config.dataFolder}`,
    remedy: 'Begin with: quietkey init. Or name the right folder in QUIETKEY_DATA.',
  };
}

function secretsEqual(): VariableFault {
  return {
    variable: SECRET_KINDS.issue.variable,
    message: `holds the same secret as ${SECRET_KINDS.lookUp.variable}`,
    remedy: 'Make each of them on its own: neither may tell the other.',
  };
}
