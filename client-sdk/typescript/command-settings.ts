/**
 * What `quietkey-client` knows of an app and of its license key: by options, the environment, or a policy folder that
 * an administrator distributes. The first of these that has a value decides. No license key is taken as an argument,
 * since every account of a machine may see the arguments of its programs.
 */
import { isAbsolute, join } from 'node:path';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { readSync } from 'node:fs';
import { readSmallFile } from './primitives/read-file.ts';
import { parseObject } from './state/state.ts';

/** A mistake in the settings of the command, with what to write instead. */
export class BadUsage extends Error {}

/** The settings of an app, by their names in the policy file, with the option and the variable of each. */
const SETTINGS = {
  server: 'server',
  product: 'product',
  rootKey: 'root-key',
  folder: 'folder',
  identity: 'identity',
  sharedBy: 'shared-by',
  username: 'username',
} as const;
type SettingName = keyof typeof SETTINGS;
const NAMES = Object.keys(SETTINGS) as SettingName[];
const REQUIRED: readonly SettingName[] = ['server', 'product', 'rootKey'];

export interface AppSettings extends Partial<Record<SettingName, string>> {
  server: string;
  product: string;
  rootKey: string;
}

/** The arguments of a verb about a license. */
export interface Typed {
  readonly json: boolean;
  readonly app: AppSettings;
  /** Returns the license key. @throws BadUsage without one, FileFault */
  readonly licenseKey: () => string;
}

const POLICY_FILE = 'quietkey.json';
const KEY_FILE = 'license-key';
const POLICY_BYTES_MAX = 65_536;
const KEY_BYTES_MAX = 4_096;
const VARIABLE = 'QUIETKEY_';

const OPTIONS = {
  ...Object.fromEntries(Object.values(SETTINGS).map((option) => [option, { type: 'string' }])),
  policy: { type: 'string' },
  'key-stdin': { type: 'boolean' },
  'key-file': { type: 'string' },
  json: { type: 'boolean' },
} as NonNullable<ParseArgsConfig['options']>;

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the words after the verb. @throws BadUsage, FileFault for a policy that cannot be read */
export function readTyped(words: readonly string[], env: Environment = process.env): Typed {
  const values = parse(words);
  const text = (option: string): string | undefined => {
    const value = values[option] ?? env[variableOf(option)];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const policy = text('policy');
  const ofPolicy = policy === undefined ? {} : readPolicy(policy);
  const app = Object.fromEntries(
    NAMES.flatMap((name) => {
      const value = text(SETTINGS[name]) ?? ofPolicy[name];
      return value === undefined ? [] : [[name, value]];
    }),
  ) as Partial<AppSettings>;
  for (const name of REQUIRED) {
    if (app[name] === undefined)
      throw new BadUsage(
        `--${SETTINGS[name]} is required, or ${variableOf(SETTINGS[name])}, or ${name} in ${POLICY_FILE} of --policy.`,
      );
  }
  const keyFile = text('key-file') ?? (policy === undefined ? undefined : join(policy, KEY_FILE));
  return {
    json: values['json'] === true,
    app: app as AppSettings,
    licenseKey: () =>
      readKey({ isTyped: values['key-stdin'] === true, variable: text('license-key'), keyFile }),
  };
}

/** The variable of an option: `QUIETKEY_ROOT_KEY` for `root-key`. */
const variableOf = (option: string): string => VARIABLE + option.replaceAll('-', '_').toUpperCase();

function parse(words: readonly string[]): Readonly<Record<string, unknown>> {
  const { values, positionals } = parseStrictly(words);
  // the word is not shown: it may be a license key
  if (positionals.length > 0) throw new BadUsage('After the verb come options only; a license key is none.');
  return values;
}

function parseStrictly(words: readonly string[]): ReturnType<typeof parseArgs> {
  try {
    return parseArgs({ args: [...words], options: OPTIONS, strict: true, allowPositionals: true });
  } catch (error) {
    throw new BadUsage(
      error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'The options are wrong.',
    );
  }
}

/** The settings of a policy folder. Other members are for later versions. @throws BadUsage, FileFault */
function readPolicy(folder: string): Partial<Record<SettingName, string>> {
  if (!isAbsolute(folder)) throw new BadUsage('--policy must be the absolute path of a folder.');
  const path = join(folder, POLICY_FILE);
  const members = parseObject(readSmallFile(path, { bytesMax: POLICY_BYTES_MAX }).toString('utf8'));
  if (!members) throw new BadUsage(`${path} must be a JSON object.`);
  return Object.fromEntries(
    NAMES.filter((name) => members[name] !== undefined).map((name) => {
      const value = members[name];
      if (typeof value !== 'string') throw new BadUsage(`${name} in ${path} must be a text.`);
      return [name, value];
    }),
  );
}

function readKey(from: {
  isTyped: boolean;
  variable: string | undefined;
  keyFile: string | undefined;
}): string {
  if (from.isTyped) return readInput();
  if (from.variable !== undefined) return from.variable;
  if (from.keyFile === undefined)
    throw new BadUsage(
      `A license key is required: --key-stdin, ${variableOf('license-key')}, --key-file FILE, or ${KEY_FILE} in --policy.`,
    );
  return readSmallFile(from.keyFile, { bytesMax: KEY_BYTES_MAX }).toString('utf8');
}

/** Standard input to its end. @throws BadUsage if it is longer than a key may be */
function readInput(): string {
  const bytes = Buffer.alloc(KEY_BYTES_MAX + 1);
  let length = 0;
  for (;;) {
    const count = readSync(0, bytes, length, bytes.length - length, null);
    if (count === 0) return bytes.toString('utf8', 0, length);
    length += count;
    if (length > KEY_BYTES_MAX) throw new BadUsage(`Standard input has more than ${KEY_BYTES_MAX} bytes.`);
  }
}
