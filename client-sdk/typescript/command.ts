#!/usr/bin/env node
/**
 * The command `quietkey-client`. With it, the person at the machine inspects and controls telemetry, even if the app
 * has no setting for it. The command works on the folder in which the app stores its state, and never uses the network.
 */
import { statSync } from 'node:fs';
import { fileStore, holdsState, removeState } from './state/state-file.ts';
import { parseObject } from './state/state.ts';
import { forcedOffBy } from './telemetry/forced-off.ts';
import {
  changeTelemetry,
  parseTelemetry,
  telemetryFolder,
  telemetryStore,
  withdraw,
  type TelemetryState,
} from './telemetry/state.ts';

const HELP = `Usage: quietkey-client telemetry <on|off|view|clean> <FOLDER> [--json]

Turn an app's telemetry on or off, and show every byte that it has sent.

  on     let the app send reports: at most four cells a week, each 0 or 1
  off    stop sending; copies of sent reports are kept
  view   show whether it is on, the next report, and every report that was sent
  clean  stop sending, and delete everything that telemetry has stored here

FOLDER is the folder in which the app stores its license.

Example:
  $ quietkey-client telemetry view ~/.config/sonar

Exit codes:
    0  done
    1  refused, with the reason and a remedy
    2  wrong usage
`;

/** The time in milliseconds in which somebody must read the output. */
const UNREAD_MS = 5_000;

const EXIT = { done: 0, refused: 1, usage: 2 } as const;

interface StatusView {
  /** Whether the person has opted in to telemetry. */
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
    // Opt out before the files are deleted, because a running app would otherwise write its opt-in again.
    withdraw(telemetryStore(folder));
    removeState(telemetryFolder(folder));
  },
};

for (const stream of [process.stdout, process.stderr]) stream.on('error', () => process.exit());
process.exitCode = run(process.argv.slice(2));
// after that, only output that nobody reads is left
setTimeout(() => process.exit(), UNREAD_MS).unref();

function run(args: readonly string[]): number {
  const asJson = args.includes('--json');
  if (args.includes('--help') || args.includes('-h')) return print(HELP, EXIT.done);
  const [noun, verb = '', folder, ...more] = args.filter((word) => word !== '--json');
  const act = Object.hasOwn(ACTIONS, verb) ? ACTIONS[verb] : undefined;
  const unknown = more.length > 0 || folder?.startsWith('-') === true;
  if (noun !== 'telemetry' || act === undefined || folder === undefined || unknown) return misuse();
  try {
    becomeOwner(folder);
    if (!isAppFolder(folder)) {
      return refuse(
        `FOLDER contains no app state: ${folder}`,
        'Name the folder in which the app stores its license.',
      );
    }
    act(folder);
    const status = statusOf(parseTelemetry(telemetryStore(folder).read()));
    return print(asJson ? `${JSON.stringify(status, null, 2)}\n` : textOf(status), EXIT.done);
  } catch (error) {
    return refuse(
      error instanceof Error ? error.message : String(error),
      'Check that you have permission to read and write FOLDER.',
    );
  }
}

/**
 * If root runs the command, switches to the account that owns the folder, because the app could not read files that
 * root writes there. Changes nothing for any other account, or if root owns the folder.
 */
function becomeOwner(folder: string): void {
  const owner = statSync(folder, { throwIfNoEntry: false });
  if (process.geteuid?.() !== 0 || owner === undefined || owner.uid === 0) return;
  const { uid, gid } = owner;
  process.setgroups?.([gid]);
  process.setgid?.(gid);
  process.setuid?.(uid);
}

/**
 * Whether an app stores its state in this folder. The SDK's telemetry folder inside it does not count: settings that
 * are written there would have no effect.
 */
function isAppFolder(folder: string): boolean {
  const own = parseObject(fileStore(folder).read() ?? '') ?? {};
  return [folder, telemetryFolder(folder)].some(holdsState) && !Object.hasOwn(own, 'on');
}

function statusOf({ on, next, sent }: TelemetryState): StatusView {
  return { wanted: on, forcedOffBy: forcedOffBy() ?? null, next, sent };
}

function textOf({ wanted, forcedOffBy: force, next, sent }: StatusView): string {
  const forced = wanted && force !== null ? `, but ${force} in this terminal forces it off` : '';
  const lines = [
    `Telemetry is ${wanted ? 'on' : 'off'}${forced}.`,
    ...(wanted ? ['Next report, as the app last saw it:', `  ${next ?? 'none yet'}`] : []),
    sent.length === 0 ? 'Nothing was sent.' : 'Sent:',
    ...sent.map(({ week, body }) => `  week of ${week}  ${body}`),
  ];
  return `${lines.join('\n')}\n`;
}

function print(text: string, exit: number): number {
  process.stdout.write(text);
  return exit;
}

function misuse(): number {
  process.stderr.write(HELP);
  return EXIT.usage;
}

function refuse(message: string, remedy: string): number {
  process.stderr.write(`${message}\n${remedy}\n`);
  return EXIT.refused;
}
