/**
 * The rule against tests that race the machine: a test waits for an event (`until`), measures processor time
 * (`cpuMilliseconds`), and has a limit only against an event that never comes. Where a duration is the subject, or only
 * makes a test look less, the file is listed here with the reason. The bench, the
 * attacks, the fuzzing and the stand of the cluster measure, so they are outside of the rule.
 */

import type { SourceFile } from './house-rules.ts';
import { lineAt, maskSource } from './source-mask.ts';

/** The default limit of a test, from `.mocharc.json`, in milliseconds. Others may only be longer. */
export const LIMIT_MS_LEAST = 600_000;

/** Tests and what supports them may use durations in these files only. */
export const MAY_USE_DURATIONS: Readonly<Record<string, string>> = {
  'test/support/until.ts': 'waits for events, with the limit for those that never come',
  'test/support/run.ts': 'prints how long the suite took',
  'test/support/file-times.ts': 'prints how long each file took, where it is asked to',
  'test/support/race-client.ts': 'waits as long as the server says, as the SDK does',
  'test/faults/faulted-server.ts': 'ends as late as the server, and asks a lost store only now and then',
  'test/faults/backup.test.ts': 'kills at random moments; one that comes too late is tried again',
  'test/faults/purge-kill.test.ts': 'kills at random moments; any of them is right',
  'test/cluster/nodes.test.ts': 'at least the time that the leader lock is kept, in the full run',
  'test/server/composition/rotate-secrets.test.ts': 'nothing may happen; a busy machine looks less often',
  'test/server/http/raw.test.ts': 'at least the time limit of a request; pieces are sent one after another',
  'test/server/domain/account/recovery-likeness.test.ts': 'ranks of pairs, which share the machine’s load',
  'test/server/portal/login-likeness.test.ts': 'ranks of pairs, which share the machine’s load',
  'test/server/portal/recovery-likeness.test.ts': 'ranks of pairs, which share the machine’s load',
  'test/server/portal/sign-in-likeness.test.ts': 'ranks of pairs, which share the machine’s load',
  'test/server/portal/browser.test.ts': 'a browser has the real clock',
  'test/client-sdk/fleet.test.ts': 'the command has the real clock',
  'test/client-sdk/packed.test.ts': 'the packed SDK has the real clock',
  'test/client-sdk/guards.test.ts': 'replaces the timers, and records their delays',
  'test/client-sdk/exchange/hostile-server.test.ts':
    'at least the time of Retry-After; a server that sends bytes',
  'test/client-sdk/network/fault-acts.ts': 'a server that sends a byte at a time',
  'test/client-sdk/network/transport.test.ts': 'replaces the timers, and records their delays',
  'test/client-sdk/state/state-file.test.ts': 'at least the time that a lock is respected',
  'test/scripts/commands/doctor.test.ts': 'a command has the real clock',
  'test/scripts/commands/purge.test.ts': 'a command has the real clock',
  'test/scripts/commands/license-bulk.test.ts': 'prints the rate of a bulk issue',
};

/** Programs that measure. */
const MEASURING = ['test/attack/', 'test/bench/', 'test/cluster/stand/', 'test/fuzz/'];

const DURATION =
  /\bset(?:Timeout|Interval)\b|\bperformance\.now\b|\bhrtime\b|\bDate\.now\b|\bnew Date\(\s*\)|\bAbortSignal\.timeout\b/g;
const LIMIT = /\btimeout\(([^)]*)\)/g;

/** The uses of durations in tests, as `path:line found`; those in listed files only where `listed` is set. */
export function durationsIn(files: readonly SourceFile[], { listed = false } = {}): string[] {
  return tests(files)
    .filter(({ path }) => Object.hasOwn(MAY_USE_DURATIONS, path) === listed)
    .flatMap((file) => found(file, DURATION).map(({ text, line }) => `${file.path}:${line} ${text}`));
}

/** Limits of tests that a busy machine may exceed. */
export function tightLimits(files: readonly SourceFile[]): string[] {
  return tests(files).flatMap((file) =>
    found(file, LIMIT)
      .filter(({ text }) => (text.match(/[\d_]+/g) ?? []).some(isTight))
      .map(({ text, line }) => `${file.path}:${line} ${text}`),
  );
}

function isTight(number: string): boolean {
  return Number(number.replaceAll('_', '')) < LIMIT_MS_LEAST;
}

function tests(files: readonly SourceFile[]): SourceFile[] {
  return files.filter(
    ({ path }) => path.startsWith('test/') && !MEASURING.some((folder) => path.startsWith(folder)),
  );
}

function found({ text }: SourceFile, pattern: RegExp): { text: string; line: number }[] {
  const { code } = maskSource(text);
  return [...code.matchAll(pattern)].map((match) => ({ text: match[0], line: lineAt(code, match.index) }));
}
