/**
 * The license of one app on one machine. `check` never uses the network; `activate`, `renew` and `release` do. Each of
 * these three calls can be repeated after any failure: the request is stored before it is sent, so a repeated call gets
 * the same answer. Only a verified answer changes the stored state. Instances and processes may share a store.
 */
import {
  RULES_OF_CALL,
  type ActivateOptions,
  type CallOptions,
  type Freshness,
  type Preview,
} from './call-options.ts';
import { decideCheck } from './lease/check.ts';
import { describeRequests, type Description } from './exchange/description.ts';
import { checkOptions, type OptionRules } from './primitives/option-rules.ts';
import { BadOptions, LicenseRefused } from './primitives/errors.ts';
import type * as Calls from './exchange/calls.ts';
import type { CallContext, Draft, SeatInput } from './exchange/plan.ts';
import { Keeper } from './exchange/keeper.ts';
import { cachingSightingReader, evidenceOf, withSighting, type SightingReader } from './exchange/sighting.ts';
import { machineName } from './contract/machine-name.ts';
import type { SignInOptions } from './exchange/sign-in.ts';
import type { TrialStart } from './exchange/trial.ts';
import { readOptions, type QuietkeyOptions } from './options.ts';
import { presentCheck, type Check } from './lease/presentation.ts';
import type { SentCopy } from './state/state.ts';
import { Telemetry } from './telemetry/telemetry.ts';
import { takeEvents } from './exchange/take-events.ts';
import type { LicenseEvent } from './lease/events.ts';
import { presentLease, type LicenseLease } from './lease/license-lease.ts';
import { startSession, type Session } from './lease/session.ts';
import type { Setting } from './exchange/setting.ts';

/** What the calls that use the network need, loaded at the first of them. */
const calls = (): Promise<typeof Calls> => import('./exchange/calls.ts');

export class Quietkey<Entitlement extends string = string> {
  /** The telemetry of the app, which is off until the person opts in. */
  readonly telemetry: Telemetry;
  readonly #setting: Setting;
  readonly #keeper: Keeper;
  readonly #sightingOf: SightingReader;
  /** The activation request that `preview` has shown, so that `activate` sends the same bytes. */
  #draft: Draft | undefined;
  #trial: TrialStart | undefined;

  /** Creates the client of one app. @throws BadOptions */
  constructor(options: QuietkeyOptions) {
    this.#setting = readOptions(options);
    this.#keeper = new Keeper(this.#setting);
    this.#sightingOf = cachingSightingReader(this.#setting);
    this.telemetry = new Telemetry(this.#setting, () => this.lease());
  }

  /**
   * Describes what `activate`, `renew` and `release` send and where each field comes from, for the person to read
   * before they consent. Reads nothing: no adapter, no state, no network.
   */
  describe(): Description {
    return describeRequests(this.#setting);
  }

  /**
   * Decides offline what the app may do now. Never throws, and starts no process. Reads adapters only on an activated
   * machine. Writes to the store only to record the latest day, at most once a day, and changes in what it sees of the
   * machine.
   */
  check(): Check<Entitlement> {
    return this.#setting.log.checked(this.#check()) as Check<Entitlement>;
  }

  #check(): Check {
    const saved = this.#keeper.read();
    if (!saved) return presentCheck({ state: 'unlicensed', reason: 'state_unreadable', refreshDue: false });
    const now = this.#setting.now();
    const verified = this.#keeper.verified(saved);
    const { holding, lease: stored } = saved;
    if (!verified.lease)
      return presentCheck(decideCheck(verified, now, { kind: 'same' }), { verified, holding });
    const sighting = this.#sightingOf(verified.lease, saved);
    const noted = withSighting(saved, now, sighting);
    if (noted !== saved && !this.#setting.quiet) {
      this.#keeper.note((before) =>
        before.lease?.token === stored?.token ? withSighting(before, now, sighting) : before,
      );
    }
    const seen = { ...verified, latestDay: noted.latestDay ?? verified.latestDay };
    return presentCheck(decideCheck(seen, now, evidenceOf(sighting, noted)), { verified, holding, now });
  }

  /**
   * Keeps the license fresh. Call it at every start and every few hours: it renews the lease if that is due, confirms a
   * machine whose adapters have changed, and brings back a license whose suspension was lifted. Never throws. One
   * instance or process at a time asks the server; the others wait for its result.
   */
  async keepFresh(options: CallOptions = {}): Promise<Freshness<Entitlement>> {
    const isDue = (): boolean => this.check().refreshDue && this.machineName() !== undefined;
    try {
      const context = this.#contextFor('keepFresh', options);
      if (this.#setting.quiet || !isDue()) return { check: this.check(), reached: false };
      const { askAlone } = await calls();
      const reached = await askAlone(context, isDue, () =>
        this.#setting.log.run('keepFresh', () => this.#renew(context)),
      );
      return { check: this.check(), reached };
    } catch (error) {
      return { check: this.check(), reached: error instanceof LicenseRefused, error };
    }
  }

  /**
   * Returns the request that `activate` would send for the same input, byte for byte. Reads adapters as `activate` does,
   * so call it after the person has consented. Sends and stores nothing.
   *
   * @throws BadKey, BadUsername, BadOptions
   */
  async preview(licenseKey: string, options: ActivateOptions = {}): Promise<Preview> {
    const context = this.#contextFor('preview', options);
    const { draftSeat, writeDraft } = await calls();
    const input = await this.#readInput(licenseKey, options);
    this.#draft = await draftSeat(context, input, this.#draft);
    return writeDraft(context, input, this.#draft);
  }

  /**
   * Takes a seat on this machine, or keeps the seat that the machine already has.
   *
   * @throws BadKey, BadUsername, NoNetwork, Intercepted, ServerTrouble, LicenseRefused, AnswerUntrusted, Aborted,
   * StateUnwritable, BadOptions
   */
  async activate(licenseKey: string, options: ActivateOptions = {}): Promise<Check<Entitlement>> {
    return this.#counted('activate', () => this.#activate(licenseKey, options));
  }

  /**
   * Activates this machine without a license key: the person enters a code in the customer portal and chooses a license
   * there. Resolves once they have approved; waits ten minutes at most. Call it again for a new code.
   *
   * @throws NoNetwork, Intercepted, ServerTrouble, LicenseRefused (`access_denied`, `expired_token`, or a refusal of the
   * license), AnswerUntrusted, Aborted, StateUnwritable, BadOptions, what `show` throws
   */
  async activateBySignIn(options: SignInOptions): Promise<Check<Entitlement>> {
    return this.#counted('activateBySignIn', async () => {
      const context = this.#contextFor('activateBySignIn', options);
      await (await calls()).signIn(context, options.show);
      return this.check();
    });
  }

  /** Returns the request that `startTrial` would send, like `preview`. @throws BadOptions */
  async previewTrial(options: CallOptions = {}): Promise<Preview> {
    const context = this.#contextFor('previewTrial', options);
    return (await this.#trialStart()).preview(context);
  }

  /**
   * Starts a trial, once in twelve months for each machine that shows hardware of its own, otherwise for each
   * installation. If an activation is held or a trial runs, nothing is sent. Reads adapters: ask the person first.
   *
   * @throws NoNetwork, Intercepted, ServerTrouble, LicenseRefused (`trial_over`, `trial_not_offered`), AnswerUntrusted,
   * Aborted, StateUnwritable, BadOptions
   */
  async startTrial(options: CallOptions = {}): Promise<Check<Entitlement>> {
    await this.#setting.log.run('startTrial', async () => {
      const context = this.#contextFor('startTrial', options);
      await (await this.#trialStart()).start(context, this.check());
    });
    return this.check();
  }

  async #trialStart(): Promise<TrialStart> {
    const { TrialStart } = await calls();
    return (this.#trial ??= new TrialStart());
  }

  async #counted(call: string, activate: () => Promise<Check<Entitlement>>): Promise<Check<Entitlement>> {
    const { activationEnd } = await calls();
    try {
      const check = await this.#setting.log.run(call, activate);
      this.telemetry.activated(activationEnd());
      return check;
    } catch (error) {
      this.telemetry.activated(activationEnd(error));
      throw error;
    }
  }

  async #activate(licenseKey: string, options: ActivateOptions): Promise<Check<Entitlement>> {
    const context = this.#contextFor('activate', options);
    const { takeSeat } = await calls();
    const input = await this.#readInput(licenseKey, options);
    const isRepeated = this.#keeper.read()?.activating !== null;
    await takeSeat(context, input, this.#draft);
    this.#draft = undefined;
    await this.#bringUpToDate(context, isRepeated);
    return this.check();
  }

  /**
   * Renews the lease. If the license was suspended, revoked or released in the meantime, the answer is a signed
   * statement: the call resolves, and the check that it returns shows the reason.
   *
   * @throws NotActivated, NoNetwork, Intercepted, ServerTrouble, LicenseRefused, AnswerUntrusted, Aborted,
   * StateUnwritable, BadOptions
   */
  async renew(options: CallOptions = {}): Promise<Check<Entitlement>> {
    await this.#setting.log.run('renew', () => this.#renew(this.#contextFor('renew', options)));
    return this.check();
  }

  async #renew(context: CallContext): Promise<void> {
    const { proveSeat } = await calls();
    const isRepeated = this.#keeper.read()?.renewing !== null;
    await proveSeat(context, 'renew');
    await this.#bringUpToDate(context, isRepeated);
  }

  /**
   * Releases the seat. If the answer to a renewal was lost, the renewal is repeated first, because the release uses the
   * sequence of its lease.
   *
   * @throws NotActivated, NoNetwork, Intercepted, ServerTrouble, LicenseRefused, AnswerUntrusted, Aborted,
   * StateUnwritable, BadOptions
   */
  async release(options: CallOptions = {}): Promise<Check<Entitlement>> {
    await this.#setting.log.run('release', async () => {
      const context = this.#contextFor('release', options);
      await (await calls()).releaseSeat(context);
    });
    return this.check();
  }

  /** The two-word name that the portal shows for this machine; undefined without an activation. */
  machineName(): string | undefined {
    const holding = this.#keeper.read()?.holding;
    return holding ? machineName(holding.activation) : undefined;
  }

  /** The verified claims of the stored lease, even if it has expired; undefined without a lease. */
  lease(): LicenseLease<Entitlement> | undefined {
    const saved = this.#keeper.read();
    const lease = saved && this.#keeper.verified(saved).lease;
    return lease && (presentLease(lease, () => this.check().entitlements) as LicenseLease<Entitlement>);
  }

  /**
   * Begins a session: work that must not be cut, such as a show. What may run now stays usable in `session.check()` until
   * `session.end()`, whatever becomes of the license, and `overLease` says so. It lasts as long as the process.
   */
  startSession(): Session<Entitlement> {
    return startSession(() => this.check()) as Session<Entitlement>;
  }

  /**
   * Returns what has changed since the last call, each change once, across restarts and among all instances and
   * processes that share a store. What the app itself has done is not reported. Call it at the start and after
   * `keepFresh()`. Never throws, and uses no network.
   */
  takeEvents(): LicenseEvent[] {
    return takeEvents(this.#setting, this.#keeper);
  }

  /**
   * Copies of the request bodies of 90 days, 500 at most, oldest first, without the license key. A request deletes the
   * copies that are older than 90 days. A retry within one call sends the same bytes and is not listed a second time.
   */
  sent(): readonly SentCopy[] {
    return (this.#keeper.read()?.sent ?? []).map((copy) => ({ ...copy }));
  }

  /** The parts of this client, for the other entries of this package. @internal */
  parts(): Pick<CallContext, 'setting' | 'keeper'> {
    return { setting: this.#setting, keeper: this.#keeper };
  }

  /**
   * Renews the lease if it is outdated. A request that is repeated after a long time gets its original, old lease; this
   * lease is then renewed at once.
   */
  async #bringUpToDate(context: CallContext, isRepeated: boolean): Promise<void> {
    if (isRepeated && this.check().refreshDue) await (await calls()).proveSeat(context, 'renew');
  }

  /** Reads what the person typed. @throws BadKey, BadUsername */
  async #readInput(typedKey: string, { username }: ActivateOptions): Promise<SeatInput> {
    const { canonicalKey, requireUsername } = await calls();
    const licenseKey = canonicalKey(typedKey, this.#setting.importedKeys);
    return { licenseKey, username: requireUsername(username) };
  }

  #contextFor(call: keyof typeof RULES_OF_CALL, options: CallOptions): CallContext {
    checkOptions(options, RULES_OF_CALL[call] as OptionRules<CallOptions>, `${call}(…)`);
    if (this.#setting.quiet && call !== 'keepFresh') {
      throw new BadOptions(`${call}(…) needs a client without quiet: true.`);
    }
    const { signal } = options;
    const deadline = performance.now() + this.#setting.timeoutMs;
    return { setting: this.#setting, keeper: this.#keeper, deadline, signal };
  }
}
