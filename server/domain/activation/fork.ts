/**
 * Forks: whether two machines renew one activation. A request that is behind the latest lease forks the activation into
 * a trunk, which has that lease, and a branch, which is given the next one. A branch alone is a state that was restored,
 * any number of times. A copy is proven when both sides go on, unless their hardware shows that they are one machine.
 * This file decides only what is proven and which side is the copy; the terms decide what follows (`renew.ts`).
 *
 * Guarantees, for which `fork.test.ts` has properties: a side that shows hardware from before the fork is never the
 * copy, a side is never judged by showing none, and one machine of which any own adapter is left is never a copy.
 * Without any hardware, one machine whose state is restored three times is not a copy either.
 */

import { isMajority, sharedTags } from '../../../client-sdk/typescript/contract/same-machine.ts';

/** The machines that share an activation since a fork: the one with the latest lease, and the one that was behind it. */
export type SideName = 'trunk' | 'branch';

interface Side {
  /** The sequence of the latest lease that the side was given. */
  readonly sequence: number;
  /** The tags of the hardware that the side showed last; empty: it has shown none since the fork. */
  readonly tags: readonly string[];
}

/** What is remembered of the latest fork. Tags are those of hardware, in stored form. */
export interface Fork {
  /** The hardware from before the fork, and what its machine has shown since. */
  readonly known: readonly string[];
  readonly trunk: Side;
  /** Null: the trunk went on with entirely other hardware, and nothing is behind it so far. */
  readonly branch: Side | null;
  /** How often one side took over from the other; 1 for the branch that opens the fork. */
  readonly turns: number;
  /** Whether the branch made another request after the one that opened the fork. */
  readonly branchWentOn: boolean;
}

/** A request for the next lease of an activation. */
export interface Sighting {
  /** The sequence that the machine shows; null: a machine without its state, recognised by its tags. */
  readonly sequence: number | null;
  readonly order: 'behind' | 'latest' | 'ahead';
  /** The sequence of the latest lease, and the sequence of the lease that would be given now. */
  readonly latest: number;
  readonly next: number;
  /** The tags of the hardware that the machine shows; empty: none is in sight, which is evidence of nothing. */
  readonly hardware: readonly string[];
  /** Whether the tags are of own adapters alone, so that one of them in common is enough. */
  readonly own: boolean;
}

export type ForkDecision =
  /** `single`: one machine; nothing is remembered. */
  | { readonly kind: 'single' }
  /** `kept`: nothing is proven; the evidence is remembered. */
  | { readonly kind: 'kept'; readonly fork: Fork }
  /** `found`: this request proves a copy. It is still answered, and the copy is judged at its next request. */
  | { readonly kind: 'found'; readonly fork: Fork }
  /** `copy`: the request of the copy that was found. `fork`: as it is if the request is answered. */
  | { readonly kind: 'copy'; readonly fork: Fork; readonly side: SideName };

/** What a side has shown, against the hardware from before the fork. */
type Evidence = 'same' | 'other' | 'none';

/**
 * Which side is the copy, and how many turns prove it, by what trunk and branch have shown. Two turns are both sides
 * going on. Where only one side shows hardware, or none does, more turns are needed than one machine makes whose state
 * is restored two or three times.
 */
const PROOFS: Readonly<
  Record<Evidence, Readonly<Record<Evidence, { copy: SideName; turns: number } | undefined>>>
> = {
  same: {
    same: undefined,
    other: { copy: 'branch', turns: 2 },
    none: { copy: 'branch', turns: 4 },
  },
  other: {
    same: { copy: 'trunk', turns: 2 },
    other: { copy: 'branch', turns: 4 },
    none: { copy: 'trunk', turns: 4 },
  },
  none: {
    same: { copy: 'trunk', turns: 4 },
    other: { copy: 'branch', turns: 4 },
    none: { copy: 'branch', turns: 4 },
  },
};

/** The most tags that are remembered as known before a fork. */
const KNOWN_TAGS_MAX = 12;

/**
 * Decides what a request shows about copies.
 * @param fork what is remembered of the latest fork, if anything
 * @param kept the hardware that the activation was known by, where nothing is remembered of a fork
 */
export function decideFork(
  fork: Fork | undefined,
  kept: readonly string[],
  sighting: Sighting,
): ForkDecision {
  if (fork === undefined) return firstOf(kept, sighting);
  const side = sideOf(fork, sighting);
  if (side === undefined) return { kind: 'kept', fork: reopened(fork, sighting) };
  if (isOneMachine(fork, side, sighting)) return merged(fork, sighting);
  const next = wentOn(fork, side, sighting);
  const proven = copyIn(next);
  if (copyIn(fork) === undefined) return { kind: proven === undefined ? 'kept' : 'found', fork: next };
  return proven === side ? { kind: 'copy', fork: next, side } : { kind: 'kept', fork: next };
}

/** The side that is proven to be a copy, if one is. */
export function copyIn({ known, trunk, branch, turns, branchWentOn }: Fork): SideName | undefined {
  if (branch === null || !branchWentOn) return undefined;
  const shown = [evidenceOf(known, trunk), evidenceOf(known, branch)] as const;
  const isUndecided = known.length > 0 && shown.every((evidence) => evidence === 'none');
  const proof = isUndecided ? undefined : PROOFS[shown[0]][shown[1]];
  return proof !== undefined && turns >= proof.turns ? proof.copy : undefined;
}

/** What is remembered after a side got an activation of its own: the other side goes on alone. */
export function without(fork: Fork, side: SideName): Fork {
  const { known, trunk, branch } = fork;
  return alone(known, side === 'trunk' && branch !== null ? branch : trunk);
}

/** The hardware tags by which a machine without its state is recognised. A copy that was found is not. */
export function hardwareOf(fork: Fork): string[] {
  const copy = copyIn(fork);
  const sides = [copy === 'trunk' ? null : fork.trunk, copy === 'branch' ? null : fork.branch];
  return [...new Set([...fork.known, ...sides.flatMap((side) => side?.tags ?? [])])];
}

/**
 * The same after a request.
 * @param kept the tags so far
 */
export function hardwareAfter(
  decision: ForkDecision,
  kept: readonly string[],
  shown: readonly string[],
): readonly string[] {
  if (decision.kind !== 'single') return hardwareOf(decision.fork);
  return shown.length > 0 ? shown : kept;
}

/** Whether the hardware that is shown is entirely other than the hardware that is known. */
export function isOther(known: readonly string[], sighting: Pick<Sighting, 'hardware' | 'own'>): boolean {
  return known.length > 0 && sighting.hardware.length > 0 && !isLike(known, sighting);
}

/** The first request of which anything is remembered: it is behind, or it shows entirely other hardware. */
function firstOf(kept: readonly string[], sighting: Sighting): ForkDecision {
  const { order, sequence, latest } = sighting;
  if (sequence !== null && order === 'behind') {
    return { kind: 'kept', fork: reopened(alone(kept, { sequence: latest, tags: [] }), sighting) };
  }
  if (!isOther(kept, sighting)) return { kind: 'single' };
  return { kind: 'kept', fork: alone(kept, shownNow(sighting)) };
}

/** The side that a request continues: by its sequence, or else by its hardware; undefined: another state was restored. */
function sideOf(fork: Fork, sighting: Sighting): SideName | undefined {
  const { sequence, order } = sighting;
  if (sequence === fork.trunk.sequence) return 'trunk';
  if (sequence !== null && sequence === fork.branch?.sequence) return 'branch';
  const goesOn =
    sequence === null ? fork.branch !== null || !isLike(fork.known, sighting) : order !== 'behind';
  return sideLike(fork, sighting) ?? (goesOn ? latestSide(fork, sighting) : undefined);
}

function sideLike({ known, trunk, branch }: Fork, sighting: Sighting): SideName | undefined {
  if (isLike(trunk.tags, sighting)) return 'trunk';
  if (branch === null) return undefined;
  if (isLike(branch.tags, sighting)) return 'branch';
  if (!isLike(known, sighting)) return undefined;
  const shown = `${evidenceOf(known, trunk)} ${evidenceOf(known, branch)}`;
  if (shown.startsWith('same') || shown === 'none other') return 'trunk';
  return shown.endsWith('same') || shown === 'other none' ? 'branch' : undefined;
}

/** The side that has the latest lease. */
function latestSide({ branch }: Fork, { latest }: Sighting): SideName {
  return branch?.sequence === latest ? 'branch' : 'trunk';
}

/** Another state was restored: the latest side is the trunk of a new fork, and the request is its branch. */
function reopened(fork: Fork, sighting: Sighting): Fork {
  const last = fork[latestSide(fork, sighting)] ?? fork.trunk;
  const known = isLike(fork.known, sighting) ? joined(fork.known, sighting.hardware) : fork.known;
  const branch = shownNow(sighting);
  return {
    known,
    trunk: { ...unlessAfter(known, last, branch), sequence: sighting.latest },
    branch,
    turns: 1,
    branchWentOn: false,
  };
}

/** Whether the hardware that a side shows is the other side's, or is known from before as the other side's is. */
function isOneMachine({ known, trunk, branch }: Fork, side: SideName, sighting: Sighting): boolean {
  const isKnown = isLike(known, sighting);
  if (branch === null) return isKnown || known.length === 0;
  const other = side === 'trunk' ? branch : trunk;
  return isLike(other.tags, sighting) || (isKnown && evidenceOf(known, other) === 'same');
}

/** One machine: what it shows is either known from before, or it replaced its hardware. */
function merged({ known }: Fork, sighting: Sighting): ForkDecision {
  if (known.length === 0 || isLike(known, sighting)) return { kind: 'single' };
  return { kind: 'kept', fork: alone(known, shownNow(sighting)) };
}

function wentOn(fork: Fork, side: SideName, sighting: Sighting): Fork {
  const { known, trunk, branch, turns, branchWentOn } = fork;
  const old = (side === 'branch' ? branch : null) ?? trunk;
  const shown = shownNow(sighting, old);
  if (branch === null) {
    const isNew = isOther(trunk.tags, sighting);
    return { ...fork, known: isNew ? joined(trunk.tags, known) : known, trunk: shown };
  }
  const isKnown = isLike(known, sighting) || evidenceOf(known, old) === 'same';
  const isNew = !isKnown && evidenceOf(known, old) === 'none';
  const after = (other: Side): Side => (isNew ? unlessAfter(known, other, shown) : other);
  return {
    known: isKnown ? joined(shown.tags, known) : known,
    trunk: side === 'trunk' ? shown : after(trunk),
    branch: side === 'branch' ? shown : after(branch),
    turns: turns + (isTurn(fork, side, sighting) ? 1 : 0),
    branchWentOn: branchWentOn || side === 'branch',
  };
}

/**
 * A side when the other side shows other hardware for the first time: that it showed the known hardware before says
 * nothing then, since one machine may have replaced its hardware in between.
 */
function unlessAfter(known: readonly string[], side: Side, shown: Side): Side {
  const isOutdated = evidenceOf(known, shown) === 'other' && evidenceOf(known, side) === 'same';
  return isOutdated ? { ...side, tags: [] } : side;
}

/**
 * Whether one side takes over from the other. A machine without its state could continue either side: it is one turn at
 * most.
 */
function isTurn(fork: Fork, side: SideName, sighting: Sighting): boolean {
  return side !== latestSide(fork, sighting) && (sighting.sequence !== null || fork.turns === 1);
}

function alone(known: readonly string[], trunk: Side): Fork {
  return { known, trunk, branch: null, turns: 0, branchWentOn: false };
}

function shownNow({ next, hardware }: Sighting, old?: Side): Side {
  return { sequence: next, tags: hardware.length === 0 ? (old?.tags ?? []) : hardware };
}

function evidenceOf(known: readonly string[], { tags }: Side): Evidence {
  if (tags.length === 0) return 'none';
  return tags.every((tag) => known.includes(tag)) ? 'same' : 'other';
}

function isLike(tags: readonly string[], { hardware, own }: Pick<Sighting, 'hardware' | 'own'>): boolean {
  const common = sharedTags(tags, hardware);
  return own ? common > 0 : isMajority(common, tags.length, hardware.length);
}

/** The latest tags first, as many as are remembered. */
function joined(latest: readonly string[], earlier: readonly string[]): string[] {
  return [...new Set([...latest, ...earlier])].slice(0, KNOWN_TAGS_MAX);
}
