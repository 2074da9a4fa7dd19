/** The files of a support bundle: what a vendor's support needs, without what names a person, a computer or a secret. */
import { homedir, hostname, userInfo } from 'node:os';
import type { LogEntry } from '../exchange/call-log.ts';
import type { LoggedError } from '../exchange/logged-error.ts';
import type { Check } from '../lease/presentation.ts';
import { parseState } from '../state/state.ts';
import { secretsOf, stateFacts, systemFacts, usernamesOf, type ClientParts } from './facts.ts';
import { makeScrubber, type Scrubber } from './scrub.ts';
import type { ZipEntry } from './zip.ts';

const READ_ME = `Support bundle

You asked this app for a file that helps its maker to find a fault. Nothing has been sent.
Open each file and read it. Delete or change whatever you like: every part of it is useful without the others.

  system.json  the operating system, the runtime, and how the app is configured
  state.json   what the app has stored about its license, without secrets, and what it may do now
  log.txt      the latest calls since the app was started, and the errors that they met
  sent.txt     the requests of the last 90 days: their days and paths, without their contents

What names you or this computer was taken out and replaced, such as by <user> or <address>: folders, names of
accounts and computers, network addresses, email addresses, license keys and secrets. Look whether something is left.
The ids of license and activation are still there, so that the maker finds them.
`;

/** Makes the files of a bundle. */
export function bundleFiles(parts: ClientParts, now: { check: Check; telemetry: object }): ZipEntry[] {
  const scrubber = scrubberOf(parts);
  const { log } = parts.setting;
  const saved = parts.keeper.read() ?? parseState(undefined);
  const state = { ...now, stored: stateFacts(parts) };
  const sent = saved.sent.map(({ day, path, body }) => `${day} ${path} ${Buffer.byteLength(body)} bytes`);
  return [
    ['read-me.txt', READ_ME],
    ['system.json', json(systemFacts(parts), scrubber)],
    ['state.json', json(state, scrubber)],
    [
      'log.txt',
      lines(
        log.entries().flatMap((entry) => linesOf(entry, scrubber)),
        'No call since the start.',
      ),
    ],
    [
      'sent.txt',
      lines(
        sent.map((line) => scrubber.text(line)),
        'Nothing was sent.',
      ),
    ],
  ];
}

function scrubberOf({ setting, keeper }: ClientParts): Scrubber {
  const saved = keeper.read() ?? parseState(undefined);
  const user = safely(() => userInfo().username);
  const computer = safely(hostname);
  return makeScrubber({
    homes: [safely(homedir), safely(() => userInfo().homedir)].filter((home) => home.length > 3),
    users: [user, ...usernamesOf(saved)],
    computers: [computer, computer.split('.')[0] ?? ''].filter((name) => name !== 'localhost'),
    secrets: secretsOf(saved),
    server: new URL(setting.urlOf('')).hostname,
    importedKeys: setting.importedKeys,
  });
}

/** JSON whose texts are scrubbed; the names of members are ours. */
function json(value: unknown, scrubber: Scrubber): string {
  const scrubbed = (_name: string, member: unknown): unknown => {
    if (isError(member)) return { ...member, message: messageOf(member, scrubber) };
    return typeof member === 'string' ? scrubber.text(member) : member;
  };
  return `${JSON.stringify(value, scrubbed, 2)}\n`;
}

const isError = (value: unknown): value is LoggedError =>
  typeof value === 'object' && value !== null && 'own' in value && 'message' in value;

function messageOf({ own, message }: LoggedError, scrubber: Scrubber): string {
  return own ? scrubber.text(message) : scrubber.message(message);
}

function linesOf({ time, call, end, ms, errors }: LogEntry, scrubber: Scrubber): string[] {
  const duration = ms === undefined ? '' : ` after ${ms} ms`;
  return [
    `${new Date(time * 1000).toISOString()} ${call}: ${end}${duration}`,
    ...errors.map((error) => {
      const details = error.details === '' ? '' : ` (${scrubber.text(error.details)})`;
      return `    ${scrubber.text(error.code)}${details}: ${messageOf(error, scrubber)}`;
    }),
  ];
}

const lines = (texts: readonly string[], none: string): string => `${texts.join('\n') || none}\n`;

/** A text of the system; empty if it has none, as in a container without accounts. */
function safely(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}
