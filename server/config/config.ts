/**
 * The configuration of the server, read from the environment variables of `settings.ts`; no other file of the server
 * reads these variables. All faults are reported at once, each with a remedy. An unknown variable whose name begins
 * with `QUIETKEY_` is a fault, since its name may be misspelt. No message contains the value of a secret.
 */

import { join } from 'node:path';
import type { DatabaseUrl } from './database-url.ts';
import { readMailSettings, type MailSettings } from './mail-settings.ts';
import { readSecretFile, SECRET_KINDS, shareSecret, type SecretKind, type SecretRing } from './secret.ts';
import type { LogLevel } from './setting-readers.ts';
import { settingReader, SETTINGS, type SettingName, type SettingReader } from './settings.ts';

export const DATABASE_VARIABLE = 'DATABASE_URL' satisfies SettingName;
const OURS = 'QUIETKEY_';
/** The pattern of the test suite's own variables, which its child processes inherit. */
const TEST_VARIABLE = /^QUIETKEY_TEST_/;

export interface Config {
  /** The absolute path of the data folder. */
  readonly dataFolder: string;
  /**
   * The absolute path of the folder with the signing keys and the key set. If several servers share the keys, this
   * folder is outside of the data folder.
   */
  readonly keysFolder: string;
  /** The address of the PostgreSQL database; undefined: the server uses SQLite in the data folder. */
  readonly database: DatabaseUrl | undefined;
  readonly host: string;
  /** The port on which the server listens; 0: any free port. */
  readonly port: number;
  /** The URL at which clients reach the server, without a slash at the end; undefined: the server's own address. */
  readonly url: string | undefined;
  /** The name of the portal, which is shown in the head of each page. */
  readonly siteName: string;
  /** The absolute path of the folder with files for customers; undefined: there are no downloads. */
  readonly downloads: string | undefined;
  /** The addresses and networks (CIDR) of the proxies whose forwarding headers the server trusts. */
  readonly trustedProxies: readonly string[];
  readonly logLevel: LogLevel;
  /** The purpose of looks at the command line whose command states none. */
  readonly purpose: string | undefined;
  /** The settings of the mailer. */
  readonly mail: MailSettings;
  /** The secrets that the environment provides; a secret that it does not provide is in the data folder. */
  readonly secrets: { readonly [Kind in SecretKind]: SecretRing | undefined };
  /** The absolute paths of the secret files that the environment names. */
  readonly secretFiles: { readonly [Kind in SecretKind]: string | undefined };
  /** The absolute path of the file with the secret of trials, which the first trial makes. */
  readonly trialSecret: string;
}

export interface VariableFault {
  readonly variable: string;
  /** The fault, as a clause that follows the variable's name. */
  readonly message: string;
  readonly remedy: string;
}

/** Thrown if the configuration cannot be used. The message lists every fault, one per line. */
export class ConfigFault extends Error {
  readonly faults: readonly VariableFault[];

  /** @param cause the error behind the faults, for the log */
  constructor(faults: readonly VariableFault[], cause?: Error) {
    super(faults.map(({ variable, message, remedy }) => `${variable} ${message}. ${remedy}`).join('\n'), {
      cause,
    });
    this.name = 'ConfigFault';
    this.faults = faults;
  }
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Returns a copy of this process's environment. */
export function environment(): Environment {
  return { ...process.env };
}

/** The folders that a server writes to. They are determined by environment variables only, without reading a file. */
export function foldersOf(env: Environment): Pick<Config, 'dataFolder' | 'keysFolder'> {
  const reader = settingReader(env, () => undefined);
  const dataFolder = reader.value('QUIETKEY_DATA');
  return { dataFolder, keysFolder: reader.value('QUIETKEY_KEYS') ?? join(dataFolder, 'keys') };
}

/**
 * Reads the configuration from environment variables. An empty variable counts as absent.
 * @param env by default the environment of this process; a test passes its own
 * @throws ConfigFault with every fault that was found
 */
export function readConfig(env: Environment = environment()): Config {
  const faults: VariableFault[] = [];
  const reader = settingReader(env, (variable, message, remedy) =>
    faults.push({ variable, message, remedy }),
  );
  const { dataFolder, keysFolder } = foldersOf(env);
  const config: Config = {
    dataFolder,
    keysFolder,
    database: reader.value('DATABASE_URL'),
    host: reader.value('QUIETKEY_HOST'),
    port: reader.value('QUIETKEY_PORT'),
    url: reader.value('QUIETKEY_URL'),
    siteName: reader.value('QUIETKEY_SITE_NAME'),
    downloads: reader.value('QUIETKEY_DOWNLOADS'),
    trustedProxies: reader.value('QUIETKEY_TRUSTED_PROXIES') ?? [],
    logLevel: reader.value('QUIETKEY_LOG_LEVEL'),
    purpose: reader.value('QUIETKEY_PURPOSE'),
    mail: readMailSettings(reader, [dataFolder, keysFolder]),
    secrets: readSecrets(reader),
    secretFiles: {
      lookUp: reader.value('QUIETKEY_SECRET_FILE'),
      issue: reader.value('QUIETKEY_ISSUE_SECRET_FILE'),
    },
    trialSecret: reader.value('QUIETKEY_TRIAL_SECRET_FILE') ?? join(dataFolder, 'trial-secret'),
  };
  findUnknown(env, reader);
  if (faults.length > 0) throw new ConfigFault(faults);
  return config;
}

function readSecrets(reader: SettingReader): Config['secrets'] {
  const secrets = { lookUp: readSecret('lookUp', reader), issue: readSecret('issue', reader) };
  if (shareSecret(secrets.lookUp ?? [], secrets.issue ?? [])) {
    reader.fault(
      SECRET_KINDS.issue.variable,
      `holds the same secret as ${SECRET_KINDS.lookUp.variable}`,
      'Generate the two independently: neither may reveal the other.',
    );
  }
  return secrets;
}

/** Reads a secret from its variable, or from the file that its `_FILE` variable names. */
function readSecret(kind: SecretKind, reader: SettingReader): SecretRing | undefined {
  const { variable } = SECRET_KINDS[kind];
  const fileVariable = `${variable}_FILE` as const;
  if (reader.isSet(variable) && reader.isSet(fileVariable)) {
    reader.fault(variable, `and ${fileVariable} are both set`, 'Set one of them.');
    return undefined;
  }
  const path = reader.value(fileVariable);
  if (path === undefined) return reader.value(variable);
  const reading = readSecretFile(kind, path);
  if ('ring' in reading) return reading.ring;
  reader.fault(fileVariable, reading.fault, reading.remedy);
  return undefined;
}

function findUnknown(env: Environment, { fault }: SettingReader): void {
  const known = Object.keys(SETTINGS).filter((name) => name.startsWith(OURS));
  for (const name of Object.keys(env)) {
    if (!name.startsWith(OURS) || TEST_VARIABLE.test(name) || known.includes(name)) continue;
    fault(name, 'is not a variable of Quietkey', `The variables are: ${known.join(', ')}.`);
  }
}
