/**
 * The license of one app on one machine. `check` never touches the network; `activate`, `renew` and `release` do, and
 * can be called again after any failure: a request is kept before it is sent, so that a repeated call gets the same
 * answer. Only a verified answer changes what is held. Instances, threads and processes may share one store.
 */
import type { AdapterList } from './machine/adapters.ts';
import { decideCheck, type Machine } from './lease/check.ts';
import { adapterTags, installTag } from './machine/device-tags.ts';
import { LicenseRefused } from './primitives/errors.ts';
import { proveSeat, tagKeyOf, takeSeat, type Talk } from './exchange/exchange.ts';
import { Keeper } from './exchange/keeper.ts';
import { machineName } from './contract/machine-name.ts';
import { readOptions, type QuietkeyOptions } from './options.ts';
import { presentCheck, type Check } from './lease/presentation.ts';
import type { SavedState, SentCopy } from './state/state.ts';
import { activationEnd } from './telemetry/facts.ts';
import { Telemetry } from './telemetry/telemetry.ts';
import type { LeaseClaims } from './contract/wire.ts';
import { canonicalKey } from './exchange/typed-key.ts';
import type { Setting } from './exchange/setting.ts';

export interface CallOptions {
  /** Stops the call with `Aborted`. */
  signal?: AbortSignal | undefined;
}

export interface ActivateOptions extends CallOptions {
  /** The account username, where the vendor's terms ask for it. */
  username?: string | undefined;
}

export class Quietkey {
  /** Off until the person says yes. */
  readonly telemetry: Telemetry;
  readonly #setting: Setting;
  readonly #keeper: Keeper;

  /** @throws BadOptions */
  constructor(options: QuietkeyOptions) {
    this.#setting = readOptions(options);
    this.#keeper = new Keeper(this.#setting);
    this.telemetry = new Telemetry(this.#setting, () => this.lease()?.iat);
  }

  /** Says what the app may do now, offline and at once. Never throws. Writes at most once a day: the day itself. */
  check(): Check {
    const saved = this.#keeper.read();
    if (!saved) return presentCheck({ state: 'unlicensed', reason: 'state_unreadable', refreshDue: false });
    const now = this.#setting.now();
    const held = this.#keeper.held(saved);
    const decision = decideCheck(held, now, this.#machine(saved));
    if (held.lease) this.#keeper.rememberDay(saved, now);
    return presentCheck(decision, held, saved.holding);
  }

  /**
   * Takes a seat on this machine, or keeps the seat that it has.
   *
   * @throws BadKey, NoNetwork, Intercepted, ServerTrouble, LicenseRefused, AnswerUntrusted, Aborted, StateUnwritable
   */
  async activate(licenseKey: string, options: ActivateOptions = {}): Promise<Check> {
    try {
      const check = await this.#activate(licenseKey, options);
      this.telemetry.activated(activationEnd());
      return check;
    } catch (error) {
      this.telemetry.activated(activationEnd(error));
      throw error;
    }
  }

  async #activate(licenseKey: string, options: ActivateOptions): Promise<Check> {
    const talk = this.#talk(options);
    const isRepeated = this.#keeper.read()?.activating !== null;
    await takeSeat(talk, canonicalKey(licenseKey), options.username ?? null);
    return this.#upToDate(talk, isRepeated);
  }

  /**
   * Renews the lease. Where the license was taken away in between, the answer is a signed statement and the check shows
   * it: that is no error.
   *
   * @throws NotActivated, NoNetwork, Intercepted, ServerTrouble, LicenseRefused, AnswerUntrusted, Aborted,
   *   StateUnwritable
   */
  async renew(options: CallOptions = {}): Promise<Check> {
    const talk = this.#talk(options);
    const isRepeated = this.#keeper.read()?.renewing !== null;
    await proveSeat(talk, 'renew');
    return this.#upToDate(talk, isRepeated);
  }

  /**
   * Gives the seat back. A renewal whose answer was lost is asked for first, since the release builds on it.
   *
   * @throws as `renew`
   */
  async release(options: CallOptions = {}): Promise<Check> {
    const talk = this.#talk(options);
    const saved = this.#keeper.read();
    if (saved?.holding && saved.renewing && !saved.releasing) {
      const outcome = await proveSeat(talk, 'renew').catch(passRefusal);
      if (outcome?.kind === 'ending' && outcome.statement.kind === 'released') return this.check();
    }
    await proveSeat(talk, 'release');
    return this.check();
  }

  /** The two words that the portal shows for this machine; undefined where it holds no activation. */
  machineName(): string | undefined {
    const holding = this.#keeper.read()?.holding;
    return holding ? machineName(holding.activation) : undefined;
  }

  /** The verified claims of the lease that is held, whatever they are worth now; undefined where there is none. */
  lease(): LeaseClaims | undefined {
    const saved = this.#keeper.read();
    return structuredClone(saved && this.#keeper.held(saved).lease);
  }

  /**
   * Copies of the last 50 request bodies, oldest first, with the license key left out. A repetition within one call
   * sends the same bytes and is not listed again.
   */
  sent(): readonly SentCopy[] {
    return (this.#keeper.read()?.sent ?? []).map((copy) => ({ ...copy }));
  }

  /** The answer to a request that was repeated after a long time is the lease of that day: then the next one is due. */
  async #upToDate(talk: Talk, isRepeated: boolean): Promise<Check> {
    const check = this.check();
    if (!isRepeated || !check.refreshDue) return check;
    await proveSeat(talk, 'renew');
    return this.check();
  }

  #talk({ signal }: CallOptions): Talk {
    const deadline = performance.now() + this.#setting.timeoutMs;
    return { setting: this.#setting, keeper: this.#keeper, deadline, signal };
  }

  #machine({ holding, installId }: SavedState): Machine {
    if (!holding) return { tags: [], installTag: '', complete: false };
    const tagKey = tagKeyOf(holding);
    const { adapters, complete } = this.#adapters();
    return { tags: adapterTags(tagKey, adapters), installTag: installTag(tagKey, installId ?? ''), complete };
  }

  #adapters(): AdapterList {
    try {
      return this.#setting.adapters();
    } catch {
      return { adapters: [], complete: false };
    }
  }
}

/** A refused renewal does not keep anyone from giving the seat back. */
function passRefusal(error: unknown): undefined {
  if (!(error instanceof LicenseRefused)) throw error;
}
