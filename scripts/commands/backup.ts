/**
 * `quietkey backup` and `quietkey restore`: a sealed copy of the database, made beside a server that runs, and its way
 * back. Guarantees that Ctrl-C leaves neither half a backup nor half a restore. Leaves to the operator where copies of
 * the file go, and to the server's daily work the end of old ones.
 */

import type { Command } from 'commander';
import { resolve } from 'node:path';
import { BACKUP_DAYS } from '../../server/domain/privacy/backup.ts';
import { writeDate, addDays } from '../../server/domain/kernel/day.ts';
import {
  makeBackup,
  restoreBackup,
  type BackupMade,
  type Restored,
} from '../../server/composition/backups.ts';
import { acting, declare, type Said } from '../cli/command.ts';
import { EXIT } from '../cli/exit-codes.ts';
import { CommandRefused } from '../cli/error-output.ts';
import { beginLongWork, type LongWork } from '../cli/interruptible.ts';
import { block, counted, wrap } from '../cli/print.ts';

const MEBIBYTE = 1_048_576;

export function addBackupCommands(program: Command): void {
  backupCommand(program);
  restoreCommand(program);
}

function backupCommand(program: Command): void {
  declare(program, {
    words: 'backup',
    says: `Make an encrypted backup of the database, beside a server that runs. It can be restored for ${BACKUP_DAYS} days.`,
    examples: ['backup', 'backup --out /mnt/backups/quietkey-monday.backup'],
  })
    .option('--out <FILE>', 'the new file (default: one in the data folder, under backups)', (word) =>
      resolve(word),
    )
    .action(
      acting<[], { out?: string }>(({ config, options: { out }, json }) =>
        stoppable(json, async (work) => {
          work.tell('copying the database');
          const made = await makeBackup(config, { out, ...watchedBy(work, 'sealed') });
          return { json: { ...made, day: writeDate(made.day) }, text: writeMade(made) };
        }),
      ),
    );
}

function restoreCommand(program: Command): void {
  declare(program, {
    words: 'restore',
    says: 'Put a backup in place of the database. The server must be stopped. What was erased since, or is overdue, is erased from it first.',
    examples: ['restore /mnt/backups/quietkey-monday.backup', 'restore --resume'],
  })
    .argument('[FILE]', 'the backup', (word) => resolve(word))
    .option('--resume', 'repeat the restore that was cut short')
    .action(
      acting<[string | undefined], { resume?: boolean }>(({ config, args: [file], options, json }) => {
        requireOneSource(file, options.resume === true);
        return stoppable(json, async (work) => {
          const restored = await restoreBackup(config, { file, ...watchedBy(work, 'opened') });
          return { json: { ...restored, day: writeDate(restored.day) }, text: writeRestored(restored) };
        });
      }),
    );
}

function requireOneSource(file: string | undefined, resumes: boolean): void {
  if ((file === undefined) === resumes) return;
  const field = { field: 'FILE', message: 'or --resume is needed: one of the two' };
  const says = 'It is not said what to restore.';
  throw new CommandRefused({
    code: 'backup_absent',
    says,
    remedy: 'Name the backup: quietkey restore FILE',
    field,
  });
}

/** Ctrl-C ends it with what was there before. */
async function stoppable(json: boolean, act: (work: LongWork) => Promise<Said>): Promise<Said> {
  const work = beginLongWork({ json });
  try {
    return await act(work);
  } catch (error) {
    if (!work.signal.aborted || error !== work.signal.reason) throw error;
    const text = 'Stopped. Nothing was changed.';
    return { json: { stopped: true }, text, exit: EXIT.interrupted };
  } finally {
    work.end();
  }
}

function watchedBy(work: LongWork, done: string) {
  return {
    signal: work.signal,
    onProgress: (doneBytes: number, allBytes: number) =>
      work.tell(`${done} ${mebibytes(doneBytes)} of ${mebibytes(allBytes)} MiB`),
  };
}

function mebibytes(bytes: number): string {
  return (bytes / MEBIBYTE).toFixed(1);
}

function writeMade({ file, bytes, day }: BackupMade): string {
  const head = block([
    ['File', file],
    ['Size', `${mebibytes(bytes)} MiB`],
    ['Ends on', writeDate(addDays(day, BACKUP_DAYS))],
  ]);
  const keep =
    'Copy the file to another machine. Its key is in backup-keys in the data folder, wrapped under QUIETKEY_SECRET; keep a mirror of that folder and of tombstones, which tell what was erased since, elsewhere, apart from the backups.';
  return `Backed up.\n\n${head}\n\n${wrap(keep)}`;
}

function writeRestored({ file, day, replayed, purged }: Restored): string {
  const head = block([
    ['File', file],
    ['Made on', writeDate(day)],
    ['Erased again', counted(replayed, 'record')],
    ['Purged', counted(purged, 'row')],
  ]);
  const lost =
    'What was done after the backup was made is not in it: licenses issued, machines activated, suspensions. Apps that the server does not know any more run on to the end of their lease and can be activated again.';
  return `Restored.\n\n${head}\n\n${wrap(lost)}`;
}
