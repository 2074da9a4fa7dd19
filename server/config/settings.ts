/**
 * The settings: every environment variable that Quietkey reads, with its reader, its default and its help. The
 * configuration, the lists of variables in OPERATIONS.md (`npm run docs:settings`), and the help of `npm start` and
 * `quietkey mailer` are made from this table. The rules between two settings are in `config.ts` and `mail-settings.ts`.
 */

import { readDatabaseUrl, type DatabaseUrl } from './database-url.ts';
import { readMailerServer, readMailerToken, readSender, readSmtp } from './mail-readers.ts';
import type { Reading } from './reading.ts';
import { readSecretText, type SecretKind, type SecretRing } from './secret.ts';
import {
  LOG_LEVELS,
  readLogLevel,
  readLookPurpose,
  readPath,
  readPort,
  readProxies,
  readSiteName,
  readText,
  readUrl,
  SITE_NAME_CHARACTERS_MAX,
} from './setting-readers.ts';

/** The text that is shown instead of a default, for a setting without a default. */
const NONE = 'none';

export type SettingGroup = 'server' | 'mailer';

interface Setting {
  readonly group: SettingGroup;
  /** What the setting determines, in Markdown. */
  readonly help: string;
  /** The default text of the setting, which is read if the variable is not set. */
  readonly default?: string;
  /** What applies if the variable is not set and the setting has no default, in Markdown. */
  readonly unset?: string;
  readonly read: (text: string) => Reading<unknown>;
}

/** All settings, in the order in which they are documented. */
export const SETTINGS = {
  QUIETKEY_DATA: { group: 'server', help: 'the data folder', default: './quietkey-data', read: readPath },
  QUIETKEY_KEYS: {
    group: 'server',
    help: 'the folder of signing keys, if several servers share it',
    unset: '`keys` in the data folder',
    read: readPath,
  },
  QUIETKEY_HOST: { group: 'server', help: 'the address to listen on', default: '127.0.0.1', read: readText },
  QUIETKEY_PORT: {
    group: 'server',
    help: 'the port to listen on; 0 chooses a free port',
    default: '8787',
    read: readPort,
  },
  QUIETKEY_URL: {
    group: 'server',
    help: 'the public address: https, without a path',
    unset: 'the address it listens on',
    read: readUrl,
  },
  QUIETKEY_SITE_NAME: {
    group: 'server',
    help: `the name of the portal in the head of its pages, up to ${SITE_NAME_CHARACTERS_MAX} characters`,
    default: 'Quietkey',
    read: readSiteName,
  },
  QUIETKEY_DOWNLOADS: {
    group: 'server',
    help: 'a folder with files for customers, and their list `downloads.json`',
    read: readPath,
  },
  QUIETKEY_TRUSTED_PROXIES: {
    group: 'server',
    help: 'addresses or networks whose `X-Forwarded-For` is trusted, separated by commas',
    read: readProxies,
  },
  QUIETKEY_SECRET: {
    group: 'server',
    help: 'the secret that keys stored indexes and digests',
    unset: '`secret` in the data folder',
    read: secretOf('lookUp'),
  },
  QUIETKEY_SECRET_FILE: {
    group: 'server',
    help: 'a file with that secret, instead of `QUIETKEY_SECRET`',
    read: readPath,
  },
  QUIETKEY_ISSUE_SECRET: {
    group: 'server',
    help: 'the secret that derives license keys',
    unset: '`issue-secret` in the data folder',
    read: secretOf('issue'),
  },
  QUIETKEY_ISSUE_SECRET_FILE: {
    group: 'server',
    help: 'a file with that secret, instead of `QUIETKEY_ISSUE_SECRET`',
    read: readPath,
  },
  QUIETKEY_TRIAL_SECRET_FILE: {
    group: 'server',
    help: 'the file of the secret that keys the tags of trials, if several servers share it',
    unset: '`trial-secret` in the data folder',
    read: readPath,
  },
  // The database setting has the name that hosting providers use, so that a variable set by a provider is read.
  DATABASE_URL: {
    group: 'server',
    help: 'a PostgreSQL database, `postgres://…`, for several servers',
    unset: 'SQLite in the data folder',
    read: readDatabase,
  },
  QUIETKEY_LOG_LEVEL: {
    group: 'server',
    help: `the lowest level of lines that are logged: ${LOG_LEVELS.map((level) => `\`${level}\``).join(', ')}`,
    default: 'info',
    read: readLogLevel,
  },
  QUIETKEY_PURPOSE: {
    group: 'server',
    help: 'for commands: why an operator looks at a customer’s record, where `--purpose` does not say it',
    read: readLookPurpose,
  },
  QUIETKEY_MAILER_KEY: { group: 'mailer', help: 'the file of its private key', read: readPath },
  QUIETKEY_MAILER_SERVER: {
    group: 'mailer',
    help: 'for a mailer on another machine: the address of the server',
    read: readMailerServer,
  },
  QUIETKEY_MAILER_TOKEN_FILE: {
    group: 'mailer',
    help: 'for a mailer on another machine: a file with an API token',
    read: readMailerToken,
  },
  QUIETKEY_SMTP_URL: {
    group: 'mailer',
    help: 'the mail server, such as `smtp://user:password@host:587`',
    read: readSmtp,
  },
  QUIETKEY_MAIL_FROM: {
    group: 'mailer',
    help: 'the sender, such as `Sonar <keys@example.com>`',
    read: readSender,
  },
  QUIETKEY_MAIL_OUTBOX: {
    group: 'mailer',
    help: 'for development: a folder for mails, instead of the mail server',
    read: readPath,
  },
} as const satisfies Readonly<Record<string, Setting>>;

export type SettingName = keyof typeof SETTINGS;

type Read<Name extends SettingName> =
  ReturnType<(typeof SETTINGS)[Name]['read']> extends Reading<infer Value> ? Value : never;
type Missing<Name extends SettingName> = (typeof SETTINGS)[Name] extends { readonly default: string }
  ? never
  : undefined;

/** Reads the values of the settings by their names, and reports faults. */
export interface SettingReader {
  readonly isSet: (name: SettingName) => boolean;
  /** Returns the value of a setting. If the value is wrong, the fault is reported and the default is used. */
  readonly value: <Name extends SettingName>(name: Name) => Read<Name> | Missing<Name>;
  readonly fault: (name: string, fault: string, remedy: string) => void;
}

/** Creates a reader of the settings. @param env the environment variables; an empty variable counts as absent */
export function settingReader(
  env: Readonly<Record<string, string | undefined>>,
  fault: SettingReader['fault'],
): SettingReader {
  const textOf = (name: SettingName): string | undefined => env[name]?.trim() || undefined;
  const read = (name: SettingName): unknown => {
    const setting: Setting = SETTINGS[name];
    for (const text of [textOf(name), setting.default]) {
      const reading = text === undefined ? undefined : setting.read(text);
      if (reading === undefined) continue;
      if ('value' in reading) return reading.value;
      for (const found of reading.faults) fault(name, found.fault, found.remedy);
    }
    return undefined;
  };
  return {
    isSet: (name) => textOf(name) !== undefined,
    value: read as SettingReader['value'],
    fault,
  };
}

/** The name, help and default of each setting of a group, in Markdown. */
export function describeSettings(group: SettingGroup): { name: string; help: string; otherwise: string }[] {
  return Object.entries<Setting>(SETTINGS)
    .filter(([, setting]) => setting.group === group)
    .map(([name, { help, default: text, unset = NONE }]) => ({
      name,
      help,
      otherwise: text === undefined ? unset : `\`${text}\``,
    }));
}

/** The name, help and default of each setting of a group as plain text, for `--help`. */
export function settingsHelp(group: SettingGroup): [name: string, help: string][] {
  return describeSettings(group).map(({ name, help, otherwise }) => [
    name,
    (otherwise === NONE ? help : `${help} (default: ${otherwise})`).replaceAll('`', ''),
  ]);
}

function secretOf(kind: SecretKind): (text: string) => Reading<SecretRing> {
  return (text) => {
    const reading = readSecretText(kind, text);
    return 'ring' in reading ? { value: reading.ring } : { faults: [reading] };
  };
}

function readDatabase(text: string): Reading<DatabaseUrl> {
  const reading = readDatabaseUrl(text);
  return 'database' in reading ? { value: reading.database } : { faults: [reading] };
}
