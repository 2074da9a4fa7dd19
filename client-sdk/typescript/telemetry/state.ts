/**
 * The state that telemetry stores on the machine: whether the person opted in, the random plan for this week, and
 * copies of sent reports. Telemetry uses its own folder below the license's state. It stores no time finer than the
 * week, except the random moment of the next report. A state that is unreadable counts as opted out.
 */
import { join } from 'node:path';
import { DAY_SECONDS, dayName, addSeconds, type Instant } from '../primitives/clock.ts';
import { fileStore } from '../state/state-file.ts';
import { parseObject } from '../state/state.ts';
import { changeText, type Store } from '../state/store.ts';

/** A copy of one telemetry report. */
export interface TelemetryCopy {
  /** The Monday of the week in which the report was sent, `YYYY-MM-DD`. */
  week: string;
  /** The body of the report as it was sent. */
  body: string;
}

/** The telemetry plan of one week, which is drawn at random, and the events that were recorded in that week. */
export interface WeekPlan {
  /** The Monday of the planned week, `YYYY-MM-DD`. */
  week: string;
  /** The time at which the report is due; null if there is no report this week, or if it was already sent. */
  at: Instant | null;
  /** The questions that the report answers, at most four. */
  questions: string[];
  /** The features that were used this week, by the vendor's names. */
  used: string[];
  activation: string | null;
}

export interface TelemetryState {
  /** Whether the person has opted in to telemetry. */
  on: boolean;
  plan: WeekPlan | null;
  /** The report as the app would have sent it at its last check, for `quietkey-client telemetry view`. */
  next: string | null;
  sent: TelemetryCopy[];
}

const FOLDER = 'telemetry';
const WEEK_SECONDS = 7 * DAY_SECONDS;
/** The first Monday after 1970-01-01 (a Thursday), in seconds since 1970. */
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

/** Changes the stored telemetry state. @throws StateUnwritable */
export function changeTelemetry(
  store: Store,
  change: (state: TelemetryState) => TelemetryState,
): TelemetryState {
  return changeText(store, { parse: parseTelemetry, format: formatTelemetry }, change);
}

/**
 * Opts out of telemetry at once. The plan and the recorded events are deleted; copies of sent reports stay for the
 * person to see. The function writes twice, because a folder store has two copies: if one copy is lost, the other must
 * not be opted in. If the person never opted in, nothing is written.
 *
 * @throws StateUnwritable
 */
export function withdraw(store: Store): void {
  if (!mayBeOptedIn(store)) return;
  for (let copy = 0; copy < STORE_COPIES; copy += 1)
    changeTelemetry(store, ({ sent }) => ({ on: false, plan: null, next: null, sent }));
}

/**
 * Whether the stored state may contain an opt-in. A state that cannot be read now may be readable later, so it counts
 * as a possible opt-in.
 */
function mayBeOptedIn(store: Store): boolean {
  try {
    return parseTelemetry(store.read()).on;
  } catch {
    return true;
  }
}

/** Adds a copy of the report that is about to be sent, and marks the report of the week as done. */
export function withCopy(state: TelemetryState, plan: WeekPlan, body: string): TelemetryState {
  const sent = [...state.sent, { week: plan.week, body }].slice(-SENT_COPIES_MAX);
  return { ...state, plan: { ...plan, at: null }, sent };
}

/**
 * Records the use of a feature once in a week's plan. Returns the same object if the use is already recorded, or if too
 * many features are recorded.
 */
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
