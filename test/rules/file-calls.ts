/**
 * The rule of how product code reads files: through `client-sdk/typescript/primitives/read-file.ts`, which knows the kind
 * of a file before it reads. A file whose kind nobody else decides may be read by Node's own functions: it is listed here
 * with the reason. Who reads through the guarded reader is listed with the test that gives it wrong files.
 */

import type { SourceFile } from './house-rules.ts';

const GUARD = /\/(?:read-file|durable-file)\.ts$/;
const FILE_SYSTEM = /^import\s+(?:type\s+)?([^;]*?)\s+from '(?:node:)?(fs(?:\/promises)?)';/gm;
const OTHER_WAYS = /\b(?:require|getBuiltinModule|import)\(\s*'(?:node:)?fs/g;
const GUARDED = /^import\s+\{([^}]*)\}\s+from '([^']*)';/gm;

/** Node's functions that open a file or read it. */
const READING = new Set(
  'open openSync openAsBlob read readSync readv readvSync readFile readFileSync createReadStream cp cpSync copyFile copyFileSync'.split(
    ' ',
  ),
);
/** The guarded functions, of `read-file.ts` and of `durable-file.ts`. */
const GUARDED_READING = new Set(
  'readSmallFile readStampedFile openFile readPrivateFile readOwnFile'.split(' '),
);

const PROGRAM = "a file of the program's own folder";
const BUILD = 'a build or a demo, on files of this repository';

/** Who may use Node's own functions, and why. */
export const MAY_READ: Readonly<Record<string, string>> = {
  'client-sdk/typescript/primitives/read-file.ts': 'the guarded reader itself',
  'client-sdk/typescript/command-settings.ts': 'standard input, of which a bounded length is read',
  'client-sdk/typescript/machine/read-linux.ts': 'files of the kernel below /sys and /proc',
  'client-sdk/typescript/state/state-file.ts': 'opens new files, and folders to sync them',
  'server/crypto/durable-file.ts': 'opens files to write them, and folders to sync them',
  'server/crypto/sealed-file.ts': 'opens a new file; reads what the guarded reader has opened',
  'server/crypto/backups.ts': 'reads what the guarded reader has opened',
  'server/composition/open-downloads.ts': 'reads what the guarded reader has opened',
  'server/config/core-dump.ts': 'a file of the kernel below /proc',
  'server/config/version.ts': PROGRAM,
  'scripts/commands/evidence/program-folder.ts': PROGRAM,
  'server/config/folder-owner.ts': 'the list of accounts of the system',
  'server/http/docs-page.ts': PROGRAM,
  'server/portal/html/assets.ts': PROGRAM,
  'db/sqlite/file.ts': 'creates the database file; one that exists is never opened',
  'db/sqlite/secure-delete/scrub-file.ts': 'the database that this server has open',
  'db/sqlite/secure-delete/wal-frames.ts': 'the WAL of this database',
  'scripts/cli/csv.ts': 'reads what the guarded reader has opened',
  'scripts/cli/csv-form.ts': 'reads what the guarded reader has opened',
  'scripts/cli/order-mapping.ts': PROGRAM,
  'scripts/cli/private-file.ts': 'opens a new file',
  'scripts/commands/keys/root-move.ts': 'opens files to write them, and folders to sync them',
  'scripts/bundle.ts': BUILD,
  'scripts/cached-code.ts': PROGRAM,
  'scripts/finish-build.ts': BUILD,
  'scripts/pack-server.ts': BUILD,
  'scripts/demo/search.ts': BUILD,
};

/** Node's functions that write, replace or remove a file. What `open` may write is in the list above. */
const CHANGING =
  /^(?:writeFile|appendFile|createWriteStream|truncate|ftruncate|rename|rm|rmdir|unlink|link|symlink|copyFile|cp|chmod|chown|utimes)(?:Sync)?$/;

/** Who may call them, and why nothing of others is changed. */
export const MAY_CHANGE: Readonly<Record<string, string>> = {
  'client-sdk/typescript/state/state-file.ts': 'files of the SDK, by names of its own; no link is followed',
  'server/crypto/durable-file.ts': 'follows no link, and keeps what has a second name',
  'server/crypto/work-files.ts': 'renames and removes names, which follows no link',
  'server/config/core-dump.ts': 'a file of the kernel below /proc',
  'server/crypto/backups.ts': 'renames and removes names, in a folder that is no link',
  'server/mail/carrier.ts': 'new names in the outbox of a developer',
  'scripts/cli/private-file.ts': 'renames and removes names, outside of the data folder',
  'scripts/commands/keys/root-move.ts':
    'removes the name of a file that it has opened without following a link',
  'scripts/readable-folder.ts': BUILD,
  'scripts/warm-up.ts': BUILD,
  'scripts/write-code-cache.ts': BUILD,
  'scripts/bundle.ts': BUILD,
  'scripts/finish-build.ts': BUILD,
  'scripts/pack-server.ts': BUILD,
  'scripts/demo/journey.ts': BUILD,
  'scripts/demo/stage.ts': BUILD,
  'scripts/preview/preview.ts': BUILD,
};

const TABLE = 'test/faults/wrong-file-reader.ts';
const COMMANDS = 'test/scripts/cli/wrong-files.test.ts';

/** Who reads through the guarded reader, and the test that gives it wrong files. */
export const FILE_READERS: Readonly<Record<string, string>> = {
  'client-sdk/typescript/command-settings.ts': 'test/client-sdk/fleet.test.ts',
  'client-sdk/typescript/network/authority.ts': 'test/client-sdk/network/proxy.test.ts',
  'client-sdk/typescript/state/state-file.ts': TABLE,
  'server/config/mail-readers.ts': TABLE,
  'server/config/secret.ts': TABLE,
  'server/config/retention.ts': TABLE,
  'server/config/telemetry-lists.ts': TABLE,
  'server/config/vendor-file.ts': TABLE,
  'server/config/downloads-file.ts': 'test/server/portal/downloads.test.ts',
  'server/composition/open-downloads.ts': 'test/server/portal/downloads.test.ts',
  'server/crypto/backup-keys.ts': TABLE,
  'server/crypto/backups.ts': TABLE,
  'server/crypto/day-keys.ts': TABLE,
  'server/crypto/erasure-memory.ts': TABLE,
  'server/crypto/key-set.ts': TABLE,
  'server/crypto/mail-key.ts': TABLE,
  'server/crypto/rotate-signing-keys.ts': TABLE,
  'server/crypto/secret-check.ts': TABLE,
  'server/crypto/signing-key.ts': TABLE,
  'server/crypto/tombstones.ts': TABLE,
  'server/crypto/trial-secret.ts': TABLE,
  'server/crypto/work-files.ts': TABLE,
  'scripts/cli/csv-form.ts': TABLE,
  'scripts/cli/csv.ts': TABLE,
  'scripts/cli/input-file.ts': COMMANDS,
  'scripts/commands/notice.ts': COMMANDS,
  'scripts/commands/keys/root-move.ts': COMMANDS,
  'server/crypto/sealed-file.ts': 'test/server/crypto/backups.test.ts',
};

const product = (files: readonly SourceFile[]): SourceFile[] =>
  files.filter(({ path }) => !path.startsWith('test/'));

const namesIn = (list: string): string[] =>
  [...list.matchAll(/\b(\w+)(?:\s+as\s+\w+)?(?=\s*(?:,|\}|$))/g)].map(([, name = '']) => name);

/** The files that use Node's own functions of reading, or may because they import the whole module. */
export function ownReaders(files: readonly SourceFile[]): string[] {
  return users(files, (name) => READING.has(name));
}

/** The files that use Node's functions of changing files, or may because they import the whole module. */
export function ownWriters(files: readonly SourceFile[]): string[] {
  return users(files, (name) => CHANGING.test(name));
}

function users(files: readonly SourceFile[], isUsed: (name: string) => boolean): string[] {
  return product(files)
    .filter(({ text }) => {
      const imports = [...text.matchAll(FILE_SYSTEM)].map(([, names = '']) => names);
      const isWhole = imports.some((names) => !names.startsWith('{')) || OTHER_WAYS.test(text);
      OTHER_WAYS.lastIndex = 0;
      return isWhole || imports.some((names) => namesIn(names).some(isUsed));
    })
    .map(({ path }) => path);
}

/** The files that read through the guarded reader. */
export function guardedReaders(files: readonly SourceFile[]): string[] {
  return product(files)
    .filter(({ path, text }) => !GUARD.test(path) && [...text.matchAll(GUARDED)].some(isGuarded))
    .map(({ path }) => path);
}

function isGuarded([, names = '', from = '']: RegExpMatchArray): boolean {
  return GUARD.test(from) && namesIn(names).some((name) => GUARDED_READING.has(name));
}
