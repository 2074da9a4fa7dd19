/** A machine that is ahead of a restored server is taken for a copy. */

import { decideFork as decide } from '../../../server/domain/activation/fork.ts';

export * from '../../../server/domain/activation/fork.ts';

export const decideFork: typeof decide = (fork, kept, sighting) => {
  const decision = decide(fork, kept, sighting);
  if (sighting.order !== 'ahead') return decision;
  const alone = { sequence: sighting.latest, tags: [] };
  const made = { known: kept, trunk: alone, branch: alone, turns: 0, branchWentOn: false, copy: null };
  return { kind: 'copy', fork: made, rest: made };
};
