#!/usr/bin/env node
/**
 * `quietkey-client`: telemetry in the hands of the person at the machine, whatever the app offers. It works on the folder
 * in which the app keeps its state, and never asks the network.
 */
import { fileStore, holdsState, removeState } from './state/state-file.ts';
import { parseObject } from './state/state.ts';
import { forcedOffBy } from './telemetry/off.ts';
import {
  changeTelemetry,
  parseTelemetry,
  telemetryFolder,
  telemetryStore,
  withdraw,
  type TelemetryState,
} from './telemetry/state.ts';

const HELP = `Usage: quietkey-client telemetry <on|off|view|clean> <FOLDER> [--json]

Say whether an app may send telemetry, and see every byte that it has sent.

  on     let the app send reports: at most four cells of 0 or 1 in a week
  off    send nothing from now on; copies of what was sent are kept
  view   show whether it is on, the next report, and every report that was sent
  clean  send nothing, and delete all that telemetry has kept here

FOLDER is the folder in which the app keeps its license.

Example:
  $ quietkey-client telemetry view ~/.config/sonar

Exit codes:
    0  done
    1  refused, with the reason and a remedy
    2  wrong usage
`;

const EXIT = { done: 0, refused: 1, usage: 2 } as const;

interface Shown {
  /** Whether the person has said yes. */
  wanted: boolean;
  forcedOffBy: string | null;
  next: string | null;
  sent: readonly { week: string; body: string }[];
}

const ACTIONS: Readonly<Record<string, (folder: string) => void>> = {
  on: (folder) => void changeTelemetry(telemetryStore(folder), (state) => ({ ...state, on: true })),
  off: (folder) => withdraw(telemetryStore(folder)),
  view: () => undefined,
  clean: (folder) => {
    // first a no, for an app that runs: it would write its yes again
    withdraw(telemetryStore(folder));
    removeState(telemetryFolder(folder));
  },
};

process.exitCode = run(process.argv.slice(2));

function run(words: readonly string[]): number {
  const asJson = words.includes('--json');
  if (words.includes('--help') || words.includes('-h')) return say(HELP, EXIT.done);
  const [noun, verb = '', folder, ...more] = words.filter((word) => word !== '--json');
  const act = Object.hasOwn(ACTIONS, verb) ? ACTIONS[verb] : undefined;
  const unknown = more.length > 0 || folder?.startsWith('-') === true;
  if (noun !== 'telemetry' || act === undefined || folder === undefined || unknown) return misuse();
  try {
    if (!isOfApp(folder)) {
      return refuse(
        `FOLDER holds nothing of an app: ${folder}`,
        'Name the folder in which the app keeps its license.',
      );
    }
    act(folder);
    const shown = show(parseTelemetry(telemetryStore(folder).read()));
    return say(asJson ? `${JSON.stringify(shown, null, 2)}\n` : write(shown), EXIT.done);
  } catch (error) {
    return refuse(
      error instanceof Error ? error.message : String(error),
      'Check that you may read and write FOLDER.',
    );
  }
}

/** Telemetry's own folder is none: what is looked for below it would be off, whatever is said in it. */
function isOfApp(folder: string): boolean {
  const own = parseObject(fileStore(folder).read() ?? '') ?? {};
  return [folder, telemetryFolder(folder)].some(holdsState) && !Object.hasOwn(own, 'on');
}

function show({ on, next, sent }: TelemetryState): Shown {
  return { wanted: on, forcedOffBy: forcedOffBy() ?? null, next, sent };
}

function write({ wanted, forcedOffBy: force, next, sent }: Shown): string {
  const forced = wanted && force !== null ? `, but ${force} in this terminal forces it off` : '';
  const lines = [
    `Telemetry is ${wanted ? 'on' : 'off'}${forced}.`,
    ...(wanted ? ['Next report, as the app last saw it:', `  ${next ?? 'none yet'}`] : []),
    sent.length === 0 ? 'Nothing was sent.' : 'Sent:',
    ...sent.map(({ week, body }) => `  week of ${week}  ${body}`),
  ];
  return `${lines.join('\n')}\n`;
}

function say(text: string, exit: number): number {
  process.stdout.write(text);
  return exit;
}

function misuse(): number {
  process.stderr.write(HELP);
  return EXIT.usage;
}

function refuse(says: string, remedy: string): number {
  process.stderr.write(`${says}\n${remedy}\n`);
  return EXIT.refused;
}
