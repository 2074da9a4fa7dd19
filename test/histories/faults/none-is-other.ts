/** A machine whose adapters are not in sight counts as one with other hardware. */

import { decideFork as decide } from '../../../server/domain/activation/fork.ts';

export * from '../../../server/domain/activation/fork.ts';

export const decideFork: typeof decide = (fork, kept, sighting) =>
  decide(fork, kept, sighting.hardware.length > 0 ? sighting : { ...sighting, hardware: ['none in sight'] });
