/**
 * A copy gets an activation of its own if a seat is free: its renewal is answered with a lease of that activation. The
 * activation is found again by the hardware of the copy, or by the request if the answer is lost. A machine whose state
 * was overwritten with another machine's also gets a lease of its own activation.
 */

import { type ActivationRow, holdsSeat } from './activation.ts';
import { isCurrent, revisionOf } from './revision.ts';
import { networkOf, networkSeen, ownTags, traceUnder } from './device-tags.ts';
import { findTagged } from './find-machine.ts';
import { compare, rememberOnly, type KnownActivation } from './fork-record.ts';
import { decidedLease, leaseSpan, type Decided } from './lease.ts';
import { refuseCopyOfMember, requireOnlySeat } from './member-machine.ts';
import { addActivation, newActivation, saveNext, type NextLease } from './save-lease.ts';
import { takeSeatOf } from './seat.ts';
import type { Identity } from '../../../client-sdk/typescript/contract/wire.ts';
import { dayOf } from '../kernel/day.ts';
import { commitWith, type Operation } from '../kernel/operation.ts';
import type { Call, Vault } from '../kernel/ports.ts';

type Request = NextLease & { readonly identity?: Identity | undefined };

/**
 * Answers a renewal with a lease of the machine's own activation, instead of the activation whose state it shows.
 * @param isCopy whether the machine is a copy, which gets a new activation if it has none
 * @returns undefined: the machine has no other activation, and needs none
 */
export function* ownActivation(
  request: Request,
  isCopy: boolean,
  call: Call,
  vault: Vault,
): Operation<Decided | undefined> {
  const { compared, identity, forms, known } = request;
  const hadCopies = known.fork !== undefined && known.fork.copies > 0;
  const mayHaveOwn = (compared.isStrange && identity === 'adapters') || (compared.isBehind && hadCopies);
  if (!isCopy && !mayHaveOwn) return undefined;
  const own = yield* findTagged(known.activation.license, forms.all, ownTags, request);
  if (own !== undefined && own.activation.id !== known.activation.id)
    return yield* continueOwn(request, own, call, vault);
  return isCopy ? yield* newOwn(request, call, vault) : undefined;
}

/** The next lease of the machine's own activation, or its latest lease again. */
function* continueOwn(
  request: Request,
  known: KnownActivation,
  call: Call,
  vault: Vault,
): Operation<Decided> {
  const { license, forms, identity, tags } = request;
  const own = known.activation;
  const unchanged = holdsSeat(own) && isCurrent(license, own, call.now);
  if (unchanged && own.requestDigest === traceUnder(forms.all, own.generation).digest)
    return decidedLease(license, own, tags);
  const compared = compare(known, { state: null, identity, traces: forms.all });
  const seat = holdsSeat(own) ? [] : yield* takeSeatOf(license.row.id, call, 'activation_forked');
  if (!holdsSeat(own)) yield* requireOnlySeat(own.id);
  const { epoch, sequence } = own;
  return yield* saveNext({ ...request, epoch, sequence, known, compared }, seat, call, vault);
}

/** A new activation for a copy. Only the other side of the fork is left. */
function* newOwn(request: Request, call: Call, vault: Vault): Operation<Decided> {
  const { license, known, compared, forms, tags } = request;
  const today = dayOf(call.now);
  const seat = yield* takeSeatOf(license.row.id, call, 'activation_forked');
  yield* refuseCopyOfMember(known.activation.id);
  const old = newActivation(license, call.id, today);
  const row: ActivationRow = {
    ...old,
    ...leaseSpan(license, call),
    ...networkSeen(networkOf(license, request.network), old, today, vault),
    epoch: 1,
    sequence: 1,
    generation: forms.stored.generation,
    requestDigest: forms.stored.digest,
    leaseRevision: revisionOf(license),
    username: known.activation.username,
  };
  const { decision } = compared;
  const rest =
    decision.kind === 'copy' && known.fork !== undefined ? rememberOnly(known.fork, decision.rest) : [];
  yield* commitWith(...seat, ...addActivation(row, ownTags(forms.stored), forms), ...rest);
  return decidedLease(license, row, tags);
}
