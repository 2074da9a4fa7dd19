/** A copy gets a seat of its own even if none is free. */

import { takeSeatOf as take } from '../../../server/domain/activation/seat.ts';

export * from '../../../server/domain/activation/seat.ts';

export function* takeSeatOf(...[license, today, taken]: Parameters<typeof take>): ReturnType<typeof take> {
  return taken === 'activation_forked' ? [] : yield* take(license, today, taken);
}
