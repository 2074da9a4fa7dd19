/**
 * Release: returning a seat, by the app that occupies the seat or by an operator. The answer is a signed statement; a
 * repeated request gets the same statement again. The machine's tags, username and network are deleted immediately. An
 * app with a floating license returns its seat and keeps its activation with the tags, so it needs no key the next time.
 */

import type { Code } from '../../../client-sdk/typescript/contract/codes.ts';
import type { ActivationView } from '../../../client-sdk/typescript/contract/license-view.ts';
import { viewActivation } from './list-activations.ts';
import { activationQueries, type ActivationRow, holdsSeat } from './activation.ts';
import { dayOf, type Day } from '../kernel/day.ts';
import { bury } from '../kernel/erasure-count.ts';
import { once, type Repeatable } from '../kernel/idempotency.ts';
import { decidedStatement, type Decided } from './lease.ts';
import { isFloating } from '../licensing/floating.ts';
import { type License, licenseQueries } from '../licensing/license.ts';
import { dropTags } from './device-tags.ts';
import { compare, forkQueries, type Compared, type KnownActivation } from './fork-record.ts';
import { recordAction } from '../operator/action.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import { isWithinReach, provenUnder } from './proof.ts';
import type { Query } from '../kernel/query.ts';
import { refuse } from '../kernel/refusal.ts';
import { tracesBy, type Renew } from './renew.ts';
import { latestOf } from './save-lease.ts';
import { ask, commitWith, mustAffect, type Operation } from '../kernel/operation.ts';
import { productQueries } from '../licensing/product.ts';
import { countReleases, releaseLimit, type Releasing } from './release-allowance.ts';
import { memberMachineQueries } from './member-machine.ts';

export type ReleaseDecision =
  | { kind: 'refused'; code: Code; detail?: string }
  /** `released`: the activation was released earlier, and the statement of that release is signed again. */
  | { kind: 'released' }
  | { kind: 'release' }
  /** `return`: the seat of a floating license is free, and the activation stays. */
  | { kind: 'return' }
  /** `returned`: there is no seat to return, or a later lease has it; the leases up to the shown one are over. */
  | { kind: 'returned' };

/**
 * The decision about a release by the app. The terms do not limit an operator's release, nor that of a floating seat. A
 * machine that may be a copy cannot release the machine that it copies.
 */
export function decideRelease(
  license: License,
  activation: ActivationRow,
  { decision, isBehind, isStrange }: Pick<Compared, 'decision' | 'isBehind' | 'isStrange'>,
  today: Day,
  by: Releasing,
): ReleaseDecision {
  if (activation.releasedDay !== null) return { kind: 'released' };
  if (decision.kind === 'copy' || (isBehind && isStrange))
    return { kind: 'refused', code: 'activation_forked' };
  if (isFloating(license.product))
    return { kind: holdsSeat(activation) && !isBehind ? 'return' : 'returned' };
  return releaseLimit(license, today, { by }) ?? { kind: 'release' };
}

export function* releaseLease(input: Renew, call: Call, vault: Vault): Operation<Decided> {
  if (provenUnder(vault, 'release', input) === undefined) refuse('proof_invalid');
  const today = dayOf(call.now);
  const { license, by, ...known } = yield* loadForRelease(input.activation);
  const { activation } = known;
  if (!isWithinReach(input.sequence, activation.sequence)) refuse('proof_invalid');
  const latest = latestOf(activation, input);
  const traces = tracesBy(input, 'release', license, vault);
  const compared = compare(known, { state: input, identity: input.identity, traces });
  const decision = decideRelease(license, activation, compared, today, by);
  if (decision.kind === 'refused') {
    refuse(decision.code, decision.detail === undefined ? {} : { detail: decision.detail });
  }
  if (decision.kind === 'return' || decision.kind === 'returned') {
    const { lapsedDay } = activation;
    if (decision.kind === 'return') yield* commitWith(...returned(latest, today));
    const ended = compared.isBehind ? { ...activation, sequence: input.sequence } : latest;
    return decidedStatement(license, ended, { kind: 'released', day: lapsedDay ?? today, returned: true });
  }
  if (decision.kind === 'release') {
    yield* commitWith(
      ...released(latest, today),
      countReleases(license.row, today, 1),
      bury(vault, 'activation', [latest.id], today),
    );
  }
  return decidedStatement(license, latest, { kind: 'released', day: activation.releasedDay ?? today });
}

export interface ReleaseByOperator extends Repeatable {
  license: Id;
  activation: Id;
  reason?: string | undefined;
}

/**
 * A release by an operator, for a machine that is lost. The release has no cool-down and no yearly limit, and is
 * recorded.
 */
export function* releaseByOperator(
  input: ReleaseByOperator,
  call: Call,
  vault: Vault,
): Operation<ActivationView> {
  return yield* once({
    input,
    call,
    vault,
    verb: 'releaseByOperator',
    first: () => releaseOnce(input, call, vault),
    again: () => releaseOnce(input, call, vault),
    resultId: (view) => view.activation,
  });
}

function* releaseOnce(input: ReleaseByOperator, call: Call, vault: Vault): Operation<ActivationView> {
  const { license, activation } = yield* loadForRelease(input.activation);
  if (license.row.id !== input.license) refuse('activation_unknown');
  if (activation.releasedDay !== null) return viewActivation(activation, vault, call.now);
  const today = dayOf(call.now);
  yield* ask(...released(activation, today));
  const { license: id, reason } = input;
  yield* recordAction(call, vault, { action: 'activation release', license: id, reason });
  yield* ask(bury(vault, 'activation', [activation.id], today));
  return viewActivation(
    { ...activation, releasedDay: today, username: null, network: null },
    vault,
    call.now,
  );
}

/**
 * Locks the license before its activation. An activation locks in the same order, so that a release and an activation
 * cannot deadlock.
 */
function* loadForRelease(id: Id): Operation<KnownActivation & { license: License; by: Releasing }> {
  const [found, product] = yield* ask(
    activationQueries.findActivation({ activation: id }),
    productQueries.findProductByActivation({ activation: id }),
  );
  if (found === undefined || product === undefined) return refuse('activation_unknown');
  const [row, activation, tags, fork, ofMember] = yield* ask(
    licenseQueries.lockLicense({ license: found.license }),
    activationQueries.lockActivation({ activation: id }),
    activationQueries.listTags({ activation: id }),
    forkQueries.findFork({ activation: id }),
    memberMachineQueries.findMemberMachine({ activation: id }),
  );
  if (row === undefined || activation === undefined) return refuse('activation_unknown');
  const by = ofMember === undefined ? 'owner' : 'member';
  return { license: { row, product }, by, activation, kept: tags.map(({ tag }) => tag), fork };
}

/** Queries that return the seat of a floating license, which is locked. */
function returned({ id, license, sequence }: ActivationRow, day: Day): Query<number>[] {
  return [
    mustAffect(activationQueries.returnSeat({ activation: id, day, sequence })),
    licenseQueries.giveSeatsBack({ license, seats: 1, day }),
  ];
}

/** Queries that release a machine whose license is locked. */
export function released(activation: ActivationRow, day: Day): Query<number>[] {
  const { id, license, sequence } = activation;
  return [
    mustAffect(activationQueries.releaseActivation({ activation: id, day, sequence })),
    dropTags(id),
    forkQueries.dropFork({ activation: id }),
    activationQueries.dropNickname({ activation: id }),
    ...(holdsSeat(activation) ? [licenseQueries.giveSeatsBack({ license, seats: 1, day })] : []),
  ];
}
