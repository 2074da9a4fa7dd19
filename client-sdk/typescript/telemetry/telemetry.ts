/**
 * The telemetry of one app on one machine: off until the person opts in, then at most one report a week. Telemetry uses
 * the network only in `report()`, identifies no license, machine or time, and lets the person see every byte. Its
 * failures never reach the app: a report that does not arrive is not sent again.
 */
import { cellsFor, questionsOf, type Facts } from './facts.ts';
import { dayName, addSeconds } from '../primitives/clock.ts';
import { BadOptions } from '../primitives/errors.ts';
import { CALL_RULES, checkOptions } from '../primitives/option-rules.ts';
import { forcedOffBy } from './forced-off.ts';
import type { LeaseClaims } from '../contract/wire.ts';
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
import {
  countersOn,
  TELEMETRY_PATHS,
  type Counter,
  type TelemetryReport,
} from '../contract/telemetry-vocabulary.ts';

/**
 * The result of `report()`. `off`: the person has not opted in, or telemetry is forced off. `not_due`: no report is due
 * now. `sent`: a report was sent. `failed`: a report was possibly sent, but not answered.
 */
export type ReportEnd = 'off' | 'not_due' | 'sent' | 'failed';

export interface TelemetryStatus {
  /** Whether reports are sent: the person opted in, and nothing forces telemetry off. */
  on: boolean;
  /** Whether the person has opted in to telemetry. */
  wanted: boolean;
  /**
   * The environment variable that forces telemetry off, `environment` if the environment may not be read,
   * `privacySignal`, or `demo` if the lease is of a demo product; null if nothing forces it off.
   */
  forcedOffBy: string | null;
}

/** What telemetry reads of a lease: when the server gave it, and what it includes. */
type LeaseFacts = Pick<LeaseClaims, 'iat' | 'entitlements'>;

/** The maximum number of questions in one report. */
const QUESTIONS_MAX = 4;
const REPORT_MS_MAX = 10_000;

export class Telemetry {
  readonly #setting: Setting;
  readonly #lease: () => LeaseFacts | undefined;
  /** The plan that is drawn before the person opts in, so that the preview equals the report that would be sent. */
  #drawn: WeekPlan | undefined;
  #sending: AbortController | undefined;

  /**
   * Creates the telemetry of one app.
   * @param lease the stored lease; undefined without one
   */
  constructor(setting: Setting, lease: () => LeaseFacts | undefined) {
    this.#setting = setting;
    this.#lease = lease;
  }

  /** Returns whether reports are sent and, if not, what prevents them. */
  status(): TelemetryStatus {
    const { privacySignal } = this.#setting.telemetry;
    const force = this.#demo() ?? forcedOffBy() ?? (isGiven(privacySignal) ? 'privacySignal' : null);
    const wanted = this.#read().on;
    return { on: wanted && force === null, wanted, forcedOffBy: force };
  }

  /**
   * Opts in to telemetry. Call it only if the person has consented. @throws StateUnwritable; BadOptions without a store
   * for telemetry
   */
  on(): void {
    this.#change((state) => ({ ...state, on: true, plan: state.plan ?? this.#drawn ?? null }));
  }

  /** Opts out of telemetry at once: a report that is being sent is aborted. @throws StateUnwritable */
  off(): void {
    const { store } = this.#setting.telemetry;
    this.#sending?.abort();
    this.#drawn = undefined;
    if (store !== undefined) withdraw(store);
  }

  /**
   * The body of the report as it would be sent now, byte for byte, whether or not a report is due.
   * @throws StateUnwritable
   */
  preview(): string {
    return this.#body(this.#planned());
  }

  /** Copies of the last 50 reports, byte for byte, oldest first. */
  sent(): readonly TelemetryCopy[] {
    return this.#read().sent.map((copy) => ({ ...copy }));
  }

  /** Records that a feature was used this week. Nothing is recorded while telemetry is off. Never throws. */
  used(feature: string): void {
    this.#note((plan) => withUse(plan, feature));
  }

  /** Records how an activation ended. @internal */
  activated(end: string | undefined): void {
    if (end !== undefined) this.#note((plan) => ({ ...plan, activation: end }));
  }

  /**
   * Sends this week's report if a report is due. Call this function at the start of the app and every few hours. In
   * three weeks out of four there is no report. Never throws, unless the options are wrong.
   *
   * @throws BadOptions
   */
  async report(options: { signal?: AbortSignal | undefined } = {}): Promise<ReportEnd> {
    checkOptions(options, CALL_RULES, 'report(…)');
    const { signal } = options;
    if (!this.#isOn()) return 'off';
    try {
      const body = this.#take();
      if (body === undefined) return 'not_due';
      const { carrier, timeoutMs, urlOf, now } = this.#setting;
      const deadline = performance.now() + Math.min(REPORT_MS_MAX, timeoutMs);
      this.#sending = new AbortController();
      const stop = AbortSignal.any([this.#sending.signal, ...(signal === undefined ? [] : [signal])]);
      const call = { url: urlOf(TELEMETRY_PATHS.report), body, deadline, signal: stop, attempts: 1 };
      const { post } = await import('../network/transport.ts');
      await post({ ...(await carrier()), random: () => 0, now: () => now() * 1000 }, call);
      return 'sent';
    } catch {
      return 'failed';
    }
  }

  /**
   * Takes the body of the report that is due. The report is marked as sent before it is sent, because a repeated report
   * would be counted twice.
   */
  #take(): string | undefined {
    const now = this.#setting.now();
    let due: string | undefined;
    this.#change((state) => {
      const plan = this.#planOf(state);
      const body = this.#body(plan);
      // An empty report would still reveal that this installation exists, so no report without a question is sent.
      const isAsked = this.#counters().length > 0;
      const isDue = state.on && isAsked && plan.at !== null && now >= plan.at;
      due = isDue ? body : undefined;
      if (isDue) return { ...withCopy(state, plan, body), next: null };
      return plan === state.plan && body === state.next ? state : { ...state, plan, next: body };
    });
    return due;
  }

  /** A demo is never counted, since nobody uses it for its purpose. */
  #demo(): 'demo' | undefined {
    return this.#lease()?.entitlements.includes('demo') ? 'demo' : undefined;
  }

  /** Whether reports are sent. The environment is read only if the person has opted in. */
  #isOn(): boolean {
    return this.#read().on && this.status().on;
  }

  /** Changes the stored plan of this week. */
  #note(change: (plan: WeekPlan) => WeekPlan): void {
    if (!this.#isOn()) return;
    try {
      this.#change((state) => {
        const plan = change(this.#planOf(state));
        return plan === state.plan ? state : { ...state, plan };
      });
    } catch {
      // A full disk must not stop the app. The event is then not counted.
    }
  }

  /** The plan of this week. While telemetry is on, it is the stored plan, so that the preview equals the report. */
  #planned(): WeekPlan {
    const state = this.#read();
    if (!state.on) return (this.#drawn = this.#planOf({ ...state, plan: this.#drawn ?? null }));
    const plan = this.#planOf(state);
    if (plan !== state.plan) this.#change((before) => ({ ...before, plan }));
    return plan;
  }

  /**
   * The stored plan if it is for this week, otherwise a new plan. A new plan has no report if a report was already sent
   * this week.
   */
  #planOf({ plan, sent }: TelemetryState): WeekPlan {
    const now = this.#setting.now();
    const week = weekName(now);
    if (plan?.week === week) return plan;
    // The comparison uses the names of the weeks, which sort by time: a clock that was set back must not let a week be
    // reported twice.
    const reports = this.#below(4) === 0 && sent.every((copy) => copy.week < week);
    const dueAt = addSeconds(now, this.#below(Math.max(1, endOfWeek(now) - now)));
    return { week, at: reports ? dueAt : null, questions: this.#draw(), used: [], activation: null };
  }

  /** Draws the questions of a report: a uniform random choice from all questions. */
  #draw(): string[] {
    const left = questionsOf(this.#counters());
    const drawn: string[] = [];
    while (drawn.length < QUESTIONS_MAX && left.length > 0)
      drawn.push(...left.splice(this.#below(left.length), 1));
    return drawn;
  }

  /**
   * Draws a random whole number from 0 to n − 1, from 32 random bits. The relative difference between the probabilities
   * of two numbers is at most n in 2^32.
   */
  #below(n: number): number {
    return Math.floor((Buffer.from(this.#setting.random(4)).readUInt32BE() / 2 ** 32) * n);
  }

  #body({ questions, used, activation }: WeekPlan): string {
    const leasedAt = this.#lease()?.iat;
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

  /** Reads the telemetry state. A state that is unreadable counts as opted out. */
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
      throw new BadOptions('telemetry needs its own store in addition to yours: telemetry.store.');
    return changeTelemetry(store, change);
  }
}

/** Whether the privacy signal is given. A signal that cannot be read counts as given. */
function isGiven(privacySignal: () => boolean): boolean {
  try {
    return privacySignal();
  } catch {
    return true;
  }
}
