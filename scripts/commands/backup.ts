/**
 * `quietkey backup` and `quietkey restore`: make an encrypted copy of the database while a server runs, and restore it.
 * Ctrl-C never leaves half a backup or half a restore. The operator decides where copies of the file are kept; the
 * server's daily purge destroys the keys of old backups.
 */

import type { Command } from 'commander';
import { resolve } from 'node:path';
import { BACKUP_DAYS, type Backup } from '../../server/domain/privacy/backup.ts';
import { writeDate, addDays } from '../../server/domain/kernel/day.ts';
import {
  makeBackup,
  restoreBackup,
  type BackupMade,
  type Restored,
} from '../../server/composition/backups.ts';
import { acting, declare, type Output } from '../cli/command.ts';
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
    description: `Make an encrypted backup of the database; a server may be running. It can be restored for ${BACKUP_DAYS} days.`,
    examples: ['backup', 'backup --out /mnt/backups/quietkey-monday.backup'],
  })
    .option('--out <FILE>', "the new file (default: in the data folder's `backups`)", (word) => resolve(word))
    .action(
      acting<[], { out?: string }>(({ config, options: { out }, json }) =>
        stoppable(json, async (work) => {
          work.showProgress('copying the database');
          const made = await makeBackup(config, { out, ...watchedBy(work, 'sealed') });
          return { json: shown(made), text: writeMade(made) };
        }),
      ),
    );
}

function restoreCommand(program: Command): void {
  declare(program, {
    words: 'restore',
    description:
      'Replace the database with a backup. Stop the server first. The command first deletes from the backup what was erased after it was made, and, if the clock is believed, what is past its retention.',
    examples: ['restore /mnt/backups/quietkey-monday.backup', 'restore --resume'],
  })
    .argument('[FILE]', 'the backup', (word) => resolve(word))
    .option('--resume', 'repeat a restore that was interrupted')
    .action(
      acting<[string | undefined], { resume?: boolean }>(({ config, args: [file], options, json }) => {
        requireOneSource(file, options.resume === true);
        return stoppable(json, async (work) => {
          const restored = await restoreBackup(config, { file, ...watchedBy(work, 'opened') });
          return { json: shown(restored), text: writeRestored(restored) };
        });
      }),
    );
}

function requireOneSource(file: string | undefined, resumes: boolean): void {
  if ((file === undefined) === resumes) return;
  throw new CommandRefused({
    code: 'file_unreadable',
    detail: 'FILE or --resume is required, but not both.',
    remedy:
      'Name the backup: quietkey restore FILE. Or repeat an interrupted restore: quietkey restore --resume',
  });
}

/** Runs a backup or a restore so that Ctrl-C can stop it and leave everything as it was. */
async function stoppable(json: boolean, act: (work: LongWork) => Promise<Output>): Promise<Output> {
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
      work.showProgress(`${done} ${mebibytes(doneBytes)} of ${mebibytes(allBytes)} MiB`),
  };
}

function mebibytes(bytes: number): string {
  return (bytes / MEBIBYTE).toFixed(1);
}

/** A backup as `--json` names it. */
function shown({ id, day, ...rest }: Backup): object {
  return { backup: id, madeOn: writeDate(day), ...rest };
}

function writeMade({ file, bytes, day }: BackupMade): string {
  const head = block([
    ['File', file],
    ['Size', `${mebibytes(bytes)} MiB`],
    ['Expires on', writeDate(addDays(day, BACKUP_DAYS))],
  ]);
  const keep =
    'Copy the file to another machine. Its key is in the folder backup-keys of the data folder, encrypted with QUIETKEY_SECRET. Mirror that folder, and the folder tombstones, which records erasures, to a third place, apart from the backups.';
  return `Backed up.\n\n${head}\n\n${wrap(keep)}`;
}

function writeRestored({ file, day, replayed, purged }: Restored): string {
  const head = block([
    ['File', file],
    ['Made on', writeDate(day)],
    ['Erased again', counted(replayed, 'tombstone')],
    ['Purged', counted(purged, 'row')],
  ]);
  const lost =
    'Changes made after the backup are lost: licenses issued, machines activated, suspensions. An app whose activation is lost runs until its lease ends, and can be activated again.';
  return `Restored.\n\n${head}\n\n${wrap(lost)}`;
}
