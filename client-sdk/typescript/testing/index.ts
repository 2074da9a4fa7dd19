/**
 * The entry `@quietkey/client/testing`: tests of an app's licensing without a server. A kit is a fake license server,
 * with a clock that the test moves and machines that the kit makes. All of the SDK's own code runs: leases are really
 * signed, by a root key that is made for the kit, and only the wire is replaced.
 */
import { DEFAULT_TERMS } from '../contract/product-terms.ts';
import {
  formatSealedAnswer,
  parseOfflineRequest,
  readOfflineText,
  writeOfflineText,
  type OfflineRequest,
} from '../contract/offline.ts';
import type { RenewalNotice } from '../contract/wire.ts';
import type { CheckReason, CheckState } from '../lease/check.ts';
import { sealAnswer } from '../primitives/answer-box.ts';
import { DAY_SECONDS } from '../primitives/clock.ts';
import { TestClock } from './clock.ts';
import { Issuer } from './issuer.ts';
import { checkKit, checkLicense, type TestKitOptions } from './kit-rules.ts';
import { makeLicense, TestLicense, type LicenseOptions } from './license.ts';
import { Licensing } from './licensing.ts';
import { TestMachine, type MachineKind } from './machines.ts';
import { FakeServer, type Failure, type SentRequest } from './server.ts';
import { bringAbout } from './situations.ts';
import { Trials } from './trials.ts';

export type { Span, TestClock } from './clock.ts';
export { FAULTS, type Fault } from './faults.ts';
export type { TestKitOptions } from './kit-rules.ts';
export type { LicenseOptions, TestLicense } from './license.ts';
export { MACHINE_KINDS, type Disk, type MachineKind, type TestMachine } from './machines.ts';
export type { AppCode } from '../contract/codes.ts';
export { APP_CODES, type PlannedProblem } from './problems.ts';
export type { Failure, SentRequest } from './server.ts';

const SERVER = 'https://license.example';
const START = '2026-03-02T12:00:00Z';

export class TestKit {
  /** The time, for the fake server and every machine. */
  readonly clock: TestClock;
  readonly #product: string;
  readonly #prefix: string | undefined;
  readonly #issuer = new Issuer();
  readonly #licensing: Licensing;
  readonly #server: FakeServer;

  /** @throws BadOptions */
  constructor(options: TestKitOptions) {
    checkKit(options);
    const { product, prefix, terms, start = START } = options;
    this.#product = product;
    this.#prefix = prefix;
    this.clock = new TestClock(start);
    const all = { ...DEFAULT_TERMS, ...terms };
    this.#licensing = new Licensing(all, () => Math.floor(this.clock.now() / 1_000));
    this.#server = new FakeServer(
      { licensing: this.#licensing, trials: new Trials(all, () => this.#today()) },
      this.#issuer,
    );
  }

  /** Every request of every machine, oldest first, whether or not it arrived. */
  get requests(): readonly SentRequest[] {
    return this.#server.requests;
  }

  /** Issues a license. Options that are left out follow from the terms of the product. @throws BadOptions */
  issue(options: LicenseOptions = {}): TestLicense {
    checkLicense(options);
    return this.#issue(options);
  }

  /** Makes a machine, with adapters that no other machine has. */
  machine(kind: MachineKind = 'laptop'): TestMachine {
    return new TestMachine(kind, {
      server: SERVER,
      product: this.#product,
      rootKey: this.#issuer.rootKey,
      clock: this.clock,
      fetch: (url, init) => this.#server.fetch(url, init),
    });
  }

  /**
   * Makes a laptop on which `check()` gives this reason, with a new license and real calls.
   *
   * @param state - for a reason with several states; by default the first of its states in the README's table
   * @throws Error for a state that a check does not give with this reason, or that the terms of the product exclude
   */
  async machineIn(reason: CheckReason, state?: CheckState): Promise<TestMachine> {
    const machine = this.machine();
    const { clock } = this;
    const issue = (options: LicenseOptions & { product?: string } = {}): TestLicense => this.#issue(options);
    const stage = { terms: this.#licensing.terms, clock, server: this.#server, machine, issue };
    await bringAbout(stage, reason, state);
    return machine;
  }

  /**
   * Makes the next requests fail: by a fault of the network, or by a problem that the server answers. A call of the SDK
   * makes up to three attempts, so a call succeeds only if fewer requests fail.
   *
   * @param times - how many requests fail; by default all until `recover()`
   */
  fail(failure: Failure, { times = Number.POSITIVE_INFINITY }: { times?: number } = {}): void {
    this.#server.fail(failure, times);
  }

  /** Ends what `fail` began. */
  recover(): void {
    this.#server.fail('offline', 0);
  }

  /** Replaces the signing keys, as a vendor does after a theft. */
  replaceKeys(): void {
    this.#issuer.replaceKeys();
  }

  /**
   * Answers a request file of `@quietkey/client/offline`, as a vendor does.
   *
   * @throws RangeError for a text that is not a request; Error with the code of a refusal as its message
   */
  answerFile(text: string): string {
    const read = readOfflineText('request', text);
    const request = (read.ok && parseOfflineRequest(read.content)) as OfflineRequest | false | undefined;
    if (!request) throw new RangeError('This text is no request file.');
    const answer = JSON.stringify(this.#server.answer(request));
    const sealed = sealAnswer(answer, { key: request.key, nonce: request.body.nonce });
    return writeOfflineText('answer', formatSealedAnswer(sealed));
  }

  /**
   * Writes the vendor's farewell, for `acceptFarewell` of `@quietkey/client/offline`.
   *
   * @param from - the first day on which it is in force, `YYYY-MM-DD`; by default today
   */
  farewell({
    product: aud = this.#product,
    from,
    entitlements = [],
  }: { product?: string; from?: string; entitlements?: string[] } = {}): string {
    const effective = from === undefined ? this.#today() * DAY_SECONDS : Date.parse(from) / 1_000;
    return this.#issuer.signFarewell({ aud, effective, entitlements });
  }

  /** Publishes a farewell: every lease brings it from now on. Undefined: no lease does. */
  publish(farewell: string | undefined): void {
    this.#server.farewell = farewell;
  }

  /** Tells the person something with each renewal from now on; without names: nothing. */
  notify(...notices: RenewalNotice[]): void {
    this.#server.notices = notices;
  }

  #issue({ product = this.#product, ...options }: LicenseOptions & { product?: string }): TestLicense {
    const { seats, entitlements, durationDays, updatesDays } = this.#licensing.terms;
    const record = makeLicense(
      { product, prefix: this.#prefix, today: this.#today() },
      {
        seats,
        entitlements,
        endsOn: this.#lastDay(durationDays),
        updatesUntil: this.#lastDay(updatesDays),
        ...options,
      },
    );
    this.#licensing.licenses.push(record);
    return new TestLicense(record, () => this.#today());
  }

  /** The last day of a period that begins today. */
  #lastDay(days: number | null): string | null {
    return days === null ? null : this.clock.dayAfter(days);
  }

  #today(): number {
    return Math.floor(this.clock.now() / 1_000 / DAY_SECONDS);
  }
}
