/** What is remembered of a fork, and how the hardware of a side compares with the hardware from before the fork. */

import { isMajority, sharedTags } from '../../../client-sdk/typescript/contract/same-machine.ts';

/** The two sides of a fork: the trunk had the latest lease when the fork opened, and the branch was behind it. */
export type SideName = 'trunk' | 'branch';

export interface Side {
  /** The sequence of the latest lease that the side was given. */
  readonly sequence: number;
  /** The tags of the hardware that the side showed last; empty: it has shown none since the fork. */
  readonly tags: readonly string[];
}

/** What is remembered of the latest fork. Tags are those of hardware, in stored form. */
export interface Fork {
  /** The hardware tags from before the fork, and those that the same machine has shown since. */
  readonly known: readonly string[];
  readonly trunk: Side;
  readonly branch: Side;
  /**
   * How often one side took over from the other; opening the fork counts as 1. 0: only the trunk keeps renewing, and
   * `branch` has only the sequence of the latest lease given to the known hardware.
   */
  readonly turns: number;
  /** Whether the branch made another request after the one that opened the fork. */
  readonly branchWentOn: boolean;
  /**
   * The copies that were found: the sequence of the latest copy without hardware (0: no such copy), and the tags of
   * all.
   */
  readonly copy: Side | null;
}

/** The hardware that a request shows. */
export interface Shown {
  /** The tags of the hardware; empty: the request shows no hardware, which proves nothing. */
  readonly hardware: readonly string[];
  /** Whether all tags are of own adapters, so that one common tag is enough. */
  readonly own: boolean;
}

/** The hardware that a side has shown, compared with the hardware from before the fork. */
export type Evidence = 'same' | 'other' | 'none';

/** The maximum number of hardware tags that are remembered for one machine. */
const TAGS_MAX = 12;

export function evidenceOf(known: readonly string[], { tags }: Side): Evidence {
  if (tags.length === 0) return 'none';
  return tags.every((tag) => known.includes(tag)) ? 'same' : 'other';
}

/** Whether a request shows the hardware that these tags identify. */
export function isLike(tags: readonly string[], { hardware, own }: Shown): boolean {
  const common = sharedTags(tags, hardware);
  return own ? common > 0 : isMajority(common, tags.length, hardware.length);
}

/** Whether a request shows hardware that is not the known hardware; false if one of the two is empty. */
export function isOther(known: readonly string[], shown: Shown): boolean {
  return known.length > 0 && shown.hardware.length > 0 && !isLike(known, shown);
}

/**
 * The evidence of a side after the other side showed other hardware. Known hardware that the side showed earlier no
 * longer counts, since a single machine may have replaced its hardware in between.
 */
export function unlessAfter(known: readonly string[], side: Side, shown: Side): Side {
  const isOutdated = evidenceOf(known, shown) === 'other' && evidenceOf(known, side) === 'same';
  return isOutdated ? { ...side, tags: [] } : side;
}

/** Both lists joined without duplicates, the latest tags first, cut to `TAGS_MAX`. */
export function joined(latest: readonly string[], earlier: readonly string[]): string[] {
  return [...new Set([...latest, ...earlier])].slice(0, TAGS_MAX);
}
