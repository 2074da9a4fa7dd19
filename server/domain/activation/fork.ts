/**
 * Forks: whether two machines renew one activation. A request that is behind the latest lease forks the activation into
 * a trunk, which has that lease, and a branch, which is given the next one. If only the branch keeps renewing, a state
 * was restored, any number of times. A copy is proven when both sides keep renewing, unless their hardware shows that
 * they are one machine. This file decides only what is proven and which side is the copy; the terms decide what follows
 * (`renew.ts`).
 *
 * 1. A request belongs to the side whose hardware it shows, or else to the side whose sequence it shows. A request that
 *    is behind and matches neither side opens a new fork.
 * 2. A request that opens a fork shows an old lease. The hardware that got this lease is the hardware from before the
 *    fork.
 * 3. A side that shows that hardware is the machine itself. A side that shows other hardware is the copy. If both
 *    sides show other hardware, or neither shows any, the branch is the copy (see the table in `fork-proof.ts`).
 * 4. A copy that was found is recognised by its hardware or by its sequence. It then belongs to neither side of
 *    the fork.
 *
 * Guarantees, tested as properties in `fork-properties.test.ts`: a side that shows hardware from before the fork is
 * never the copy; showing no hardware is never evidence against a side; a single machine that keeps any own adapter is
 * never taken for a copy. Nor is a single machine without any hardware whose state is restored three times.
 */

import { copyIn } from './fork-proof.ts';
import {
  evidenceOf,
  isLike,
  isOther,
  joined,
  unlessAfter,
  type Fork,
  type Shown,
  type Side,
  type SideName,
} from './fork-side.ts';

/** A request for the next lease of an activation. */
export interface Sighting extends Shown {
  /** The sequence that the machine shows; null: a machine without its state, recognised by its tags. */
  readonly sequence: number | null;
  readonly order: 'behind' | 'latest' | 'ahead';
  /** The sequence of the latest lease, and the sequence of the lease that would be given now. */
  readonly latest: number;
  readonly next: number;
}

export type ForkDecision =
  /** `single`: one machine; nothing is remembered. */
  | { readonly kind: 'single' }
  /** `kept`: nothing is proven; the evidence is remembered. */
  | { readonly kind: 'kept'; readonly fork: Fork }
  /** `found`: this request proves a copy. It is still answered, and the copy is judged at its next request. */
  | { readonly kind: 'found'; readonly fork: Fork }
  /**
   * `copy`: the request of a copy that was found. `fork`: the state of the fork if the request is answered. `rest`: its
   * state if the copy gets an activation of its own.
   */
  | { readonly kind: 'copy'; readonly fork: Fork; readonly rest: Fork };

const SIDES: readonly SideName[] = ['trunk', 'branch'];

/**
 * The place of a request in a fork. `agrees` is false if its sequence points to one side and its hardware to the other.
 */
type Place =
  | { readonly kind: 'side'; readonly side: SideName; readonly agrees: boolean }
  /** `both`: the two sides are one machine. */
  | { readonly kind: 'both' }
  /** `neither`: another state was restored. */
  | { readonly kind: 'neither' };

/**
 * Decides what a request shows about copies.
 * @param fork what is remembered of the latest fork, if anything
 * @param kept the stored hardware tags of the activation, used if no fork is remembered
 */
export function decideFork(
  fork: Fork | undefined,
  kept: readonly string[],
  sighting: Sighting,
): ForkDecision {
  if (fork === undefined) return firstOf(kept, sighting);
  if (fork.copy !== null && isCopy(fork, fork.copy, sighting)) return copyAgain(fork, fork.copy, sighting);
  const place = placeOf(fork, sighting);
  if (place.kind === 'both') return merged(fork, sighting);
  if (place.kind === 'neither') return { kind: 'kept', fork: reopened(fork, sighting) };
  if (isReplaced(fork, place.side, sighting))
    return { kind: 'kept', fork: replaced(fork, place.side, sighting) };
  const next = wentOn(fork, place, sighting);
  const proven = copyIn(next);
  return proven === undefined ? { kind: 'kept', fork: next } : { kind: 'found', fork: found(next, proven) };
}

/**
 * The hardware tags by which a machine without its state is recognised. The tags of found copies are not among them.
 */
export function hardwareOf({ known, trunk, branch }: Fork): string[] {
  return [...new Set([...known, ...trunk.tags, ...branch.tags])];
}

/**
 * The hardware tags by which a machine without its state is recognised after a request.
 * @param kept the tags before the request
 */
export function hardwareAfter(
  decision: ForkDecision,
  kept: readonly string[],
  shown: readonly string[],
): readonly string[] {
  if (decision.kind !== 'single') return hardwareOf(decision.fork);
  return shown.length > 0 ? shown : kept;
}

/** Judges a request when no fork is remembered. A request that is behind or shows other hardware opens a fork. */
function firstOf(kept: readonly string[], sighting: Sighting): ForkDecision {
  const { order, sequence, latest, next } = sighting;
  const before = alone({ known: kept, copy: null }, { sequence: latest, tags: [] }, 0);
  if (sequence !== null && order === 'behind')
    return { kind: 'kept', fork: opened(before, before.trunk, sighting) };
  if (!isOther(kept, sighting)) return { kind: 'single' };
  return { kind: 'kept', fork: alone(before, shownNow(sighting), next - 1) };
}

/** Whether a request comes from a copy that was found, and shows no hardware of the machine. */
function isCopy(fork: Fork, copy: Side, sighting: Sighting): boolean {
  if (isLike(hardwareOf(fork), sighting)) return false;
  return isLike(copy.tags, sighting) || sighting.sequence === copy.sequence;
}

function copyAgain(fork: Fork, copy: Side, { hardware, next }: Sighting): ForkDecision {
  const { tags } = copy;
  const others = tags.filter((tag) => !hardware.includes(tag));
  const sequence = hardware.length > 0 ? copy.sequence : next;
  return {
    kind: 'copy',
    fork: { ...fork, copy: { sequence, tags: joined(hardware, tags) } },
    rest: { ...fork, copy: others.length === 0 ? null : { sequence: 0, tags: others } },
  };
}

/** The side that a request continues. */
function placeOf(fork: Fork, sighting: Sighting): Place {
  const { sequence, order } = sighting;
  const continued = SIDES.find((side) => fork[side].sequence === sequence);
  const shown = sideLike(fork, sighting);
  if (continued !== undefined && shown !== undefined && continued !== shown) {
    const isOne = fork[continued].tags.length === 0;
    return isOne ? { kind: 'both' } : { kind: 'side', side: shown, agrees: false };
  }
  if (continued === 'trunk' && isAlone(fork, sighting)) return { kind: 'both' };
  const goesOn = sequence === null || order !== 'behind';
  const side = continued ?? shown ?? (goesOn ? latestSide(fork, sighting) : undefined);
  return side === undefined ? { kind: 'neither' } : { kind: 'side', side, agrees: true };
}

function sideLike({ known, trunk, branch }: Fork, sighting: Sighting): SideName | undefined {
  if (isLike(trunk.tags, sighting)) return 'trunk';
  if (isLike(branch.tags, sighting)) return 'branch';
  if (!isLike(known, sighting)) return undefined;
  const shown = `${evidenceOf(known, trunk)} ${evidenceOf(known, branch)}`;
  if (shown.startsWith('same') || shown === 'none other') return 'trunk';
  return shown.endsWith('same') || shown === 'other none' ? 'branch' : undefined;
}

/** The side that has the latest lease. */
function latestSide({ branch }: Fork, { latest }: Sighting): SideName {
  return branch.sequence === latest ? 'branch' : 'trunk';
}

/** Whether only the trunk keeps renewing: with the known hardware, or while none is known. */
function isAlone({ known, branch, turns }: Fork, sighting: Sighting): boolean {
  const isKnown = known.length === 0 || isLike(known, sighting);
  return turns === 0 && branch.tags.length === 0 && isKnown;
}

/** The two sides are one machine: it shows known hardware, or it replaced its hardware. */
function merged(fork: Fork, sighting: Sighting): ForkDecision {
  const { known, copy } = fork;
  const isKnown = known.length === 0 || isLike(known, sighting);
  if (isKnown && copy === null) return { kind: 'single' };
  const now = isKnown ? joined(sighting.hardware, known) : known;
  return { kind: 'kept', fork: alone({ known: now, copy }, shownNow(sighting), sighting.sequence ?? 0) };
}

/** Another state was restored: the latest side is the trunk of a new fork, and the request is its branch. */
function reopened(fork: Fork, sighting: Sighting): Fork {
  const last = fork[latestSide(fork, sighting)];
  const known = knownBefore(fork, sighting);
  return opened({ ...fork, known }, { ...last, sequence: sighting.latest }, sighting);
}

/**
 * The hardware from before the lease that the request shows. If only one side kept renewing after the fork and the
 * lease is one of its later leases, the hardware of that side is included.
 */
function knownBefore({ known, trunk, branch, turns }: Fork, { sequence }: Sighting): readonly string[] {
  if (sequence === null || turns > 1) return known;
  const [gone, left] = turns === 0 ? [trunk, branch] : [branch, trunk];
  return sequence > left.sequence ? joined(gone.tags, known) : known;
}

function opened(
  { known: before, copy }: Pick<Fork, 'known' | 'copy'>,
  trunk: Side,
  sighting: Sighting,
): Fork {
  const known = isLike(before, sighting) ? joined(before, sighting.hardware) : before;
  const branch = shownNow(sighting);
  return { known, trunk: unlessAfter(known, trunk, branch), branch, turns: 1, branchWentOn: false, copy };
}

/**
 * Whether a side shows entirely other hardware, after it showed the known hardware or while the other side did not
 * renew. Either the machine replaced its hardware, or a copy renewed first; both are remembered as the latest fork.
 */
function isReplaced({ known, turns, ...sides }: Fork, side: SideName, sighting: Sighting): boolean {
  const { tags } = sides[side];
  if (!isOther([...known, ...tags], sighting) || isLike(known, sighting) || isLike(tags, sighting))
    return false;
  const isAll = turns === 0 ? side === 'trunk' : turns === 1 && side === 'branch';
  return isAll || evidenceOf(known, sides[side]) === 'same';
}

function replaced(fork: Fork, side: SideName, sighting: Sighting): Fork {
  const known = joined(fork[side].tags, fork.known);
  return alone({ ...fork, known }, shownNow(sighting), sighting.next - 1);
}

function wentOn(fork: Fork, { side, agrees }: Place & { kind: 'side' }, sighting: Sighting): Fork {
  const { known, trunk, branch, turns, copy } = fork;
  const old = fork[side];
  const shown = shownNow(sighting, old);
  const isKnown = isLike(known, sighting) || evidenceOf(known, old) === 'same';
  const isNew = !isKnown && evidenceOf(known, old) === 'none';
  const after = (other: Side): Side => (isNew ? unlessAfter(known, other, shown) : other);
  return {
    known: isKnown ? joined(shown.tags, known) : known,
    trunk: side === 'trunk' ? shown : after(trunk),
    branch: side === 'branch' ? shown : after(branch),
    turns: agrees ? turns + (isTurn(fork, side, sighting) ? 1 : 0) : 0,
    branchWentOn: agrees && (fork.branchWentOn || (side === 'branch' && turns > 0)),
    copy,
  };
}

/**
 * Whether a request takes over from the other side. A machine without its state could continue either side, so it adds
 * one turn at most.
 */
function isTurn(fork: Fork, side: SideName, sighting: Sighting): boolean {
  return side !== latestSide(fork, sighting) && (sighting.sequence !== null || fork.turns <= 1);
}

/** A copy was found: only the other side is left. */
function found(fork: Fork, side: SideName): Fork {
  const { tags } = fork[side];
  // after a suspension or a restore of the server, the machine may have the same sequence, so hardware is better
  // evidence
  const sequence = tags.length > 0 ? (fork.copy?.sequence ?? 0) : fork[side].sequence;
  const copy = { sequence, tags: joined(tags, fork.copy?.tags ?? []) };
  return alone({ ...fork, copy }, fork[side === 'trunk' ? 'branch' : 'trunk'], 0);
}

/** A fork of which only one side is left. @param before the latest sequence that was given to the known hardware */
function alone({ known, copy }: Pick<Fork, 'known' | 'copy'>, trunk: Side, before: number): Fork {
  const branch = { sequence: before, tags: [] };
  return { known, trunk, branch, turns: 0, branchWentOn: false, copy };
}

function shownNow({ next, hardware }: Sighting, old?: Side): Side {
  return { sequence: next, tags: hardware.length === 0 ? (old?.tags ?? []) : hardware };
}
