/** A machine that is ahead of a restored server is taken for a copy. */

import { decideFork as decide } from '../../../server/domain/activation/fork.ts';

export * from '../../../server/domain/activation/fork.ts';

export const decideFork: typeof decide = (fork, kept, sighting) => {
  const decision = decide(fork, kept, sighting);
  if (sighting.order !== 'ahead' || decision.kind === 'copy') return decision;
  const branch = { sequence: sighting.next, tags: sighting.hardware };
  const trunk = { sequence: sighting.latest, tags: [] };
  const made = { known: kept, trunk, branch, turns: 2, branchWentOn: true };
  return { kind: 'copy', fork: made, side: 'branch' };
};
