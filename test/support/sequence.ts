/**
 * A seeded sequence of operations on one license: actions of a machine, its owner and an operator in random order, with
 * ids, randomness and time determined by the seed.
 */

import { createHash } from 'node:crypto';
import type { IssueAnswer } from '../../client-sdk/typescript/contract/license-view.ts';
import type { ActivateAnswer } from '../../client-sdk/typescript/contract/wire.ts';
import { DAY_SECONDS, toDay, addSeconds, addDays, startOf } from '../../server/domain/kernel/day.ts';
import type { NamedOperation } from '../../server/domain/kernel/named-operation.ts';
import { operations } from '../../server/domain/operations.ts';
import type { Call } from '../../server/domain/kernel/ports.ts';
import { proofOf } from './machine.ts';

/** Runs an operation; undefined if it was refused. */
export type Ask = <Input>(
  operation: NamedOperation<Input>,
  input: NoInfer<Input>,
  call: Call,
) => Promise<unknown>;

const BEGIN = toDay(20_781);
const MACHINES = 3;
const TAGS = 3;
const NETWORKS = [null, '192.0.2.0/24', '2001:db8::/48'];
/** Texts whose order, width and escaping could differ between engines. */
const TEXTS = ['a', 'B', 'Ä\u0301', '日本', '😀', '\uffdc', "'; --", ':x $1 \\ %', 'ß'.repeat(99)];

/** Numbers and texts from a seed. */
class Seeded {
  readonly #seed: string;
  #draws = 0;

  constructor(seed: string) {
    this.#seed = seed;
  }

  /** base64url of this many bytes, at most 32. */
  text(bytes: number): string {
    return this.#next().toString('base64url', 0, bytes);
  }

  below(end: number): number {
    return this.#next().readUInt32BE(0) % end;
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)] as Item;
  }

  #next(): Buffer {
    this.#draws += 1;
    return createHash('sha256').update(`${this.#seed} ${this.#draws}`).digest();
  }
}

interface Machine {
  tags: string[];
  held?: ActivateAnswer;
  /** The latest request, to be sent again. */
  sent?: () => Promise<unknown>;
}

export class Sequence {
  readonly #seeded: Seeded;
  readonly #ask: Ask;
  readonly #product: string;
  readonly #machines: Machine[];
  #issued: IssueAnswer | undefined;
  #day = BEGIN;

  constructor(seed: number, ask: Ask) {
    this.#seeded = new Seeded(`sequence ${seed}`);
    this.#ask = ask;
    this.#product = `p-${seed}`;
    this.#machines = Array.from({ length: MACHINES }, () => ({ tags: this.#tags() }));
  }

  /** A product and a license; sometimes both are requested again, as after a lost answer. */
  async begin(): Promise<void> {
    const seeded = this.#seeded;
    const idempotencyKey = seeded.text(9);
    const terms = {
      seats: 1 + seeded.below(3),
      durationDays: seeded.pick([null, 30, 400]),
      forks: seeded.pick(['allow', 'new_seat', 'refuse'] as const),
      releaseCooldownDays: seeded.pick([0, 300]),
      releasesPerYear: seeded.pick([null, null, 2]),
      usernameRequired: seeded.below(4) === 0,
      entitlements: ['export', 'a.b'],
    };
    const product = { product: this.#product, name: seeded.pick(TEXTS).slice(0, 40), terms, idempotencyKey };
    const isRepeated = seeded.below(4) === 0;
    await this.#ask(operations.licensing.addProduct, product, this.#call());
    if (isRepeated) await this.#ask(operations.licensing.addProduct, product, this.#call());
    const issue = { product: this.#product, email: `${seeded.text(6)}@example.com`, order: seeded.text(6) };
    this.#issued = (await this.#ask(operations.licensing.issueLicense, issue, this.#call())) as IssueAnswer;
    if (!isRepeated) return;
    await this.#ask(operations.licensing.issueLicense, issue, this.#call());
    await this.#ask(operations.licensing.issueLicense, { ...issue, idempotencyKey }, this.#call());
    await this.#ask(
      operations.licensing.issueLicense,
      { ...issue, order: 'another', idempotencyKey },
      this.#call(),
    );
  }

  async act(): Promise<void> {
    const machine = this.#seeded.pick(this.#machines);
    const acts = [
      ...Array.from({ length: 5 }, () => () => this.#activate(machine)),
      ...Array.from({ length: 4 }, () => () => this.#prove('renew', machine)),
      () => this.#prove('release', machine),
      () => this.#leave(),
      ...Array.from({ length: 2 }, () => async () => machine.sent?.()),
      ...Array.from({ length: 3 }, () => () => this.#wait()),
      ...Array.from({ length: 3 }, () => () => this.#operate()),
      () => this.#copy(machine),
      () => this.#look(),
    ];
    await this.#seeded.pick(acts)();
  }

  #tags(): string[] {
    return Array.from({ length: TAGS }, () => this.#seeded.text(16));
  }

  #call(actor = `operator:${this.#product}`): Call {
    const now = addSeconds(startOf(this.#day), this.#seeded.below(DAY_SECONDS));
    const [id, random] = [this.#seeded.text(16), this.#seeded.text(32)];
    return { now, confirmedDay: this.#day, id, random, salt: random, actor };
  }

  async #wait(): Promise<void> {
    this.#day = addDays(this.#day, 1 + this.#seeded.below(60));
  }

  async #activate(machine: Machine): Promise<void> {
    const seeded = this.#seeded;
    // sometimes an adapter is replaced, or belongs to another machine
    if (seeded.below(3) === 0) {
      machine.tags = [...machine.tags.slice(1), seeded.pick([seeded.text(16), this.#machines[0]!.tags[0]!])];
      machine.tags = [...new Set(machine.tags)];
    }
    const { licenseKey = '' } = this.#issued ?? {};
    const nonce = seeded.text(16);
    const input = {
      product: this.#product,
      licenseKey,
      tags: machine.tags,
      nonce,
      network: seeded.pick(NETWORKS),
      ...(seeded.below(2) === 0 ? { username: 'Ada' } : {}),
      ...(seeded.below(3) === 0 && machine.held !== undefined
        ? { held: held(machine.held, 'activate', nonce, machine.tags) }
        : {}),
    };
    machine.sent = () => this.#ask(operations.activation.activate, input, this.#call('client'));
    this.#keep(machine, await machine.sent());
  }

  async #leave(): Promise<void> {
    for (const machine of this.#machines) await this.#prove('release', machine);
  }

  /** Another machine gets a copy of this one's state, and both continue with it. */
  async #copy(machine: Machine): Promise<void> {
    const { held: state, sent } = machine;
    const copy = { tags: this.#tags(), ...(state && { held: state }), ...(sent && { sent }) };
    this.#machines[this.#seeded.below(MACHINES)] = copy;
    await this.#prove('renew', copy);
    await this.#prove('renew', machine);
  }

  async #prove(verb: 'renew' | 'release', machine: Machine): Promise<void> {
    if (machine.held === undefined) return;
    const nonce = this.#seeded.text(16);
    const { tags } = machine;
    const shown = held(machine.held, verb, nonce, tags);
    const input = { ...shown, nonce, tags, network: this.#seeded.pick(NETWORKS) };
    const operation = operations.activation[verb === 'renew' ? 'renewLease' : 'releaseLease'];
    machine.sent = () => this.#ask(operation, input, this.#call('client'));
    this.#keep(machine, await machine.sent());
  }

  /** Stores the answer most of the time: a machine may also miss an answer. */
  #keep(machine: Machine, answer: unknown): void {
    if (answer === undefined || this.#seeded.below(8) === 0) return;
    if ('lease' in (answer as object)) machine.held = answer as ActivateAnswer;
  }

  async #operate(): Promise<void> {
    const seeded = this.#seeded;
    const license = this.#issued?.license.license ?? '';
    const reason = seeded.pick(TEXTS);
    const change = { license, reason, idempotencyKey: seeded.pick(['one', 'two', seeded.text(9)]) };
    const acts: (() => Promise<unknown>)[] = [
      () => this.#ask(operations.licensing.suspendLicense, change, this.#call()),
      () => this.#ask(operations.licensing.reinstateLicense, change, this.#call()),
      () => this.#ask(operations.licensing.reinstateLicense, change, this.#call()),
      () =>
        this.#ask(
          operations.licensing.renewLicense,
          { ...change, endsOn: seeded.pick([undefined, null]) },
          this.#call(),
        ),
      () => this.#ask(operations.licensing.setSeats, { ...change, seats: 1 + seeded.below(3) }, this.#call()),
      () =>
        this.#ask(
          operations.licensing.changeProduct,
          { product: this.#product, name: reason.slice(0, 40), terms: { leaseDays: 20 + seeded.below(9) } },
          this.#call(),
        ),
      () =>
        this.#ask(
          operations.activation.releaseByOperator,
          { ...change, activation: seeded.pick(this.#machines).held?.activation ?? 'none' },
          this.#call(),
        ),
      ...(seeded.below(6) === 0
        ? [() => this.#ask(operations.licensing.revokeLicense, change, this.#call())]
        : []),
    ];
    await seeded.pick(acts)();
  }

  async #look(): Promise<void> {
    const license = this.#issued?.license.license ?? '';
    await this.#ask(operations.activation.listActivations, { license }, this.#call());
    await this.#ask(operations.privacy.listHoldings, { license }, this.#call());
    await this.#ask(operations.licensing.showLicense, { license }, this.#call());
  }
}

function held(
  { activation, epoch, sequence, secret }: ActivateAnswer,
  verb: string,
  nonce: string,
  tags: readonly string[],
): { activation: string; epoch: number; sequence: number; proof: string } {
  const fields = [verb, activation, String(epoch), String(sequence), nonce, ...tags];
  return { activation, epoch, sequence, proof: proofOf(secret, fields) };
}
