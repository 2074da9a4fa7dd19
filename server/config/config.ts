/**
 * The configuration, read from environment variables, and the only place of the server that reads them. Every fault is
 * found and told at once, each with a remedy; a variable that is not ours is a fault, for it may be one misspelt; and
 * no value of a secret is ever part of a message. Leaves making what is missing to `composition/prepare-secrets.ts`.
 */

import ipaddr from 'ipaddr.js';
import { isIP } from 'node:net';
import { join, resolve } from 'node:path';
import { readDatabaseUrl, type DatabaseUrl } from './database-url.ts';
import { MAIL_VARIABLES, readMailSettings, type MailSettings } from './mail-settings.ts';
import {
  readSecretFile,
  readSecretText,
  SECRET_KINDS,
  shareSecret,
  type SecretKind,
  type SecretRing,
} from './secret-text.ts';

const PORT_MAX = 65_535;
const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const;
/** One line of what can be read, of at most sixty characters; joiners belong to some scripts. */
const SITE_NAME = /^(?:[^\p{C}\p{Zl}\p{Zp}]|[\u200c\u200d]){1,60}$/u;
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;
const VARIABLES = [
  'QUIETKEY_DATA',
  'QUIETKEY_KEYS',
  'QUIETKEY_HOST',
  'QUIETKEY_PORT',
  'QUIETKEY_URL',
  'QUIETKEY_SITE_NAME',
  'QUIETKEY_TRUSTED_PROXIES',
  'QUIETKEY_SECRET',
  'QUIETKEY_SECRET_FILE',
  'QUIETKEY_ISSUE_SECRET',
  'QUIETKEY_ISSUE_SECRET_FILE',
  'QUIETKEY_LOG_LEVEL',
  ...MAIL_VARIABLES,
];
/** Named as hosts name it, so that one that they give is taken. */
export const DATABASE_VARIABLE = 'DATABASE_URL';
/** Variables of the test suite, which its child processes inherit. */
const TEST_VARIABLE = /^QUIETKEY_TEST_/;

export type LogLevel = (typeof LOG_LEVELS)[number];

export interface Config {
  /** Absolute. */
  readonly dataFolder: string;
  /** Signing keys and the key set, absolute: where several servers share them, a folder of its own. */
  readonly keysFolder: string;
  /** The PostgreSQL database; undefined: SQLite in the data folder. */
  readonly database: DatabaseUrl | undefined;
  readonly host: string;
  /** 0: a free one. */
  readonly port: number;
  /** Where clients reach the server, without a slash at the end; undefined: at its own address. */
  readonly url: string | undefined;
  /** What the portal is called, in the head of each page. */
  readonly siteName: string;
  /** Addresses and networks (CIDR) whose forwarding headers are believed. */
  readonly trustedProxies: readonly string[];
  readonly logLevel: LogLevel;
  /** For the mailer. */
  readonly mail: MailSettings;
  /** The secrets that the environment gives; the others are in the data folder. */
  readonly secrets: { readonly [Kind in SecretKind]: SecretRing | undefined };
  /** The files that the environment names for them; absolute. */
  readonly secretFiles: { readonly [Kind in SecretKind]: string | undefined };
}

export interface VariableFault {
  readonly variable: string;
  /** What is wrong: a clause after the variable's name. */
  readonly message: string;
  readonly remedy: string;
}

/** Thrown where the server cannot start as it was told to. Its message lists every fault, one line each. */
export class ConfigFault extends Error {
  readonly faults: readonly VariableFault[];

  constructor(faults: readonly VariableFault[]) {
    super(faults.map(({ variable, message, remedy }) => `${variable} ${message}. ${remedy}`).join('\n'));
    this.name = 'ConfigFault';
    this.faults = faults;
  }
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** A copy of this process's environment. */
export function environment(): Environment {
  return { ...process.env };
}

/**
 * Reads the configuration. An empty variable counts as absent.
 * @param env by default that of this process; a test gives its own
 * @throws ConfigFault with every fault that was found
 */
export function readConfig(env: Environment = environment()): Config {
  const faults: VariableFault[] = [];
  const reader: Reader = {
    get: (variable) => (env[variable]?.trim() ?? '') || undefined,
    fault: (variable, message, remedy) => faults.push({ variable, message, remedy }),
  };
  const dataFolder = resolve(reader.get('QUIETKEY_DATA') ?? 'quietkey-data');
  const keysFolder = resolve(reader.get('QUIETKEY_KEYS') ?? join(dataFolder, 'keys'));
  const config: Config = {
    dataFolder,
    keysFolder,
    database: readDatabase(reader),
    host: reader.get('QUIETKEY_HOST') ?? '127.0.0.1',
    port: readPort(reader),
    url: readUrl(reader),
    siteName: readSiteName(reader),
    trustedProxies: readProxies(reader),
    logLevel: readLogLevel(reader),
    mail: readMailSettings(reader, [dataFolder, keysFolder]),
    secrets: readSecrets(reader),
    secretFiles: {
      lookUp: readSecretFilePath('lookUp', reader),
      issue: readSecretFilePath('issue', reader),
    },
  };
  findUnknown(env, reader);
  if (faults.length > 0) throw new ConfigFault(faults);
  return config;
}

interface Reader {
  readonly get: (variable: string) => string | undefined;
  readonly fault: (variable: string, message: string, remedy: string) => void;
}

function readDatabase({ get, fault }: Reader): DatabaseUrl | undefined {
  const text = get(DATABASE_VARIABLE);
  if (text === undefined) return undefined;
  const reading = readDatabaseUrl(text);
  if ('database' in reading) return reading.database;
  fault(DATABASE_VARIABLE, reading.fault, reading.remedy);
  return undefined;
}

function readPort({ get, fault }: Reader): number {
  const text = get('QUIETKEY_PORT') ?? '8787';
  const port = /^\d{1,5}$/.test(text) ? Number(text) : PORT_MAX + 1;
  if (port > PORT_MAX)
    fault('QUIETKEY_PORT', 'is not a port', `Use a number from 0 (a free one) to ${PORT_MAX}.`);
  return port;
}

function readUrl({ get, fault }: Reader): string | undefined {
  const text = get('QUIETKEY_URL');
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const plain = url?.protocol === 'http:';
  if (url === undefined || !(plain || url.protocol === 'https:') || url.username || url.search || url.hash) {
    fault('QUIETKEY_URL', 'is not a web address', 'Use one such as https://licenses.example.com');
  } else if (plain && !LOOPBACK.test(url.hostname)) {
    fault(
      'QUIETKEY_URL',
      'is plain http',
      'Use https: license keys travel over it. Plain http is for loopback only.',
    );
  } else if (url.pathname !== '/') {
    fault('QUIETKEY_URL', 'has a path', 'Use a host of its own: the portal stands at the root of it.');
  }
  return url?.href.replace(/\/+$/, '');
}

function readSiteName({ get, fault }: Reader): string {
  const name = (get('QUIETKEY_SITE_NAME') ?? 'Quietkey').normalize('NFC');
  if (!SITE_NAME.test(name))
    fault('QUIETKEY_SITE_NAME', 'is not a name', 'Use up to 60 characters on one line.');
  return name;
}

function readProxies({ get, fault }: Reader): string[] {
  const listed = (get('QUIETKEY_TRUSTED_PROXIES') ?? '').split(',').map((part) => part.trim());
  const proxies = listed.filter((part) => part !== '');
  for (const index of proxies.keys()) {
    if (isNetwork(proxies[index] ?? '')) continue;
    fault(
      'QUIETKEY_TRUSTED_PROXIES',
      `has no address or network in place ${index + 1}`,
      'Use addresses or CIDR networks between commas, such as 10.0.0.7, 192.0.2.0/24.',
    );
  }
  return proxies;
}

function isNetwork(text: string): boolean {
  const [address = ''] = text.split('/');
  // Node decides what an address is: the library also takes octal, hex and short IPv4
  return isIP(address) !== 0 && (address === text || ipaddr.isValidCIDR(text));
}

function readLogLevel({ get, fault }: Reader): LogLevel {
  const text = get('QUIETKEY_LOG_LEVEL') ?? 'info';
  const level = LOG_LEVELS.find((one) => one === text);
  if (level === undefined)
    fault('QUIETKEY_LOG_LEVEL', 'is not a level', `Use one of: ${LOG_LEVELS.join(', ')}.`);
  return level ?? 'info';
}

function readSecrets(reader: Reader): Config['secrets'] {
  const secrets = { lookUp: readSecret('lookUp', reader), issue: readSecret('issue', reader) };
  if (shareSecret(secrets.lookUp ?? [], secrets.issue ?? [])) {
    reader.fault(
      SECRET_KINDS.issue.variable,
      `holds the same secret as ${SECRET_KINDS.lookUp.variable}`,
      'Make each of them on its own: neither may tell the other.',
    );
  }
  return secrets;
}

function readSecretFilePath(kind: SecretKind, { get }: Reader): string | undefined {
  const path = get(`${SECRET_KINDS[kind].variable}_FILE`);
  return path === undefined ? undefined : resolve(path);
}

function readSecret(kind: SecretKind, reader: Reader): SecretRing | undefined {
  const { get, fault } = reader;
  const { variable } = SECRET_KINDS[kind];
  const [text, path] = [get(variable), readSecretFilePath(kind, reader)];
  if (text === undefined && path === undefined) return undefined;
  if (text !== undefined && path !== undefined) {
    fault(variable, `and ${variable}_FILE are both set`, 'Set one of them.');
    return undefined;
  }
  const reading = path === undefined ? readSecretText(kind, text ?? '') : readSecretFile(kind, path);
  if ('ring' in reading) return reading.ring;
  fault(path === undefined ? variable : `${variable}_FILE`, reading.fault, reading.remedy);
  return undefined;
}

function findUnknown(env: Environment, { fault }: Reader): void {
  const ours = Object.keys(env).filter((name) => name.startsWith('QUIETKEY_') && !TEST_VARIABLE.test(name));
  for (const name of ours.filter((one) => !VARIABLES.includes(one))) {
    fault(name, 'is not a variable of Quietkey', `There are: ${VARIABLES.join(', ')}.`);
  }
}
