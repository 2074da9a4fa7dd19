/** Two sides may go on for ever. */

import { decideFork as decide } from '../../../server/domain/activation/fork.ts';

export * from '../../../server/domain/activation/fork.ts';

export const decideFork: typeof decide = (...asked) => {
  const decision = decide(...asked);
  return decision.kind === 'copy' ? { kind: 'kept', fork: decision.fork } : decision;
};
