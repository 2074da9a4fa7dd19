/**
 * What telemetry keeps on the machine: whether the person said yes, what was drawn for this week, and copies of what was
 * sent. It lies in a folder of its own beside the license's state, and knows no time finer than the week but the moment
 * that was drawn for the next report. What is unreadable counts as a no.
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

/** What was drawn for a week, and what happened in it. */
export interface WeekPlan {
  /** Its Monday, `YYYY-MM-DD`. */
  week: string;
  /** When the report is due; null: this week there is none, or it was sent. */
  at: Instant | null;
  /** What the report says, at most four. */
  questions: string[];
  /** Features that were used, by the vendor's names. */
  used: string[];
  activation: string | null;
}

export interface TelemetryState {
  /** Whether the person has said yes. */
  on: boolean;
  plan: WeekPlan | null;
  /** The report as the app would have sent it when it last looked, for `quietkey-client telemetry view`. */
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

/** Where telemetry keeps its own, beside the state of an app that is kept in a folder. */
export const telemetryFolder = (folder: string): string => join(folder, FOLDER);
export const telemetryStore = (folder: string): Store => fileStore(telemetryFolder(folder));

/** First second of the week that holds an instant. */
function startOfWeek(instant: Instant): Instant {
  const secondOfWeek = (((instant - FIRST_MONDAY_SECONDS) % WEEK_SECONDS) + WEEK_SECONDS) % WEEK_SECONDS;
  return addSeconds(instant, -secondOfWeek);
}

/** First second after the week that holds an instant. */
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

/** Changes what is kept. @throws StateUnwritable */
export function changeTelemetry(
  store: Store,
  change: (state: TelemetryState) => TelemetryState,
): TelemetryState {
  return changeText(store, { parse: parseTelemetry, format: formatTelemetry }, change);
}

/**
 * A no, now: what was drawn and noted goes; the copies of what was sent stay for the person to see. Written twice, since a
 * store in a folder has two copies, and neither may say yes when the other is lost. Where nobody said yes, nothing is written.
 *
 * @throws StateUnwritable
 */
export function withdraw(store: Store): void {
  if (!mayHoldYes(store)) return;
  for (let copy = 0; copy < STORE_COPIES; copy += 1)
    changeTelemetry(store, ({ sent }) => ({ on: false, plan: null, next: null, sent }));
}

/** A yes that cannot be read now may be read later. */
function mayHoldYes(store: Store): boolean {
  try {
    return parseTelemetry(store.read()).on;
  } catch {
    return true;
  }
}

/** Adds a copy of what is about to be sent, and settles the week. */
export function withCopy(state: TelemetryState, plan: WeekPlan, body: string): TelemetryState {
  const sent = [...state.sent, { week: plan.week, body }].slice(-SENT_COPIES_MAX);
  return { ...state, plan: { ...plan, at: null }, sent };
}

/** Notes a feature once. The same object where it is noted already, or too many are. */
export function withUse(plan: WeekPlan, feature: string): WeekPlan {
  if (plan.used.includes(feature) || plan.used.length >= USED_MAX) return plan;
  return { ...plan, used: [...plan.used, feature] };
}

const areTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');

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
