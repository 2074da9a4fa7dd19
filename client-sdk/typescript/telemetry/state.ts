/**
 * What telemetry stores on the machine: whether the person opted in, what was drawn for this week, and copies of sent
 * reports. It uses its own folder below the license's state. It stores no time finer than the week, except the random
 * moment of the next report. An unreadable state counts as opted out.
 */
import { join } from 'node:path';
import { DAY_SECONDS, dayName, addSeconds, type Instant } from '../primitives/clock.ts';
import { fileStore } from '../state/state-file.ts';
import { parseObject } from '../state/state.ts';
import { changeText, type Store } from '../state/store.ts';

/** A copy of one report. */
export interface TelemetryCopy {
  /** The Monday of the week in which it was sent, `YYYY-MM-DD`. */
  week: string;
  /** The body as sent. */
  body: string;
}

/** What was drawn for a week, and the events in it. */
export interface WeekPlan {
  /** Its Monday, `YYYY-MM-DD`. */
  week: string;
  /** When the report is due; null if there is none this week, or it was sent. */
  at: Instant | null;
  /** The counters that the report answers, at most four. */
  questions: string[];
  /** Features that were used, by the vendor's names. */
  used: string[];
  activation: string | null;
}

export interface TelemetryState {
  /** Whether the person has opted in. */
  on: boolean;
  plan: WeekPlan | null;
  /** The report as the app would have sent it at its last check, for `quietkey-client telemetry view`. */
  next: string | null;
  sent: TelemetryCopy[];
}

const FOLDER = 'telemetry';
const WEEK_SECONDS = 7 * DAY_SECONDS;
/** 1970-01-01 was a Thursday. */
const FIRST_MONDAY_SECONDS = 4 * DAY_SECONDS;
const SENT_COPIES_MAX = 50;
const USED_MAX = 50;
const STORE_COPIES = 2;

/** The folder of telemetry, below the folder in which an app stores its state. */
export const telemetryFolder = (folder: string): string => join(folder, FOLDER);
export const telemetryStore = (folder: string): Store => fileStore(telemetryFolder(folder));

/** The first second of the week that contains an instant. */
function startOfWeek(instant: Instant): Instant {
  const secondOfWeek = (((instant - FIRST_MONDAY_SECONDS) % WEEK_SECONDS) + WEEK_SECONDS) % WEEK_SECONDS;
  return addSeconds(instant, -secondOfWeek);
}

/** The first second after the week that contains an instant. */
export const endOfWeek = (instant: Instant): Instant => addSeconds(startOfWeek(instant), WEEK_SECONDS);

export const weekName = (instant: Instant): string => dayName(startOfWeek(instant));

export function parseTelemetry(text: string | undefined): TelemetryState {
  const { on, plan, next, sent } = parseObject(text ?? '') ?? {};
  return {
    on: on === true,
    plan: isPlan(plan) ? plan : null,
    next: typeof next === 'string' ? next : null,
    sent: Array.isArray(sent) ? sent.filter(isCopy) : [],
  };
}

const formatTelemetry = (state: TelemetryState): string => JSON.stringify(state);

/** Changes the telemetry state. @throws StateUnwritable */
export function changeTelemetry(
  store: Store,
  change: (state: TelemetryState) => TelemetryState,
): TelemetryState {
  return changeText(store, { parse: parseTelemetry, format: formatTelemetry }, change);
}

/**
 * Opts out at once: drawn and recorded data is deleted; copies of sent reports stay for the person to see. It writes
 * twice, because a folder store has two copies and neither may be opted in if the other is lost. If the person never
 * opted in, nothing is written.
 *
 * @throws StateUnwritable
 */
export function withdraw(store: Store): void {
  if (!mayBeOptedIn(store)) return;
  for (let copy = 0; copy < STORE_COPIES; copy += 1)
    changeTelemetry(store, ({ sent }) => ({ on: false, plan: null, next: null, sent }));
}

/** An opt-in that cannot be read now may be readable later. */
function mayBeOptedIn(store: Store): boolean {
  try {
    return parseTelemetry(store.read()).on;
  } catch {
    return true;
  }
}

/** Adds a copy of the report that is about to be sent, and marks the week as done. */
export function withCopy(state: TelemetryState, plan: WeekPlan, body: string): TelemetryState {
  const sent = [...state.sent, { week: plan.week, body }].slice(-SENT_COPIES_MAX);
  return { ...state, plan: { ...plan, at: null }, sent };
}

/** Records the use of a feature once. Returns the same object if it is recorded already, or if too many are. */
export function withUse(plan: WeekPlan, feature: string): WeekPlan {
  if (plan.used.includes(feature) || plan.used.length >= USED_MAX) return plan;
  return { ...plan, used: [...plan.used, feature] };
}

const areTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((text) => typeof text === 'string');

function isPlan(value: unknown): value is WeekPlan {
  const { week, at, questions, used, activation } = (value ?? {}) as Partial<WeekPlan>;
  return (
    typeof week === 'string' &&
    (at === null || Number.isSafeInteger(at)) &&
    areTexts(questions) &&
    areTexts(used) &&
    (activation === null || typeof activation === 'string')
  );
}

function isCopy(value: unknown): value is TelemetryCopy {
  const { week, body } = (value ?? {}) as Partial<TelemetryCopy>;
  return typeof week === 'string' && typeof body === 'string';
}
