/**
 * `quietkey database`: migrates the schema, checks the integrity of the database, and copies it between SQLite and
 * PostgreSQL. Ctrl-C stops a copy between two windows, and repeating the command continues it. The password in a
 * database URL is never printed.
 */

import { InvalidArgumentError, type Command } from 'commander';
import { systemClock } from '../../server/runtime/clock.ts';
import { dayOf, type Day } from '../../server/domain/kernel/day.ts';
import {
  checkDatabase,
  copyDatabase,
  placeOfConfig,
  readDatabasePlace,
  type DatabaseCheck,
  type DatabasePlace,
  type UsableOr,
} from '../../server/composition/world.ts';
import { becomeOwnerOfFile } from '../../server/config/folder-owner.ts';
import { acting, declare, declareNoun, type Output } from '../cli/command.ts';
import { EXIT } from '../cli/exit-codes.ts';
import { CommandRefused } from '../cli/error-output.ts';
import { addReplayCommand } from './database-replay.ts';
import { beginLongWork } from '../cli/interruptible.ts';
import { block, counted, table, wrap } from '../cli/print.ts';

export function addDatabaseCommands(program: Command): void {
  const database = declareNoun(
    program,
    'database',
    'Migrate, check, copy and replay the database.',
    'database check',
  );
  migrateCommand(database);
  checkCommand(database);
  copyCommand(database);
  addReplayCommand(database);
}

function migrateCommand(database: Command): void {
  declare(database, {
    words: 'migrate',
    description: 'Bring the schema of the database up to date. A server does so when it starts.',
    examples: ['database migrate'],
  }).action(
    acting(async ({ config }) => {
      const { place, schemaVersion } = answerOf(await checkDatabase(placeOfConfig(config), today()));
      return {
        json: { place, schemaVersion },
        text: `The schema of ${place} is up to date, at version ${schemaVersion}.`,
      };
    }),
  );
}

function checkCommand(database: Command): void {
  declare(database, {
    words: 'check',
    description:
      'Check the database: its pages, its schema, and whether the number of taken seats of each ' +
      'license matches its activations. A server may be running.',
    examples: ['database check'],
  }).action(
    acting(async ({ config }) => {
      const check = answerOf(await checkDatabase(placeOfConfig(config), today()));
      const exit = check.faults.length === 0 ? EXIT.done : EXIT.refused;
      return { json: check, text: writeCheck(check), exit };
    }),
  );
}

interface CopyTyped {
  readonly from: DatabasePlace;
  readonly to: DatabasePlace;
}

function copyCommand(database: Command): void {
  declare(database, {
    words: 'copy',
    description:
      'Copy all rows into an empty database, then compare each row with its original. Stop the servers first: the ' +
      'copy is refused while a server is connected. To continue a copy that was stopped, repeat the command.',
    examples: [
      'database copy --from quietkey-data --to postgres://ops@db/quietkey',
      'database copy --from postgres://ops@db/quietkey --to quietkey-data',
    ],
  })
    .requiredOption('--from <PLACE>', 'a data folder, a SQLite file, or postgres://…', readPlace)
    .requiredOption(
      '--to <PLACE>',
      'the same kinds of place as for --from; a password goes into PGPASSWORD',
      readPlace,
    )
    .action(acting<[], CopyTyped>(({ options, json }) => copy(options, json)));
}

async function copy({ from, to }: CopyTyped, json: boolean): Promise<Output> {
  for (const place of [from, to])
    if ('path' in place) becomeOwnerOfFile(place.path, 'quietkey database copy');
  const work = beginLongWork({ json });
  try {
    const result = await copyDatabase(
      { from, to, today: today() },
      {
        signal: work.signal,
        onProgress: ({ step, table: name, rows, of: total }) =>
          work.showProgress(`${step} ${name}: ${rows} of ${total}`),
      },
    );
    const { finished, tables } = answerOf(result);
    const rows = table(
      ['TABLE', 'ROWS', 'CHANGED'],
      tables.map((line) => [line.table, line.rows, line.changed]),
    );
    const text = finished
      ? `Copied and compared row by row: ${counted(sum(tables), 'row')} in both databases.`
      : 'Stopped. Repeat the command to continue. Until it is done, no server opens the copy.';
    return {
      json: { finished, tables },
      text: `${rows}\n\n${wrap(text)}`,
      exit: finished ? EXIT.done : EXIT.interrupted,
    };
  } finally {
    work.end();
  }
}

function sum(tables: readonly { readonly rows: number }[]): number {
  return tables.reduce((total, { rows }) => total + rows, 0);
}

function writeCheck({ place, schemaVersion, rows, faults }: DatabaseCheck): string {
  const head = block([
    ['Database', place],
    ['Schema', `version ${schemaVersion}`],
  ]);
  const counts = table(['TABLE', 'ROWS'], Object.entries(rows));
  const verdict =
    faults.length === 0
      ? ['No fault was found.']
      : ['The database has faults:', ...faults.map((line) => `  ${line}`)];
  return [head, counts, verdict.join('\n')].join('\n\n');
}

function readPlace(word: string): DatabasePlace {
  const place = readDatabasePlace(word);
  if ('fault' in place) throw new InvalidArgumentError(place.fault);
  return place;
}

function answerOf<Answer>(result: UsableOr<Answer>): Answer {
  if ('answer' in result) return result.answer;
  throw new CommandRefused({
    code: 'database_refused',
    detail: result.unusable,
    remedy: 'Fix this and repeat the command. What was done is kept.',
  });
}

function today(): Day {
  return dayOf(systemClock().now());
}
