/**
 * An office with a floating license: machines with the real SDK and clocks that drift, and the operations of the product
 * behind a `fetch` that can lose a request or an answer. Each answer is compared with the oracle.
 */

import { expect } from 'chai';
import { borrowSeat } from '../../../../client-sdk/typescript/floating.ts';
import { LicenseRefused, Quietkey, ServerTrouble } from '../../../../client-sdk/typescript/index.ts';
import type {
  RenewAnswer,
  RenewRequest,
  ActivateRequest,
} from '../../../../client-sdk/typescript/contract/wire.ts';
import { statusOf } from '../../../../server/domain/kernel/refusal-table.ts';
import type { Ask } from '../../../../server/domain/kernel/named-operation.ts';
import { Refusal } from '../../../../server/domain/kernel/refusal.ts';
import { operations } from '../../../../server/domain/operations.ts';
import { MemoryStore } from '../../../client-sdk/support/machine.ts';
import { SeatOracle } from './floating-oracle.ts';

/** What happens to a request: it arrives, it is lost, or its answer is lost. */
export type Fate = 'arrives' | 'request lost' | 'answer lost';

export interface OfficeTerms {
  readonly seats: number;
  readonly licenseKey: string;
  readonly rootKey: string;
}

const PATH = /^\/v1\/activations(?:\/([\w-]+)\/(lease|release))?$/;

export class Office {
  readonly oracle = new SeatOracle();
  readonly #terms: OfficeTerms;
  /** Runs an operation on one of the servers. */
  readonly #run: Ask;
  readonly now: () => number;
  readonly #machines = new Map<number, { app: Quietkey; store: MemoryStore }>();
  fate: Fate = 'arrives';
  refused = 0;

  constructor(terms: OfficeTerms, run: Ask, now: () => number) {
    this.#terms = terms;
    this.#run = run;
    this.now = now;
  }

  /** A machine, whose clock is wrong by some minutes. */
  machine(index: number, driftMinutes = 0): { app: Quietkey; store: MemoryStore } {
    const made = this.#machines.get(index) ?? this.#make(index, driftMinutes);
    this.#machines.set(index, made);
    return made;
  }

  #make(index: number, driftMinutes: number): { app: Quietkey; store: MemoryStore } {
    const store = new MemoryStore();
    const mac = `a4:5e:60:c1:00:${index.toString(16).padStart(2, '0')}`;
    const app = new Quietkey({
      server: 'https://license.example.com',
      product: 'sonar',
      rootKey: this.#terms.rootKey,
      store,
      clock: () => (this.now() + driftMinutes * 60) * 1000,
      interfaces: () => [{ name: 'eth', mac, class: 'own' as const }],
      fetch: (url, init) => this.#answer(url, init),
    });
    return { app, store };
  }

  /** Starts the app, or lets it go on: it checks a seat out if it has none, and renews it in time. */
  async use({ app }: { app: Quietkey }): Promise<void> {
    const isNew = app.machineName() === undefined;
    const before = this.fate;
    try {
      if (isNew) await app.activate(this.#terms.licenseKey);
      else {
        const { error } = await app.keepFresh();
        if (error instanceof Error) throw error;
      }
    } catch (error) {
      this.#expected(error, before);
      return;
    }
    expect(app.check().state).to.equal('licensed');
  }

  async quit({ app }: { app: Quietkey }): Promise<void> {
    if (app.machineName() === undefined) return;
    const before = this.fate;
    try {
      expect((await app.release()).reason).to.equal('returned');
    } catch (error) {
      this.#expected(error, before);
    }
  }

  async borrow({ app }: { app: Quietkey }, days: number): Promise<void> {
    if (app.lease() === undefined) return;
    const before = this.fate;
    try {
      await borrowSeat(app, { days });
      expect(app.lease()?.floating).to.equal('borrowed');
    } catch (error) {
      this.#expected(error, before);
    }
  }

  /** A call may fail only by the network, or since no seat is free. */
  #expected(error: unknown, fate: Fate): void {
    if (fate !== 'arrives' && error instanceof ServerTrouble) return;
    expect(error).to.be.instanceOf(LicenseRefused);
    expect((error as LicenseRefused).refusal).to.equal('seats_in_use');
    this.refused += 1;
  }

  async #answer(url: string, init: RequestInit): Promise<Response> {
    const { fate } = this;
    this.fate = 'arrives';
    if (fate === 'request lost') return problem(500, 'internal');
    const [, activation, verb] = PATH.exec(new URL(url).pathname) ?? [];
    const body: unknown = JSON.parse(typeof init.body === 'string' ? init.body : '');
    const mustHave = activation !== undefined && this.oracle.holds(activation, this.now());
    const isFree = this.oracle.held(this.now()) < this.#terms.seats;
    try {
      const answer = await this.#ask(activation, verb, body);
      if ('lease' in answer && !this.oracle.holds(answer.activation, this.now()))
        expect(isFree, 'a seat was free').to.equal(true);
      this.oracle.answered(answer, this.now());
      expect(this.oracle.held(this.now())).to.be.at.most(this.#terms.seats);
      return fate === 'answer lost' ? problem(500, 'internal') : Response.json(answer);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      expect(mustHave, `a machine with a seat was refused: ${error.code}`).to.equal(false);
      if (error.code === 'seats_in_use') expect(isFree, 'no seat was free').to.equal(false);
      return problem(statusOf(error.code), error.code);
    }
  }

  #ask(activation: string | undefined, verb: string | undefined, body: unknown): Promise<RenewAnswer> {
    if (activation === undefined)
      return this.#run(operations.activation.activate, { ...(body as ActivateRequest), network: null });
    const { renewLease, releaseLease } = operations.activation;
    const proven = { ...(body as RenewRequest), activation, network: null };
    return this.#run(verb === 'lease' ? renewLease : releaseLease, proven);
  }
}

function problem(status: number, code: string): Response {
  const members = {
    type: 'about:blank',
    title: code,
    status,
    code,
    detail: code,
    remedy: code,
    requestId: 'r',
  };
  return Response.json(members, { status, headers: { 'content-type': 'application/problem+json' } });
}
