/**
 * The secrets of a data folder: they are created on the first run and read on every later run. A new secret is never
 * created beside a database that was written with another secret. The files of both secrets are private. `world.ts`
 * handles the keys, and the vault derives keys from a secret.
 */

import { join } from 'node:path';
import { isThere } from '../../client-sdk/typescript/primitives/files.ts';
import { ConfigFault, type Config, type VariableFault } from '../config/config.ts';
import {
  makeSecretText,
  readSecretFile,
  SECRET_KINDS,
  shareSecret,
  type SecretKind,
  type SecretRing,
} from '../config/secret.ts';

/** Creates a private file unless the file exists. Returns whether it was created. */
export type CreateOnce = (path: string, content: string) => boolean;

export interface Secrets {
  readonly lookUp: SecretRing;
  /**
   * The live generations of the issue secret. Undefined on a node that activates and renews but does not issue
   * licenses.
   */
  readonly issue: SecretRing | undefined;
}

/** The path of the database in a data folder. */
export function databasePath({ dataFolder }: Pick<Config, 'dataFolder'>): string {
  return join(dataFolder, 'quietkey.db');
}

/**
 * Creates the secrets that neither the environment nor the data folder has. Returns the paths of the created files. If
 * the environment gives only the first secret, the node does not issue licenses, and no issue secret is created.
 * @throws ConfigFault if the first secret is missing and a database exists already
 */
export function prepareSecrets(config: Config, createOnce: CreateOnce): string[] {
  // the database is looked for before the secrets, since another process that initialises the folder creates the
  // database last
  const isOld = isThere(databasePath(config));
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
 * Reads the secrets of the environment, or else those of the data folder.
 * @throws ConfigFault with every fault, without any value
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

/** The file from which a secret is read. Undefined if the environment contains the secret itself. */
export function secretFile(config: Config, kind: SecretKind): string | undefined {
  return (
    config.secretFiles[kind] ?? (config.secrets[kind] === undefined ? secretPath(config, kind) : undefined)
  );
}

/** A fault of one generation of a secret, found by the check of the data folder. */
interface SecretFault {
  readonly name: 'secret' | 'issue secret';
  readonly generation: number;
  readonly state: 'another one' | 'absent';
}

/**
 * Checks the secrets that were found against the records of the data folder.
 * @throws ConfigFault if a generation is absent, or differs from the generation with which the folder was used
 */
export function requireSecretsInOrder(dataFolder: string, found: readonly SecretFault[]): void {
  const kinds = { secret: 'lookUp', 'issue secret': 'issue' } as const;
  const faults = found.map(({ name, generation, state }) => {
    const { variable } = SECRET_KINDS[kinds[name]];
    return state === 'absent'
      ? absentFault(variable, generation, name === 'secret' ? '' : ' --issue')
      : anotherFault(variable, `is not the ${name} with which ${dataFolder} was first used`);
  });
  if (faults.length > 0) throw new ConfigFault(faults);
}

function anotherFault(variable: string, message: string): VariableFault {
  const remedy =
    'Restore the first secret: with another one, no license of this folder would be found or derived again.';
  return { variable, message, remedy };
}

function absentFault(variable: string, generation: number, flag: string): VariableFault {
  const remedy = `Restore its line. If the line is lost for good, everything that needs it is lost too. To continue without it: quietkey secret destroy ${generation}${flag} --apply --even-if-needed`;
  return {
    variable,
    message: `lacks generation ${generation}, which was used in this folder`,
    remedy,
  };
}

function kindsMissing(config: Config): SecretKind[] {
  return (['lookUp', 'issue'] as const).filter(
    (kind) => config.secrets[kind] === undefined && !isThere(secretPath(config, kind)),
  );
}

function secretPath({ dataFolder }: Config, kind: SecretKind): string {
  return join(dataFolder, SECRET_KINDS[kind].file);
}

function readFromFolder(config: Config, kind: SecretKind, faults: VariableFault[]): SecretRing | undefined {
  const path = secretPath(config, kind);
  if (!isThere(path)) return undefined;
  const reading = readSecretFile(kind, path);
  if ('ring' in reading) return reading.ring;
  const { variable } = SECRET_KINDS[kind];
  faults.push({ variable, message: `is not set, and its file ${reading.fault}`, remedy: reading.remedy });
  return undefined;
}

function secretGone(config: Config): VariableFault {
  return {
    variable: SECRET_KINDS.lookUp.variable,
    message: `is not set and ${secretPath(config, 'lookUp')} is gone, but there is a database that was written with it`,
    remedy:
      'Restore the secret: with a new secret, no license key, email or machine in the database would be found again.',
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
    remedy: 'Generate the two independently: neither may reveal the other.',
  };
}
