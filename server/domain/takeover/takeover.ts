/** The operations of take-overs of licenses by their email; `server/domain/operations.ts` lists all others. */

import { idempotent, nameOperations, read, write } from '../kernel/named-operation.ts';
import { listTakeovers } from '../ownership/takeovers.ts';
import { completeTakeover, refuseTakeover, showTakeover, withdrawTakeover } from './answer-takeover.ts';
import {
  considerTakeover,
  countTakeovers,
  dismissTakeover,
  grantTakeover,
  listOpenTakeovers,
} from './decide-takeover.ts';

export const takeover = nameOperations({
  listTakeovers: read(listTakeovers),
  showTakeover: read(showTakeover),
  refuseTakeover: write(refuseTakeover),
  withdrawTakeover: write(withdrawTakeover),
  completeTakeover: idempotent(completeTakeover),
  listOpenTakeovers: read(listOpenTakeovers),
  countTakeovers: read(countTakeovers),
  considerTakeover: read(considerTakeover),
  grantTakeover: write(grantTakeover),
  dismissTakeover: write(dismissTakeover),
});
