/**
 * `quietkey database replay`: for an operator who restored the database with other tools. It deletes again what was
 * erased, released or published since, so that servers accept the database. Ctrl-C stops it between two steps, and
 * repeating the command begins again.
 */

import type { Command } from 'commander';
import { replayDatabase, type ReplayReport } from '../../server/composition/replay-database.ts';
import type { World } from '../../server/composition/world.ts';
import { acting, declare, type Output } from '../cli/command.ts';
import { EXIT } from '../cli/exit-codes.ts';
import { CommandRefused } from '../cli/error-output.ts';
import { exitOfFinish, finishReceipt, writeFinish } from '../cli/await-receipt.ts';
import { beginLongWork, type LongWork } from '../cli/interruptible.ts';
import { block, counted, wrap } from '../cli/print.ts';

export function addReplayCommand(database: Command): void {
  declare(database, {
    words: 'replay',
    description:
      'For a database that was restored with its own tools: delete again what was erased since, drop sessions, ' +
      'waiting mail and unpublished telemetry, and purge. Servers refuse the database until this was done for each ' +
      'data folder. A database that was not restored is left unchanged.',
    examples: ['database replay', 'database replay --always'],
  })
    .option(
      '--always',
      'replay even if the database does not look restored, and do not wait for other data folders',
    )
    .action(
      acting<[], { always?: boolean }>(async ({ config, options: { always = false }, json }) => {
        const work = beginLongWork({ json });
        const { signal } = work;
        const onProgress = (kind: string, replayed: number): void =>
          work.showProgress(`${kind}: ${replayed} erased again`);
        try {
          return await replayDatabase(config, { always, signal, onProgress }, (world, report) =>
            output(world, report, work),
          );
        } catch (error) {
          if (!signal.aborted || error !== signal.reason) throw error;
          const text = 'Stopped. Repeat the command: until then no server accepts the database.';
          return { json: { stopped: true }, text, exit: EXIT.interrupted };
        } finally {
          work.end();
        }
      }),
    );
}

async function output(world: World, { done, others }: ReplayReport, work: LongWork): Promise<Output> {
  const waiting = others === 0 ? [] : [wrap(waitingText(others))];
  if (done === null) {
    const text = wrap('The database lacks no erasure of this data folder. Nothing was done.');
    return { json: { replayed: null, others }, text: [text, ...waiting].join('\n\n') };
  }
  const { replayed, purge } = done;
  if (purge.refused !== null)
    throw new CommandRefused({
      ...purge.refused,
      remedy:
        'The erasures were repeated, but nothing was purged. Set the clock of this machine. Or, if it is right: quietkey clock confirm',
    });
  const purged = purge.classes.reduce((sum, line) => sum + line.purged, 0);
  const finish = await finishReceipt(world, purge.receipt ?? '', work);
  const head = block([
    ['Erased again', counted(replayed, 'tombstone')],
    ['Purged', counted(purged, 'row')],
  ]);
  return {
    json: { replayed, purged, others, finish },
    text: ['Replayed.', head, ...waiting, writeFinish(finish)].join('\n\n'),
    exit: exitOfFinish(finish),
  };
}

function waitingText(others: number): string {
  return `${counted(others, 'other data folder')} erased something that is in the database again. Repeat the command there. If the folder is lost, add --always here.`;
}
