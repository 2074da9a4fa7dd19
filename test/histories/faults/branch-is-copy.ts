/** A request that is behind the latest lease is judged a copy at its next request, though nobody else went on. */

import { decideFork as decide } from '../../../server/domain/activation/fork.ts';

export * from '../../../server/domain/activation/fork.ts';

export const decideFork: typeof decide = (fork, kept, sighting) => {
  const decision = decide(fork, kept, sighting);
  const isBranch =
    decision.kind === 'kept' && fork?.turns === 1 && fork.branch.sequence === sighting.sequence;
  return isBranch ? { kind: 'copy', fork: decision.fork, rest: decision.fork } : decision;
};
