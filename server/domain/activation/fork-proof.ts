/** The table that decides when one side of a fork is proven to be a copy, by the hardware that both sides showed. */

import { evidenceOf, type Evidence, type Fork, type SideName } from './fork-side.ts';

/**
 * Which side is the copy and how many turns prove it, for each evidence of trunk and branch. Two turns mean that both
 * sides kept renewing. Unless both sides show hardware, four turns are needed: a single machine whose state is restored
 * two or three times takes fewer.
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

/** The side that is proven to be a copy, if one is. */
export function copyIn({ known, trunk, branch, turns, branchWentOn }: Fork): SideName | undefined {
  if (!branchWentOn) return undefined;
  const shown = [evidenceOf(known, trunk), evidenceOf(known, branch)] as const;
  const isUndecided = known.length > 0 && shown.every((evidence) => evidence === 'none');
  const proof = isUndecided ? undefined : PROOFS[shown[0]][shown[1]];
  return proof !== undefined && turns >= proof.turns ? proof.copy : undefined;
}
