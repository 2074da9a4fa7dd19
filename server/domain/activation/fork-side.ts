/** What is remembered of a fork, and what a side showed compared with the hardware that is known from before it. */

import { isMajority, sharedTags } from '../../../client-sdk/typescript/contract/same-machine.ts';

/** The machines that share an activation since a fork: the one with the latest lease, and the one that was behind it. */
export type SideName = 'trunk' | 'branch';

export interface Side {
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
  readonly branch: Side;
  /**
   * How often one side took over from the other; 1 for the branch that opens the fork. 0: the trunk goes on alone, and
   * the branch is only the latest lease that was given to the known hardware.
   */
  readonly turns: number;
  /** Whether the branch made another request after the one that opened the fork. */
  readonly branchWentOn: boolean;
  /** The copies that were found: the sequence of the latest one without hardware (0: none), and the hardware of all. */
  readonly copy: Side | null;
}

/** The hardware that a request shows. */
export interface Shown {
  /** The tags of the hardware; empty: none is in sight, which is evidence of nothing. */
  readonly hardware: readonly string[];
  /** Whether the tags are of own adapters alone, so that one of them in common is enough. */
  readonly own: boolean;
}

/** What a side has shown, against the hardware from before the fork. */
export type Evidence = 'same' | 'other' | 'none';

/** The most tags that are remembered of the hardware of one machine. */
const TAGS_MAX = 12;

export function evidenceOf(known: readonly string[], { tags }: Side): Evidence {
  if (tags.length === 0) return 'none';
  return tags.every((tag) => known.includes(tag)) ? 'same' : 'other';
}

/** Whether a request shows hardware with these tags. */
export function isLike(tags: readonly string[], { hardware, own }: Shown): boolean {
  const common = sharedTags(tags, hardware);
  return own ? common > 0 : isMajority(common, tags.length, hardware.length);
}

/** Whether the hardware that is shown is entirely other than the hardware that is known. */
export function isOther(known: readonly string[], shown: Shown): boolean {
  return known.length > 0 && shown.hardware.length > 0 && !isLike(known, shown);
}

/**
 * A side when the other side shows other hardware for the first time: that it showed the known hardware before says
 * nothing then, since one machine may have replaced its hardware in between.
 */
export function unlessAfter(known: readonly string[], side: Side, shown: Side): Side {
  const isOutdated = evidenceOf(known, shown) === 'other' && evidenceOf(known, side) === 'same';
  return isOutdated ? { ...side, tags: [] } : side;
}

/** The latest tags first, as many as are remembered. */
export function joined(latest: readonly string[], earlier: readonly string[]): string[] {
  return [...new Set([...latest, ...earlier])].slice(0, TAGS_MAX);
}
