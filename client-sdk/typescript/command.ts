#!/usr/bin/env node
/**
 * The command `quietkey-client`. A program in any language asks it about its license, and administrators activate many
 * machines with it. With `telemetry` the person at the machine inspects and controls telemetry, even if the app has no
 * setting for it; that part works on the folder in which the app stores its state, and never uses the network.
 */
import { EXIT, runVerb, VERBS } from './command-license.ts';
import { becomeOwner } from './command-owner.ts';
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

const HELP = `Usage: quietkey-client <VERB> [options] [--json]
       quietkey-client telemetry <on|off|view|clean> <FOLDER> [--json]

The license of an app on this machine:

  check     what the app may do now; asks nobody
  fresh     renew the lease if that is due, then check
  activate  take a seat with a license key
  sign-in   take a seat with a code that the person enters in the portal
  renew     renew the lease
  release   give the seat back
  preview   show the request of activate, without the key; sends nothing
  describe  say what the requests have in them; reads nothing

  --server <URL>      the license server
  --product <ID>      the id of the product
  --root-key <KEY>    the vendor's root key, qkroot_…
  --folder <FOLDER>   where the app stores its license, an absolute path;
                      by default the platform's folder for the product
  --identity <WHAT>   adapters (default), install or none
  --shared-by <WHOM>  person (default), or machine: all persons of it
  --username <NAME>   for activate, if the terms ask for it
  --policy <FOLDER>   a folder with quietkey.json and license-key

An option that is absent is read from the environment (QUIETKEY_SERVER,
QUIETKEY_ROOT_KEY, ...), then from quietkey.json in the policy folder, an
object with server, product, rootKey, folder, identity, sharedBy and
username.

The license key is no argument, as others could read it. It comes from

  --key-stdin         standard input
  QUIETKEY_LICENSE_KEY
  --key-file <FILE>   or license-key in the policy folder

Telemetry: turn it on or off, and show every byte that was sent.

  on     let the app send reports: at most four cells a week, each 0 or 1
  off    stop sending; copies of sent reports are kept
  view   show whether it is on, the next report, and every report that was sent
  clean  stop sending, and delete everything that telemetry has stored here

FOLDER is the folder in which the app stores its license.

Example:
  $ quietkey-client activate --policy /etc/acme/sonar
  $ quietkey-client check --policy /etc/acme/sonar --json
  $ quietkey-client telemetry view ~/.config/sonar

Exit codes:
    0  done; after check, fresh, activate, sign-in and renew: the app may run
    1  refused, with the reason and a remedy
    2  wrong usage
    3  the app is limited: work stays open to view, save and export
    4  there is no license for this machine
    5  no answer of the license server; try again later
    6  the license could not be stored
`;

/** The time in milliseconds in which somebody must read the output. */
const UNREAD_MS = 5_000;

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
void run(process.argv.slice(2));

async function run(words: readonly string[]): Promise<void> {
  process.exitCode = Object.hasOwn(VERBS, words[0] ?? '') ? await runLicense(words) : runTelemetry(words);
  // after that, only output that nobody reads is left
  setTimeout(() => process.exit(), UNREAD_MS).unref();
}

async function runLicense([verb = '', ...rest]: readonly string[]): Promise<number> {
  if (asksHelp(rest)) return print(HELP, EXIT.done);
  const { exit, text, isError } = await runVerb(verb, rest);
  (isError ? process.stderr : process.stdout).write(text);
  return exit;
}

function asksHelp(typed: readonly string[]): boolean {
  return typed.includes('--help') || typed.includes('-h');
}

function runTelemetry(args: readonly string[]): number {
  const asJson = args.includes('--json');
  if (asksHelp(args)) return print(HELP, EXIT.done);
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
