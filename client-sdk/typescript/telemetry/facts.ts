/**
 * Translates the facts of this machine and week into values of the telemetry vocabulary. A value outside of the
 * vocabulary becomes `other` here, before anything is sent. The functions are pure, except for facts that they read
 * from the operating system.
 */
import { arch, platform, release } from 'node:os';
import { DAY_SECONDS } from '../primitives/clock.ts';
import { OTHER, SDK_VERSION, type Counter, type TelemetryReport } from '../contract/telemetry-vocabulary.ts';

/** The first build number of Windows 11, which still reports version 10.0. */
const WINDOWS_11_BUILD = 22_000;
/**
 * How the version of macOS follows from that of Darwin: it is lower by 9 (Darwin 24 is macOS 15). From Darwin 25 on it
 * is higher by 1 (macOS 26), because macOS is now named by the year.
 */
const [DARWIN_TO_MACOS, DARWIN_OF_YEARS] = [9, 25];
const OFFLINE_DAYS = [7, 14, 30, 90];

/** The facts that do not come from the operating system. A fact is undefined if it has nothing to report this week. */
export interface Facts {
  /** The app's own version. */
  readonly version: string | undefined;
  readonly activation: string | undefined;
  /** The number of seconds since the server last gave a lease. */
  readonly offlineSeconds: number | undefined;
  /** The features that were used this week, by the names that the app gave. */
  readonly used: readonly string[];
}

/** Every question that a report can answer: one for each counter, and one for each feature. */
export function questionsOf(counters: readonly Counter[]): string[] {
  return counters.flatMap(({ name, values }) =>
    name === 'feature' ? values.map((value) => `${name}/${value}`) : [name],
  );
}

/** The cells that answer the given questions. A question without an answer this week has no cell. */
export function cellsFor(
  questions: readonly string[],
  counters: readonly Counter[],
  facts: Facts,
): TelemetryReport['cells'] {
  const cells: TelemetryReport['cells'] = {};
  for (const question of questions) {
    const [name = '', feature] = question.split('/');
    const counter = counters.find((candidate) => candidate.name === name);
    const value = counter && valueOrOther(counter, answerTo(name, facts));
    if (counter && feature !== undefined) cells[question] = isUsed(counter, feature, facts) ? 1 : 0;
    else if (value !== undefined) cells[`${name}/${value}`] = 1;
  }
  return cells;
}

/** The name of the operating system and its major version, as a value of the vocabulary. */
export function systemName(system: string, version: string): string {
  const [major = 0, , build = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  if (system === 'win32') return `windows-${major === 10 && build >= WINDOWS_11_BUILD ? 11 : major}`;
  if (system === 'darwin') return `macos-${major + (major >= DARWIN_OF_YEARS ? 1 : -DARWIN_TO_MACOS)}`;
  return `${system}-${major}`;
}

function answerTo(name: string, { version, activation, offlineSeconds }: Facts): string | undefined {
  if (name === 'os') return systemName(platform(), release());
  if (name === 'arch') return arch();
  if (name === 'app') return version ?? OTHER;
  if (name === 'sdk') return SDK_VERSION;
  if (name === 'activation') return activation;
  return offlineSeconds === undefined ? undefined : offlineBand(offlineSeconds);
}

function offlineBand(seconds: number): string {
  const days = Math.max(0, Math.floor(seconds / DAY_SECONDS));
  const band = OFFLINE_DAYS.findIndex((last) => days <= last);
  return band === -1 ? OTHER : `${band === 0 ? 0 : (OFFLINE_DAYS[band - 1] ?? 0) + 1}-${OFFLINE_DAYS[band]}`;
}

function valueOrOther({ values }: Counter, value: string | undefined): string | undefined {
  return value === undefined || values.includes(value) ? value : OTHER;
}

function isUsed(counter: Counter, feature: string, { used }: Facts): boolean {
  return used.some((name) => valueOrOther(counter, name) === feature);
}
