#!/usr/bin/env node
/**
 * `quietkey-client`: telemetry in the hands of the person at the machine, whatever the app offers. It works on the folder
 * in which the app keeps its state, and never asks the network.
 */
import { existsSync, rmSync, statSync } from 'node:fs';
import { forcedOffBy } from './telemetry-off.ts';
import {
  formatTelemetry,
  parseTelemetry,
  telemetryFolder,
  telemetryStore,
  withdrawn,
  type TelemetryState,
} from './telemetry-state.ts';
import { changeText } from './store.ts';

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
  on: (folder) => change(folder, (state) => ({ ...state, on: true })),
  off: (folder) => change(folder, withdrawn),
  view: () => undefined,
  clean: (folder) => rmSync(telemetryFolder(folder), { recursive: true, force: true }),
};

process.exitCode = run(process.argv.slice(2));

function run(words: readonly string[]): number {
  const asJson = words.includes('--json');
  if (words.includes('--help') || words.includes('-h')) return say(HELP, EXIT.done);
  const [noun, verb = '', folder, ...more] = words.filter((word) => word !== '--json');
  const act = Object.hasOwn(ACTIONS, verb) ? ACTIONS[verb] : undefined;
  const unknown = more.length > 0 || folder?.startsWith('-') === true;
  if (noun !== 'telemetry' || act === undefined || folder === undefined || unknown) return misuse();
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    return refuse(`FOLDER is no folder: ${folder}`, 'Name the folder in which the app keeps its license.');
  }
  try {
    act(folder);
    const shown = show(parseTelemetry(telemetryStore(folder).read()));
    return say(asJson ? `${JSON.stringify(shown, null, 2)}\n` : write(shown), EXIT.done);
  } catch (error) {
    return refuse(
      error instanceof Error ? error.message : String(error),
      'Check that you may write to FOLDER.',
    );
  }
}

function change(folder: string, to: (state: TelemetryState) => TelemetryState): void {
  changeText(telemetryStore(folder), { parse: parseTelemetry, format: formatTelemetry }, to);
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
