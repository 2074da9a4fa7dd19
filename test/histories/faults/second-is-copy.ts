/** The side that was behind is the copy, whatever its hardware. */

import { decideFork as decide } from '../../../server/domain/activation/fork.ts';

export * from '../../../server/domain/activation/fork.ts';

export const decideFork: typeof decide = (fork, kept, sighting) => {
  const decision = decide(fork, kept, sighting);
  if (decision.kind !== 'found' || fork === undefined) return decision;
  const { copy, trunk } = decision.fork;
  if (copy === null || copy.sequence === fork.branch.sequence) return decision;
  const known = copy.tags;
  return { kind: 'found', fork: { ...decision.fork, known, trunk: copy, copy: trunk } };
};
