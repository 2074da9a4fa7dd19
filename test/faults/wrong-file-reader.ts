/**
 * The process that reads wrong files, since a read that hangs would stop the tests: it makes a data folder with every
 * file that is read, puts each kind of wrong file into the place of each, reads it as the product does, and writes a line
 * of JSON before and after. `wrong-files.test.ts` starts it, and ends it if nothing is written any more.
 */

import { Command } from 'commander';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import { fileStore } from '../../client-sdk/typescript/index.ts';
import { requireForm } from '../../scripts/cli/csv.ts';
import { faultOf } from '../../scripts/cli/error-output.ts';
import { EXIT } from '../../scripts/cli/exit-codes.ts';
import { beginMailer } from '../../server/composition/mailer.ts';
import { configFaultOf } from '../../server/composition/config-fault.ts';
import { makeBackup } from '../../server/composition/backups.ts';
import { readSecrets } from '../../server/composition/prepare-secrets.ts';
import { openErasureMemory, openHeadMemory } from '../../server/crypto/erasure-memory.ts';
import {
  openSecretVault,
  openVaultFiles,
  readSecretParts,
  secretBytes,
} from '../../server/composition/vault.ts';
import { openWorld, prepareFolder } from '../../server/composition/world.ts';
import { readConfig } from '../../server/config/config.ts';
import { readRetention } from '../../server/config/retention.ts';
import { readVendor } from '../../server/config/vendor-file.ts';
import { readVendorLists } from '../../server/config/telemetry-lists.ts';
import { openBackups } from '../../server/crypto/backups.ts';
import { readPrivateMailKey } from '../../server/crypto/mail-key.ts';
import { receiptKeyText } from '../../server/crypto/receipt.ts';
import { readRoot, readRootKey, rootKeyPath } from '../../server/crypto/root.ts';
import { rotateKeys } from '../../server/crypto/rotate-signing-keys.ts';
import { openSigner } from '../../server/crypto/signer.ts';
import { openWorkFiles } from '../../server/crypto/work-files.ts';
import { toDay, toInstant } from '../../server/domain/kernel/day.ts';
import {
  answerOf,
  clear,
  HUGE,
  targetContent,
  WRONG_KINDS,
  type Answer,
  type Place,
  type Reader,
  type WrongKind,
} from '../support/wrong-files.ts';

const DAY = toDay(20_000);
const DIGEST = 'A'.repeat(22);

interface FileRow extends Reader {
  /** The module that reads it, as the rule of `file-calls.ts` lists it. */
  readonly module: string;
  readonly path: string;
  readonly read: () => unknown;
}

export interface Line {
  readonly file: string;
  readonly module: string;
  readonly kind: string;
  readonly expected?: Answer;
  /** `read`, or the fault as the command line would print it. */
  readonly outcome?: string;
  readonly exit?: number;
  /** Whether what a link leads to is as it was. */
  readonly isUntouched?: boolean;
}

const home = mkdtempSync(join(process.argv[2] ?? '', 'home-'));
const say = (line: Line): void => void process.stdout.write(`${JSON.stringify(line)}\n`);
const isRoot = process.geteuid?.() === 0;
/** Whether root has read the other kinds. */
const isSecond = process.argv[3] === 'rights only';

const config = readConfig({ QUIETKEY_DATA: join(home, 'data') });
const rows = await prepare();
process.chdir(home);
const server = createServer().listen('socket');
await once(server, 'listening');
spawnSync('mkfifo', ['-m', '600', 'pipe']);
const kinds = WRONG_KINDS.filter(({ as }) =>
  isSecond ? as === 'an account' : as === undefined || (as === 'root') === isRoot,
);
for (const row of rows)
  for (const wrong of kinds) if (!row.isEndless || wrong.kind !== HUGE) await meet(row, wrong);
server.close();
rmSync(home, { recursive: true });

async function meet(row: FileRow, wrong: WrongKind): Promise<void> {
  const { kind, put } = wrong;
  const [aside, kept] = [join(home, 'aside'), join(home, 'kept')];
  mkdirSync(aside);
  renameSync(row.path, kept);
  const place: Place = {
    path: row.path,
    good: readFileSync(kept),
    aside,
    socket: join(home, 'socket'),
    pipe: join(home, 'pipe'),
  };
  const line = { file: row.path, module: row.module, kind };
  put(place);
  const before = targetContent(place);
  say(line);
  const ended = await read(row);
  say({ ...line, expected: answerOf(wrong, row), ...ended, isUntouched: targetContent(place) === before });
  clear(place, kind);
  renameSync(kept, row.path);
  rmSync(aside, { recursive: true });
}

async function read({ read: act }: FileRow): Promise<{ outcome: string; exit?: number }> {
  try {
    await act();
    return { outcome: 'read' };
  } catch (error) {
    const fault = configFaultOf(error, config);
    const { exit, detail, remedy, errors = [] } = faultOf(fault, new Command());
    const outcome = [detail, ...errors.map(({ field, message }) => `${field} ${message}`), remedy].join(' ');
    return { outcome: exit === EXIT.internal ? String((error as Error).stack) : outcome, exit };
  }
}

/** Makes every file that is read, and checks that each can be read. */
async function prepare(): Promise<FileRow[]> {
  prepareFolder(config);
  await (await openWorld(config, { threads: 'in-thread' })).close();
  const made = [...rowsOfFolder(), ...(await rowsBeside())];
  for (const { path, read: act } of made) {
    await act();
    readFileSync(path);
  }
  return made;
}

function rowsOfFolder(): FileRow[] {
  const { dataFolder: data, keysFolder: keys } = config;
  const files = openVaultFiles(config);
  const sealed = files.dayKeys.seal('192.0.2.0/24', DAY);
  files.tombstones.add(DIGEST, DAY);
  openHeadMemory(data).write('a head');
  writeFileSync(join(data, 'telemetry.json'), '{"versions":["1.0"],"features":["export"]}', { mode: 0o600 });
  writeFileSync(join(data, 'retention.json'), '{"orders":1000}', { mode: 0o600 });
  writeFileSync(join(data, 'vendor.json'), '{"name":"Harbour","logo":"logo.svg"}', { mode: 0o600 });
  writeFileSync(join(data, 'logo.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>', { mode: 0o600 });
  const marker = join(data, 'restore-begun');
  const begun = (): unknown => openWorkFiles(data).restoring();
  const isOfSecret = { module: 'server/config/secret.ts', isSecret: true } as const;
  const isOfKeys = { module: 'server/crypto/signing-key.ts', isSecret: true } as const;
  const signing = (): unknown => openSigner(keys);
  const lock = join(keys, 'rotating');
  writeFileSync(marker, `${join(home, 'a.backup')}\n`, { mode: 0o600 });
  writeFileSync(lock, `${process.pid} ${hostname()}`, { mode: 0o600 });
  return [
    { ...isOfSecret, path: join(data, 'secret'), read: () => readSecrets(config) },
    { ...isOfSecret, path: join(data, 'issue-secret'), read: () => readSecrets(config), isOptional: true },
    { ...isOfKeys, path: join(keys, 'root.json'), read: () => readRoot(keys) },
    { ...isOfKeys, path: join(keys, 'receipt.json'), read: () => receiptKeyText(keys), isOptional: true },
    ...signingKeys(keys).map((path) => ({ ...isOfKeys, path, read: signing })),
    { ...isOfKeys, path: rootKeyPath(config), read: () => readRootKey(rootKeyPath(config), readRoot(keys)) },
    { module: 'server/crypto/key-set.ts', path: join(keys, 'key-set.jwt'), read: signing },
    {
      module: 'server/crypto/rotate-signing-keys.ts',
      path: lock,
      read: () => held(),
      isOwn: true,
      isOptional: true,
      isAnything: true,
    },
    {
      module: 'server/crypto/day-keys.ts',
      path: join(data, 'day-keys', String(DAY)),
      read: () => openVaultFiles(config).dayKeys.open(sealed, DAY),
      isSecret: true,
      isOwn: true,
      isOptional: true,
      isBytes: true,
    },
    {
      module: 'server/crypto/trial-secret.ts',
      path: config.trialSecret,
      read: () => openVaultFiles(config).trials.digest('tag', []),
      isSecret: true,
      isOptional: true,
      isBytes: true,
    },
    {
      module: 'server/crypto/erasure-memory.ts',
      path: join(data, 'tombstones', 'erasures'),
      read: () => openErasureMemory(data).counts(),
      isOwn: true,
      isOptional: true,
    },
    {
      module: 'server/crypto/erasure-memory.ts',
      path: join(data, 'tombstones', 'audit-head'),
      read: () => openHeadMemory(data).read(),
      isOwn: true,
      isOptional: true,
      isAnything: true,
    },
    {
      module: 'server/crypto/tombstones.ts',
      path: join(data, 'tombstones', String(DAY)),
      read: () => openVaultFiles(config).tombstones.has(DIGEST),
      isOwn: true,
      isOptional: true,
      isAnything: true,
    },
    {
      module: 'server/crypto/secret-check.ts',
      path: join(data, 'secret-check'),
      read: () => openSecretVault(readSecretParts(config), openVaultFiles(config)),
      isOwn: true,
      isOptional: true,
    },
    {
      module: 'server/crypto/work-files.ts',
      path: marker,
      read: begun,
      isOwn: true,
      isOptional: true,
      isAnything: true,
    },
    {
      module: 'server/config/retention.ts',
      path: join(data, 'retention.json'),
      read: () => readRetention(data),
      isOptional: true,
    },
    {
      module: 'server/config/vendor-file.ts',
      path: join(data, 'vendor.json'),
      read: () => readVendor(data),
      isOptional: true,
    },
    {
      module: 'server/config/vendor-file.ts',
      path: join(data, 'logo.svg'),
      read: () => readVendor(data),
      isOwn: true,
    },
    {
      module: 'server/config/telemetry-lists.ts',
      path: join(data, 'telemetry.json'),
      read: () => readVendorLists(data),
      isOptional: true,
    },
  ];
}

function signingKeys(keys: string): string[] {
  const named = readdirSync(keys).filter((name) => /^[\w-]{22}\.json$/.test(name));
  return named.map((name) => join(keys, name));
}

/** Meets the lock of a rotation that this process holds. */
function held(): void {
  try {
    rotateKeys(config, { now: toInstant(1_800_000_000) });
  } catch (error) {
    if (!(error instanceof Error && error.message === 'another rotation is running')) throw error;
  }
}

async function rowsBeside(): Promise<FileRow[]> {
  const apart = join(home, 'apart');
  mkdirSync(apart);
  const { file } = await makeBackup(config, { out: join(apart, 'a.backup') });
  const examined = (): unknown =>
    openBackups(config.dataFolder, secretBytes(readSecretParts(config))).examine(file);
  const [key, token, csv] = ['mailer-key.json', 'token', 'orders.csv'].map((name) => join(apart, name));
  beginMailer(config, key ?? '');
  writeFileSync(token ?? '', `qkop_${'a'.repeat(22)}.${'b'.repeat(43)}\n`, { mode: 0o600 });
  writeFileSync(csv ?? '', 'email,order\r\nada@example.com,1\r\n');
  const named = join(apart, 'secret');
  writeFileSync(named, readFileSync(join(config.dataFolder, 'secret')), { mode: 0o600 });
  const backupKey = readdirSync(join(config.dataFolder, 'backup-keys'))[0] ?? '';
  const withToken = {
    QUIETKEY_MAILER_SERVER: 'https://licenses.example.com',
    QUIETKEY_MAILER_TOKEN_FILE: token,
  };
  return [
    {
      module: 'server/config/secret.ts',
      path: named,
      read: () => readConfig({ QUIETKEY_SECRET_FILE: named }),
      isSecret: true,
    },
    {
      module: 'server/crypto/mail-key.ts',
      path: key ?? '',
      read: () => readPrivateMailKey(key ?? ''),
      isSecret: true,
    },
    {
      module: 'server/crypto/mail-key.ts',
      path: join(config.keysFolder, 'mailer.json'),
      read: () => openVaultFiles(config).sealing.isReady(),
      isOptional: true,
    },
    {
      module: 'server/config/mail-readers.ts',
      path: token ?? '',
      read: () => readConfig(withToken),
      isSecret: true,
    },
    { module: 'server/crypto/backups.ts', path: file, read: examined, isEndless: true },
    {
      module: 'server/crypto/backup-keys.ts',
      path: join(config.dataFolder, 'backup-keys', basename(backupKey)),
      read: examined,
      isSecret: true,
      isOwn: true,
    },
    {
      module: 'scripts/cli/csv.ts',
      path: csv ?? '',
      read: () => requireForm(csv ?? ''),
      isAnything: true,
      isEndless: true,
    },
    stateRow(join(apart, 'app')),
  ];
}

/** A copy of the SDK's state, which is left for the other one, whatever it is. */
function stateRow(folder: string): FileRow {
  const store = fileStore(folder);
  store.write('first');
  store.write('second');
  const read = (): void => {
    const text = fileStore(folder).read();
    if (text !== 'first' && text !== 'second') throw new Error(`the state is ${text}`);
  };
  const path = join(folder, 'state-b.json');
  return { module: 'client-sdk/typescript/state/state-file.ts', path, read, isCopy: true };
}
