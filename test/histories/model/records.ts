/**
 * What the oracle notes: what the store of each app contains, and what a server can know of each activation. All of it
 * follows from the hardware that was really in sight and from the answers that were seen on the wire.
 */

import type { Sight } from './bodies.ts';

/** A lease that the server gave out: one step from the lease that the request showed. */
export interface Step {
  readonly activation: string;
  readonly sequence: number;
  readonly day: number;
  readonly parent: Step | null;
  /** The last day of the license, as the lease states it; null: perpetual. */
  readonly licenseEndsDay: number | null;
  /** What the lease was given for: addresses of own adapters, or none of them. */
  readonly hardware: readonly string[];
}

/** What a store contains. */
export interface Contents {
  step: Step | null;
  /** The adapters that the lease names, from the latest answer with this lease. */
  hardware: readonly string[];
  /** The day of the suspension or revocation that the app has heard of; null: none. */
  takenDay: number | null;
  /** The days on which only another machine's hardware was in sight. */
  daysElsewhere: readonly number[];
  /** The latest day that the machine's clock has shown since the lease. */
  latestDay: number;
  /** The days on which the clock went on behind that day. */
  daysBehind: readonly number[];
}

export const EMPTY: Contents = {
  step: null,
  hardware: [],
  takenDay: null,
  daysElsewhere: [],
  latestDay: 0,
  daysBehind: [],
};

export interface Machine {
  readonly name: string;
  /** Machines with the same hardware are one machine to everyone: a clone of a virtual machine, and its original. */
  readonly hardware: string;
  /** The activation that this machine was given first, or the one that it copied. */
  seat: string | null;
  /** Whether it only has a copy of the state of another machine. */
  isCopy: boolean;
  /** Whether another machine used the copied activation since the copy was made. */
  sawOther: boolean;
  /** Whether the vendor must see by now that the machine is a copy, which the terms allow. */
  isDueToShow: boolean;
  contents: Contents;
}

/** A request that moved an activation on. */
interface Move {
  readonly by: string;
  readonly isCopy: boolean;
  /** Whether its hardware says whether it is the original or the copy. */
  readonly isClear: boolean;
}

/** What the server can know of an activation. */
export interface Seat {
  readonly activation: string;
  readonly owner: string;
  /** The last day on which the seat is occupied. */
  endsDay: number;
  /** The own adapters that the owner showed last. */
  evidence: readonly string[];
  /** Whether that hardware follows, step by step, from the hardware before any copy or second lineage. */
  isAnchored: boolean;
  /** The copies that made a request, and whether each showed other hardware in all of them. */
  rivals: Readonly<Record<string, boolean>>;
  /** The machines that made a request and are no copies: the owner, and those with the same hardware. */
  twins: ReadonlySet<string>;
  /** Whether the server was restored, which gives out the same sequences again. */
  isRestored: boolean;
  /** The owner's first lease after all its hardware was replaced at once. */
  replaced: Step | null;
  /** Whether two lineages of the owner went on, as after restores of different states. */
  isResumed: boolean;
  /** The owner's latest lease. */
  tip: Step | null;
  /** The moves since the last event that makes a copy harder to tell. */
  moves: readonly Move[];
  /** The copies that were refused since then. */
  found: readonly string[];
}

export const EMPTY_SEAT: Omit<Seat, 'activation' | 'owner'> = {
  endsDay: 0,
  evidence: [],
  isAnchored: true,
  rivals: {},
  twins: new Set(),
  isRestored: false,
  replaced: null,
  isResumed: false,
  tip: null,
  moves: [],
  found: [],
};

/** What was asked and answered, as seen on the wire. */
export interface Exchange {
  readonly verb: 'activate' | 'renew' | 'release';
  readonly nonce: string;
  readonly answer:
    | { readonly kind: 'lease'; readonly activation: string; readonly sequence: number }
    | { readonly kind: 'statement' }
    | { readonly kind: 'refused'; readonly code: string };
}

/**
 * The adapters that a request shows: at most four own ones. Those of the lease come first, then those with the lowest
 * addresses.
 */
export function shown({ own }: Sight, lease: readonly string[]): readonly string[] {
  const isKnown = (address: string): boolean => lease.includes(address);
  const inOrder = own.toSorted();
  return [...inOrder.filter(isKnown), ...inOrder.filter((address) => !isKnown(address))].slice(0, 4);
}

export const overlap = (some: readonly string[], others: readonly string[]): boolean =>
  some.some((address) => others.includes(address));

/** Whether `step` is `other` or one of the steps before it. */
export function isBefore(step: Step | null, other: Step | null): boolean {
  for (let earlier = other; earlier !== null; earlier = earlier.parent) if (earlier === step) return true;
  return step === null;
}

/**
 * Whether a copy must be found by now: after both the original and the copy went on from the fork, the copy made a
 * request already, and this is its second.
 */
export function mustBeFound(moves: readonly Move[], copy: string): boolean {
  if (moves.some((move) => !move.isClear || (move.isCopy && move.by !== copy))) return false;
  const fork = bothBy(moves, 0);
  const both = fork < 0 ? -1 : bothBy(moves, fork + 1);
  return both >= 0 && moves.slice(both + 1).some((move) => move.isCopy);
}

/** The first index at which, counted from `from`, the original and the copy have both made a request; -1: none. */
function bothBy(moves: readonly Move[], from: number): number {
  const later = moves.slice(from);
  const [original, copy] = [false, true].map((isCopy) => later.findIndex((move) => move.isCopy === isCopy));
  if (original === undefined || copy === undefined || original < 0 || copy < 0) return -1;
  return from + Math.max(original, copy);
}
