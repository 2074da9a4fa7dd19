/**
 * An app on a machine of a history: the real SDK with the machine's adapters, a store in memory and a network that can
 * be off, lose answers or deliver a request twice. The app follows the README: it checks at each start, renews when
 * that is due, and asks for the license key only without an activation. Every answer is shown to the oracle.
 */

import { Quietkey, type Adapter, type Check, type Identity } from '../../client-sdk/typescript/index.ts';
import type { AdapterClass } from '../../client-sdk/typescript/machine/adapter.ts';
import { DAY_SECONDS } from '../../server/domain/kernel/day.ts';
import { comeHome, sightOf, type AddressMaker, type Body, type Sight } from './model/bodies.ts';
import type { Oracle } from './model/oracle.ts';
import { EMPTY, type Contents, type Exchange } from './model/records.ts';
import { randomOf, type Random } from './model/random.ts';
import type { Vendor } from './vendor.ts';

/** A state of the store, as the app wrote it and as the oracle knows it. */
export interface Snapshot {
  readonly text: string | undefined;
  readonly contents: Contents;
}

export interface Request {
  readonly url: string;
  readonly init: RequestInit;
  readonly sight: Sight;
}

export interface AppOptions {
  readonly body: Body;
  readonly addresses: AddressMaker;
  readonly vendor: Vendor;
  readonly oracle: Oracle;
  readonly history: number;
  readonly identity: Identity;
}

export class App {
  readonly body: Body;
  /** How many of the next answers are lost. */
  losing = 0;
  /** How often the next request is delivered. */
  deliveries = 1;
  /** The app has no network before this day. */
  offlineUntil = 0;
  /** The machine is at home again, with its own adapters in sight and no dock, on this day. */
  awayUntil = 0;
  /** The days by which the machine's clock is wrong. */
  clockDays = 0;
  /** Whether the store is empty at each of so many next starts. */
  resets = 0;
  readonly #options: AppOptions;
  readonly #random: Random;
  #text: string | undefined;
  #sight: Sight;
  #client: Quietkey | undefined;
  #last: Request | undefined;
  #lost = false;
  #refused = '';
  /** What the oracle threw during a call of the SDK, which would take it for a fault of the network. */
  #fault: Error | undefined;

  constructor(options: AppOptions) {
    this.body = options.body;
    this.#options = options;
    this.#random = randomOf('app', options.history, options.body.name);
    this.#sight = sightOf(this.body, options.addresses);
  }

  get name(): string {
    return this.body.name;
  }

  get isActivated(): boolean {
    return this.#oracle.machine(this.name).contents.step !== null;
  }

  get #oracle(): Oracle {
    return this.#options.oracle;
  }

  snapshot(): Snapshot {
    return { text: this.#text, contents: this.#oracle.machine(this.name).contents };
  }

  /** Replaces the content of the store, as a restored backup does, and starts the app again. */
  put({ text, contents }: Snapshot): void {
    this.#text = text;
    this.#client = undefined;
    this.#oracle.replaceStore(this.name, contents);
  }

  empty(): void {
    this.put({ text: undefined, contents: EMPTY });
  }

  /** The content of the store is a copy of another machine's. */
  takeText({ text }: Snapshot): void {
    this.#text = text;
  }

  /** A start of the app. Without a network it only checks, now and some hours later. */
  async start(): Promise<void> {
    if (this.resets > 0) {
      this.resets -= 1;
      this.empty();
    }
    if (this.#oracle.day >= this.awayUntil) comeHome(this.body);
    this.#sight = sightOf(this.body, this.#options.addresses);
    this.#lost = false;
    this.#refused = '';
    const before = this.#check();
    if (this.#isOffline) return void this.#check();
    if (before.refreshDue) await this.#settled(this.#running().keepFresh());
    if (this.#needsKey()) await this.#activate();
    const isExcused = this.#lost || this.#refused !== '' || this.clockDays !== 0;
    this.#oracle.started(this.name, this.#check().state, isExcused);
  }

  /** The state that a check shows. */
  get state(): string {
    return this.#running().check().state;
  }

  /** The person asks for a renewal now. */
  async renewNow(): Promise<void> {
    if (!this.isActivated || this.#isOffline) return this.start();
    await this.#renew();
    await this.start();
  }

  /** A request that the network kept is delivered again. */
  async replay(request: Request): Promise<void> {
    if (this.#isOffline) return;
    await this.#settled(this.#deliver(request, false));
  }

  /** The latest request, which a network may deliver again later. */
  get lastRequest(): Request | undefined {
    return this.#last;
  }

  get #isOffline(): boolean {
    return this.#oracle.day < this.offlineUntil;
  }

  #check(): Check {
    const check = this.#running().check();
    const { state, reason } = check;
    this.#oracle.checked(this.name, this.#sight, { state, reason, today: this.#oracle.day + this.clockDays });
    return check;
  }

  async #renew(): Promise<void> {
    await this.#settled(this.#running().renew());
  }

  /** Waits for a call of the SDK, whose errors show in its answers. */
  async #settled(call: Promise<unknown>): Promise<void> {
    await call.catch(() => undefined);
    if (this.#fault !== undefined) throw this.#fault;
    if (this.#oracle.machine(this.name).isDueToShow) this.#oracle.showed(await this.#options.vendor.copied());
  }

  /** Whether the person is asked for the license key: a copy's person has none. */
  #needsKey(): boolean {
    if (this.#oracle.machine(this.name).isCopy || this.#lost) return false;
    return !this.isActivated || this.#refused === 'activation_unknown';
  }

  async #activate(): Promise<void> {
    this.#refused = '';
    await this.#settled(this.#running().activate(this.#options.vendor.licenseKey));
  }

  #running(): Quietkey {
    const { vendor } = this.#options;
    this.#client ??= new Quietkey({
      server: 'http://127.0.0.1',
      product: vendor.product,
      rootKey: vendor.rootKey,
      store: { read: () => this.#text, write: (text) => void (this.#text = text) },
      identity: this.#options.identity,
      clock: () => (vendor.clock.now() + this.clockDays * DAY_SECONDS) * 1000,
      interfaces: () => adaptersOf(this.#sight),
      fetch: (url, init) => this.#send({ url, init, sight: this.#sight }),
      // four bytes are the pause before a retry, which is not waited for
      random: (count) => (count === 4 ? new Uint8Array(4) : this.#random.bytes(count)),
    });
    return this.#client;
  }

  async #send(request: Request): Promise<Response> {
    if (this.#isOffline) throw new TypeError('fetch failed');
    this.#last = request;
    const isLost = this.losing > 0;
    if (isLost) this.losing -= 1;
    let answer = await this.#deliver(request, !isLost);
    for (; this.deliveries > 1; this.deliveries -= 1) answer = await this.#deliver(request, !isLost);
    this.#lost = isLost;
    if (isLost) throw new TypeError('fetch failed');
    return answer;
  }

  async #deliver({ url, init, sight }: Request, isDelivered: boolean): Promise<Response> {
    const answer = await this.#options.vendor.fetch(url, init);
    const exchange = exchangeOf(url, init, answer.status, await answer.clone().json());
    this.#refused = exchange.answer.kind === 'refused' ? exchange.answer.code : '';
    try {
      this.#oracle.answered(this.name, exchange, sight, isDelivered);
    } catch (error) {
      this.#fault ??= error as Error;
    }
    return answer;
  }
}

function adaptersOf({ own, foreign, unknown }: Sight): Adapter[] {
  const adapters = (macs: readonly string[], kind: AdapterClass): Adapter[] =>
    macs.map((mac, index) => ({ name: `${kind}${index}`, mac, class: kind }));
  return [...adapters(own, 'own'), ...adapters(foreign, 'foreign'), ...adapters(unknown, 'unknown')];
}

function exchangeOf(url: string, { body }: RequestInit, status: number, json: unknown): Exchange {
  const { nonce } = JSON.parse(body as string) as { nonce: string };
  const verb = url.endsWith('/activations') ? 'activate' : url.endsWith('/lease') ? 'renew' : 'release';
  const answer = json as { activation: string; sequence: number; statement?: string; code: string };
  if (status !== 200) return { verb, nonce, answer: { kind: 'refused', code: answer.code } };
  if (answer.statement !== undefined) return { verb, nonce, answer: { kind: 'statement' } };
  const { activation, sequence } = answer;
  return { verb, nonce, answer: { kind: 'lease', activation, sequence } };
}
