/**
 * Telemetry of one app on one machine: off until the person says yes, and then one report in a week at most. It asks the
 * network only in `report()`, names no license, machine or time, and shows every byte. Its failures are nobody's: a report
 * that does not arrive is not sent again.
 */
import { cellsFor, questionsOf, type Facts } from './facts.ts';
import { dayName, addSeconds } from '../primitives/clock.ts';
import { BadOptions } from '../primitives/errors.ts';
import { forcedOffBy } from './off.ts';
import type { Setting } from '../exchange/setting.ts';
import type { Store } from '../state/store.ts';
import {
  changeTelemetry,
  endOfWeek,
  parseTelemetry,
  weekName,
  withCopy,
  withdraw,
  withUse,
  type TelemetryCopy,
  type TelemetryState,
  type WeekPlan,
} from './state.ts';
import { post } from '../exchange/transport.ts';
import {
  countersOn,
  TELEMETRY_PATHS,
  type Counter,
  type TelemetryReport,
} from '../contract/telemetry-vocabulary.ts';

/** `off`: nobody said yes, or it is forced off. `not_due`: not now. `failed`: sent, perhaps, but not answered. */
export type ReportEnd = 'off' | 'not_due' | 'sent' | 'failed';

export interface TelemetryStatus {
  /** Whether reports are sent: the person said yes, and nothing forces it off. */
  on: boolean;
  /** Whether the person has said yes. */
  wanted: boolean;
  /** The environment variable that forces it off, or `privacySignal`; null: nothing does. */
  forcedOffBy: string | null;
}

/** Of one report. */
const QUESTIONS_MAX = 4;
const REPORT_MS_MAX = 10_000;

export class Telemetry {
  readonly #setting: Setting;
  readonly #leasedAt: () => number | undefined;
  /** Drawn before the person has said yes, so that what they are shown is what would be sent. */
  #drawn: WeekPlan | undefined;
  #sending: AbortController | undefined;

  /** @param leasedAt when the server last gave a lease, in seconds since 1970; undefined: there is none */
  constructor(setting: Setting, leasedAt: () => number | undefined) {
    this.#setting = setting;
    this.#leasedAt = leasedAt;
  }

  /** Says whether reports are sent, and what keeps them from it. */
  status(): TelemetryStatus {
    const { privacySignal } = this.#setting.telemetry;
    const force = forcedOffBy() ?? (isGiven(privacySignal) ? 'privacySignal' : null);
    const wanted = this.#read().on;
    return { on: wanted && force === null, wanted, forcedOffBy: force };
  }

  /** The person says yes. To be called for no other reason. @throws StateUnwritable; BadOptions where there is no store for it */
  on(): void {
    this.#change((state) => ({ ...state, on: true, plan: state.plan ?? this.#drawn ?? null }));
  }

  /** The person says no, from this moment on: a report that is under way is stopped. @throws StateUnwritable */
  off(): void {
    const { store } = this.#setting.telemetry;
    this.#sending?.abort();
    this.#drawn = undefined;
    if (store !== undefined) withdraw(store);
  }

  /** The body of the report as it would be sent now, byte for byte, whether one is due or not. @throws StateUnwritable */
  preview(): string {
    return this.#body(this.#planned());
  }

  /** Copies of the last 50 reports, byte for byte, oldest first. */
  sent(): readonly TelemetryCopy[] {
    return this.#read().sent.map((copy) => ({ ...copy }));
  }

  /** Notes that a feature was used this week. Nothing is noted while telemetry is off. Never throws. */
  used(feature: string): void {
    this.#note((plan) => withUse(plan, feature));
  }

  /** Notes how an activation ended. @internal */
  activated(end: string | undefined): void {
    if (end !== undefined) this.#note((plan) => ({ ...plan, activation: end }));
  }

  /**
   * Sends this week's report if one is due: call it at the start of the app and every few hours. Three weeks of four there
   * is none. Never throws.
   */
  async report({ signal }: { signal?: AbortSignal | undefined } = {}): Promise<ReportEnd> {
    if (!this.status().on) return 'off';
    try {
      const body = this.#take();
      if (body === undefined) return 'not_due';
      const { fetch, timeoutMs, urlOf } = this.#setting;
      const deadline = performance.now() + Math.min(REPORT_MS_MAX, timeoutMs);
      this.#sending = new AbortController();
      const stop = AbortSignal.any([this.#sending.signal, ...(signal === undefined ? [] : [signal])]);
      const call = { url: urlOf(TELEMETRY_PATHS.report), body, deadline, signal: stop, attempts: 1 };
      await post({ fetch, random: () => 0 }, call);
      return 'sent';
    } catch {
      return 'failed';
    }
  }

  /** The body that is due, noted as sent before it is: a lost answer must not be counted twice. */
  #take(): string | undefined {
    const now = this.#setting.now();
    let due: string | undefined;
    this.#change((state) => {
      const plan = this.#planOf(state);
      const body = this.#body(plan);
      // a report without a question would still say that this install is there
      const isAsked = this.#counters().length > 0;
      const isDue = state.on && isAsked && plan.at !== null && now >= plan.at;
      due = isDue ? body : undefined;
      if (isDue) return { ...withCopy(state, plan, body), next: null };
      return plan === state.plan && body === state.next ? state : { ...state, plan, next: body };
    });
    return due;
  }

  /** Changes what is noted of this week. */
  #note(change: (plan: WeekPlan) => WeekPlan): void {
    if (!this.status().on) return;
    try {
      this.#change((state) => {
        const plan = change(this.#planOf(state));
        return plan === state.plan ? state : { ...state, plan };
      });
    } catch {
      // a full disk is no reason to stop the app: then this is not counted
    }
  }

  /** This week's plan: the one that is kept where telemetry is on, so that what is shown is what is sent. */
  #planned(): WeekPlan {
    const state = this.#read();
    if (!state.on) return (this.#drawn = this.#planOf({ ...state, plan: this.#drawn ?? null }));
    const plan = this.#planOf(state);
    if (plan !== state.plan) this.#change((before) => ({ ...before, plan }));
    return plan;
  }

  /** The kept plan if it is of this week, or a new one: without a report where one was sent before a no and another yes. */
  #planOf({ plan, sent }: TelemetryState): WeekPlan {
    const now = this.#setting.now();
    const week = weekName(now);
    if (plan?.week === week) return plan;
    // by name, which is by time: a clock that was set back must not let a week be reported twice
    const reports = this.#below(4) === 0 && sent.every((copy) => copy.week < week);
    const at = addSeconds(now, this.#below(Math.max(1, endOfWeek(now) - now)));
    return { week, at: reports ? at : null, questions: this.#draw(), used: [], activation: null };
  }

  /** Some of all questions, each as likely as another. */
  #draw(): string[] {
    const left = questionsOf(this.#counters());
    const drawn: string[] = [];
    while (drawn.length < QUESTIONS_MAX && left.length > 0)
      drawn.push(...left.splice(this.#below(left.length), 1));
    return drawn;
  }

  /** A whole number from 0 to n − 1: of 32 random bits, so that no number is likelier by more than n in 2^32. */
  #below(n: number): number {
    return Math.floor((Buffer.from(this.#setting.random(4)).readUInt32BE() / 2 ** 32) * n);
  }

  #body({ questions, used, activation }: WeekPlan): string {
    const leasedAt = this.#leasedAt();
    const facts: Facts = {
      version: this.#setting.telemetry.version,
      activation: activation ?? undefined,
      offlineSeconds: leasedAt === undefined ? undefined : this.#setting.now() - leasedAt,
      used,
    };
    const report: TelemetryReport = { cells: cellsFor(questions, this.#counters(), facts) };
    return JSON.stringify(report);
  }

  #counters(): Counter[] {
    return countersOn(dayName(this.#setting.now()), this.#setting.telemetry.lists);
  }

  /** What cannot be read is a no. */
  #read(): TelemetryState {
    try {
      return parseTelemetry(this.#setting.telemetry.store?.read());
    } catch {
      return parseTelemetry(undefined);
    }
  }

  #change(change: (state: TelemetryState) => TelemetryState): TelemetryState {
    const store: Store | undefined = this.#setting.telemetry.store;
    if (store === undefined)
      throw new BadOptions('telemetry needs a store of its own beside yours: telemetry.store.');
    return changeTelemetry(store, change);
  }
}

/** A signal that cannot be read is taken for given. */
function isGiven(privacySignal: () => boolean): boolean {
  try {
    return privacySignal();
  } catch {
    return true;
  }
}
