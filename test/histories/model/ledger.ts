/**
 * What the server can know at one moment: the seats that it gave, the leases, and the hardware that it saw. Where the
 * hardware says nothing about a request, nobody can know whether it is a copy's.
 */

import type { Sight } from './bodies.ts';
import type { Identity } from './plan.ts';
import { EMPTY_SEAT, isBefore, overlap, shown, type Exchange, type Seat, type Step } from './records.ts';

/** Who sent a request, and what the answer was. */
export interface Sent {
  readonly by: string;
  readonly isCopy: boolean;
  readonly verb: Exchange['verb'];
  readonly step: Step;
}

const keyOf = ({ activation, sequence }: Pick<Step, 'activation' | 'sequence'>): string =>
  `${activation}.${sequence}`;

export class Ledger {
  readonly #identity: Identity;
  readonly #seats: Map<string, Seat>;
  readonly #steps: Map<string, Step>;
  /** The machines that went on from a lease. */
  readonly #heirs: Map<Step, Set<string>>;

  constructor(identity: Identity, from?: Ledger) {
    this.#identity = identity;
    this.#seats = new Map([...(from?.seats() ?? [])].map((seat) => [seat.activation, { ...seat }]));
    this.#steps = new Map(from === undefined ? [] : from.#steps);
    this.#heirs = from === undefined ? new Map() : from.#heirs;
  }

  copy(): Ledger {
    return new Ledger(this.#identity, this);
  }

  seats(): Iterable<Seat> {
    return this.#seats.values();
  }

  seat(activation: string | null | undefined): Seat | undefined {
    return typeof activation === 'string' ? this.#seats.get(activation) : undefined;
  }

  step(lease: Pick<Step, 'activation' | 'sequence'>): Step | undefined {
    return this.#steps.get(keyOf(lease));
  }

  occupied(day: number): number {
    return [...this.#seats.values()].filter(({ endsDay }) => endsDay >= day).length;
  }

  add(activation: string, owner: string): Seat {
    const seat: Seat = { ...EMPTY_SEAT, activation, owner };
    this.#seats.set(activation, seat);
    return seat;
  }

  /** Notes what the server learns from a request that moves an activation on. */
  note(seat: Seat, { by, isCopy, verb, step }: Sent, endsDay: number): void {
    const { parent, hardware } = step;
    const isFromBefore = parent !== null && this.step(parent) !== parent;
    this.#steps.set(keyOf(step), step);
    seat.endsDay = endsDay;
    if (verb === 'activate' || this.#isSecondHeir(parent, by)) disturb(seat);
    // the machine has none of the hardware that it had when it was copied
    if (isCopy && seat.replaced !== null && !isBefore(seat.replaced, parent)) seat.isAnchored = false;
    const isClear = this.isClear(seat, isCopy, hardware);
    seat.moves = [...seat.moves, { by, isCopy, isClear }];
    // sequences that were given out again since a restore confuse the sides for one round
    if (isFromBefore) disturb(seat);
    if (isCopy) {
      seat.rivals = { ...seat.rivals, [by]: isClear && seat.rivals[by] !== false };
      // the server keeps the latest fork only, and another copy may have been found in an earlier one
      seat.found = seat.found.filter((name) => name === by);
      return;
    }
    seat.twins = new Set([...seat.twins, by]);
    learn(seat, step);
  }

  /** Whether the hardware in sight says that this is the original, or that it is the copy. */
  isClear(seat: Seat, isCopy: boolean, hardware: readonly string[]): boolean {
    const { evidence, isAnchored, isRestored, rivals } = seat;
    // two copies that have one sequence look like one that replaced its hardware
    if (isRestored && Object.keys(rivals).length > 1) return false;
    if (this.#identity !== 'adapters' || !isAnchored || evidence.length === 0) return false;
    if (isCopy) return hardware.length > 0 && !overlap(hardware, evidence);
    return overlap(hardware, evidence);
  }

  /** Whether a machine that lost its state shows an adapter that it showed before. */
  isRecognizable({ evidence, isAnchored }: Seat, sight: Sight): boolean {
    return this.#identity === 'adapters' && isAnchored && overlap(shown(sight, []), evidence);
  }

  /** Whether nobody can know if a request comes from the owner of the seat or from a copy. */
  isUndecidable(seat: Seat, sight: Sight): boolean {
    const rivals = Object.values(seat.rivals);
    if (rivals.length === 0 && !seat.isResumed) return false;
    if (this.#identity !== 'adapters' || !seat.isAnchored || seat.evidence.length === 0) return true;
    if (overlap(sight.own, seat.evidence)) return false;
    return sight.own.length > 0 || seat.isResumed || !rivals.every(Boolean);
  }

  #isSecondHeir(parent: Step | null, by: string): boolean {
    if (parent === null) return false;
    const heirs = this.#heirs.get(parent) ?? new Set();
    const isSecond = heirs.has(by);
    this.#heirs.set(parent, heirs.add(by));
    return isSecond;
  }
}

/** Something happened that makes a copy harder to tell: what was seen of both sides does not count any more. */
export function disturb(seat: Seat): void {
  seat.moves = [];
  seat.found = [];
}

/** What the owner's request shows of its hardware. */
function learn(seat: Seat, step: Step): void {
  const { parent, hardware } = step;
  if (seat.tip !== null && !isBefore(parent, seat.tip) && !isBefore(seat.tip, parent)) seat.isResumed = true;
  seat.tip = step;
  if (hardware.length === 0) return;
  const isContested = seat.isResumed || Object.keys(seat.rivals).length > 0;
  const isReplaced = !overlap(hardware, seat.evidence);
  if (isReplaced && seat.evidence.length > 0) seat.replaced = step;
  if (isReplaced && isContested) seat.isAnchored = false;
  seat.evidence = hardware;
}
