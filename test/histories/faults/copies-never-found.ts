/** Two sides may go on for ever. */

import { decideFork as decide } from '../../../server/domain/activation/fork.ts';

export * from '../../../server/domain/activation/fork.ts';

export const decideFork: typeof decide = (fork, ...asked) => {
  const decision = decide(fork, ...asked);
  return decision.kind === 'found' ? { kind: 'kept', fork: fork ?? decision.fork } : decision;
};
