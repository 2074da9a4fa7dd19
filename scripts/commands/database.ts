/**
 * `quietkey database`: the database as a whole. Brings its schema up to date, looks whether it is sound, and moves a
 * vendor from SQLite to PostgreSQL and back. Guarantees that Ctrl-C ends a copy between two windows, that repeating it
 * goes on, and that no password of an address is printed. Leaves what is copied and compared to the store.
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
  type Told,
} from '../../server/composition/world.ts';
import { acting, declare, declareNoun, type Said } from '../cli/command.ts';
import { EXIT } from '../cli/exit-codes.ts';
import { CommandRefused } from '../cli/error-output.ts';
import { beginLongWork } from '../cli/interruptible.ts';
import { block, counted, table, wrap } from '../cli/print.ts';

export function addDatabaseCommands(program: Command): void {
  const database = declareNoun(program, 'database', 'The database as a whole.', 'database check');
  migrateCommand(database);
  checkCommand(database);
  copyCommand(database);
}

function migrateCommand(database: Command): void {
  declare(database, {
    words: 'migrate',
    says: 'Bring the schema of the database up to date, as every server does when it starts.',
    examples: ['database migrate'],
  }).action(
    acting(async ({ config }) => {
      const { place, schemaVersion } = answered(await checkDatabase(placeOfConfig(config), today()));
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
    says:
      'Look whether the database is sound: its pages, its schema, and that every count of taken seats ' +
      'is the number of its activations. A server may run beside it.',
    examples: ['database check'],
  }).action(
    acting(async ({ config }) => {
      const check = answered(await checkDatabase(placeOfConfig(config), today()));
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
    says:
      'Copy all rows into an empty database, then compare them one by one. Stop the servers first: the copy ' +
      'is refused while one is connected. A copy that was stopped is repeated, and goes on where it was.',
    examples: [
      'database copy --from quietkey-data --to postgres://ops@db/quietkey',
      'database copy --from postgres://ops@db/quietkey --to quietkey-data',
    ],
  })
    .requiredOption('--from <PLACE>', 'a data folder, a SQLite file, or postgres://…', readPlace)
    .requiredOption('--to <PLACE>', 'the same; its password may come from PGPASSWORD', readPlace)
    .action(acting<[], CopyTyped>(({ options, json }) => copy(options, json)));
}

async function copy({ from, to }: CopyTyped, json: boolean): Promise<Said> {
  const work = beginLongWork({ json });
  try {
    const told = await copyDatabase(
      { from, to, today: today() },
      {
        signal: work.signal,
        onProgress: ({ step, table: name, rows, of }) => work.tell(`${step} ${name}: ${rows} of ${of}`),
      },
    );
    const { finished, tables } = answered(told);
    const rows = table(
      ['TABLE', 'ROWS', 'CHANGED'],
      tables.map((line) => [line.table, line.rows, line.changed]),
    );
    const says = finished
      ? `Copied, and compared row by row: ${counted(sum(tables), 'row')} are equal on both sides.`
      : 'Stopped. Repeat it to go on: until it has ended no server opens the copy.';
    return {
      json: { finished, tables },
      text: `${rows}\n\n${wrap(says)}`,
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
  const says =
    faults.length === 0 ? ['It is sound.'] : ['It is not sound:', ...faults.map((line) => `  ${line}`)];
  return [head, counts, says.join('\n')].join('\n\n');
}

function readPlace(word: string): DatabasePlace {
  const place = readDatabasePlace(word);
  if ('fault' in place) throw new InvalidArgumentError(place.fault);
  return place;
}

function answered<Answer>(told: Told<Answer>): Answer {
  if ('answer' in told) return told.answer;
  throw new CommandRefused({
    code: 'database_refused',
    says: told.unusable,
    remedy: 'Mend what is named and repeat; what was done stays.',
  });
}

function today(): Day {
  return dayOf(systemClock().now());
}
