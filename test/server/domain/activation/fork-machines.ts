/** A server and machines as the decision about copies sees them, without a store. */

import fc from 'fast-check';
import { decideFork, hardwareAfter, type ForkDecision } from '../../../../server/domain/activation/fork.ts';
import type { Fork } from '../../../../server/domain/activation/fork-side.ts';

export const HA: readonly string[] = ['a1', 'a2'];
export const HB: readonly string[] = ['b1', 'b2'];
export const NONE: readonly string[] = [];

/** One activation as the server keeps it, without a store. */
export class Server {
  latest = 1;
  kept: readonly string[];
  fork: Fork | undefined;
  found = false;

  constructor(hardware: readonly string[]) {
    this.kept = hardware;
  }

  /** Answers a request with the next lease; returns its sequence, and what was decided. */
  ask(sequence: number | null, hardware: readonly string[], own = true): [next: number, ForkDecision] {
    const { latest } = this;
    const shown = sequence ?? latest;
    const order = shown < latest ? 'behind' : shown > latest ? 'ahead' : 'latest';
    const next = Math.max(shown, latest) + 1;
    const decision = decideFork(this.fork, this.kept, { sequence, order, latest, next, hardware, own });
    this.kept = hardwareAfter(decision, this.kept, hardware);
    this.fork = decision.kind === 'single' ? undefined : decision.fork;
    this.latest = next;
    this.found ||= decision.kind === 'found';
    return [next, decision];
  }

  restore({ latest, kept, fork, found }: Server): void {
    Object.assign(this, { latest, kept, fork, found });
  }
}

/** What can happen to one machine, or to one of two. */
export type Event =
  | { is: 'ask' | 'lose' | 'reset' | 'hide' | 'replaceOne' | 'replaceAll' | 'backUp' | 'restoreServer' }
  | { is: 'restore'; back: number };

export class Machine {
  state: number;
  readonly past: number[];
  hardware: readonly string[];
  hidden = false;
  #seen = true;
  static #cards = 0;

  constructor(hardware: readonly string[], state = 1) {
    this.hardware = hardware;
    this.state = state;
    this.past = [state];
  }

  get shows(): readonly string[] {
    return this.hidden ? NONE : this.hardware;
  }

  ask(server: Server, sequence: number | null = this.state, isLost = false): ForkDecision {
    const [next, decision] = server.ask(sequence, this.shows);
    if (!isLost) this.past.push((this.state = next));
    if (!this.hidden) this.#seen = true;
    return decision;
  }

  /** Replaces a card, unless the server has not seen what was left of the last one. */
  replaceOne(): void {
    const [first] = this.hardware;
    if (first === undefined || !this.#seen) return;
    this.hardware = [first, this.#card()].toReversed();
    this.#seen = false;
  }

  replaceAll(): void {
    if (this.hardware.length > 0) this.hardware = [this.#card(), this.#card()];
  }

  #card(): string {
    return `card${(Machine.#cards += 1)}`;
  }
}

/** Runs an event on a machine; returns what the server decided, if it was asked. */
export function run(
  event: Event,
  machine: Machine,
  server: Server,
  backup: Server,
): ForkDecision | undefined {
  const { is } = event;
  if (is === 'ask') return machine.ask(server);
  if (is === 'lose') return machine.ask(server, machine.state, true);
  if (is === 'reset' && machine.shows.some((tag) => server.kept.includes(tag)))
    return machine.ask(server, null);
  if (is === 'restore') machine.state = machine.past.at(-1 - (event.back % machine.past.length)) ?? 1;
  if (is === 'hide') machine.hidden = !machine.hidden;
  if (is === 'replaceOne') machine.replaceOne();
  if (is === 'replaceAll') machine.replaceAll();
  if (is === 'backUp') backup.restore(server);
  if (is === 'restoreServer') server.restore(backup);
  return undefined;
}

export const plain = (is: Exclude<Event['is'], 'restore'>, weight: number) => ({
  weight,
  arbitrary: fc.constant<Event>({ is }),
});
/** Restores choose recent states often: those are the states that look most like a second machine. */
export const restore = (weight: number) => ({
  weight,
  arbitrary: fc.oneof(fc.nat(3), fc.nat(60)).map((back): Event => ({ is: 'restore', back })),
});
export const upTo = (restores: number, events: Event[]): Event[] =>
  events.filter((event, index) => event.is !== 'restore' || events.slice(0, index).filter(({ is }) => is === 'restore').length < restores); // prettier-ignore
