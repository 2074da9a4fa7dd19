/** The side that was behind is the copy, whatever its hardware. */

import { copyIn, decideFork as decide } from '../../../server/domain/activation/fork.ts';

export * from '../../../server/domain/activation/fork.ts';

export const decideFork: typeof decide = (fork, kept, sighting) => {
  const decision = decide(fork, kept, sighting);
  if (fork === undefined || copyIn(fork) === undefined || !('fork' in decision)) return decision;
  const isBranch = sighting.sequence === fork.branch?.sequence;
  return isBranch
    ? { kind: 'copy', fork: decision.fork, side: 'branch' }
    : { kind: 'kept', fork: decision.fork };
};
