/**
 * Renewal: a machine with an activation requests its next lease. The decision is pure: the latest lease again, the next
 * lease, or the signed statement that ends the activation. Every doubtful case is refused without a signature; the
 * app's current lease then stays valid.
 */

import type { Code } from '../../../client-sdk/typescript/contract/codes.ts';
import type { Identity, RenewAnswer, StatementKind } from '../../../client-sdk/typescript/contract/wire.ts';
import { activationQueries, type ActivationRow, holdsSeat, revisionOf } from './activation.ts';
import { dayOf, type Day, type Instant } from '../kernel/day.ts';
import {
  decidedLease,
  decidedStatement,
  leaseSpan,
  refreshAfter,
  signDecided,
  type Decided,
} from './lease.ts';
import { type License, licenseQueries, standing } from '../licensing/license.ts';
import {
  forgetOtherForms,
  networkSeen,
  replaceTags,
  tracesOf,
  traceUnder,
  type Trace,
} from './device-tags.ts';
import type { Call, Id, Signer, Vault } from '../kernel/ports.ts';
import { isWithinReach, provenUnder, type Proven } from './proof.ts';
import type { Query } from '../kernel/query.ts';
import { refuse } from '../kernel/refusal.ts';
import { takeSeat } from './seat.ts';
import { ask, commitWith, mustAffect, type Operation } from '../kernel/operation.ts';
import { productQueries } from '../licensing/product.ts';
import { isMajority, sharedTags } from '../../../client-sdk/typescript/contract/same-machine.ts';

export interface Renew extends Proven {
  tags: string[];
  identity?: Identity | undefined;
  /** The truncated network prefix of the client; null: no prefix may be stored. */
  network: string | null;
}

/** What a request claims about the machine, in the form in which its activation is stored. */
export interface Shown extends Pick<Trace, 'digest' | 'tags'> {
  epoch: number;
  sequence: number;
}

export type RenewalDecision =
  | { kind: 'refused'; code: Code }
  /** `ended`: a signed statement that the activation has ended. */
  | { kind: 'ended'; fact: { kind: StatementKind; day: Day } }
  /** `same`: the latest lease is signed again, and nothing is written. */
  | { kind: 'same' }
  /** `next`: the next lease of an occupied seat. */
  | { kind: 'next' }
  /** `returned`: the next lease of a machine whose seat lapsed and that takes a seat again. */
  | { kind: 'returned' };

/** Decides how a renewal is answered. `kept` are the stored device tags of the activation. */
export function decideRenewal(
  license: License,
  activation: ActivationRow,
  kept: readonly string[],
  shown: Shown,
  now: Instant,
): RenewalDecision {
  const fact = endOfActivation(license, activation);
  if (fact !== undefined) return { kind: 'ended', fact };
  if (standing(license.row, dayOf(now)) === 'ended') return { kind: 'refused', code: 'license_ended' };

  const unchanged = holdsSeat(activation) && activation.leaseRevision === revisionOf(license);
  if (unchanged && activation.requestDigest === shown.digest) return { kind: 'same' };
  if (isFork(activation, kept, shown) && license.product.forks === 'refuse') {
    return { kind: 'refused', code: 'activation_forked' };
  }
  const latest = activation.epoch === shown.epoch && activation.sequence === shown.sequence;
  const sameTags = kept.length === shown.tags.length && sharedTags(kept, shown.tags) === kept.length;
  if (unchanged && latest && sameTags && now < refreshAfter(license, activation)) return { kind: 'same' };
  return { kind: holdsSeat(activation) ? 'next' : 'returned' };
}

/** The signed fact that ends an activation, if there is one. */
function endOfActivation(
  license: License,
  activation: ActivationRow,
): { kind: StatementKind; day: Day } | undefined {
  if (activation.releasedDay !== null) return { kind: 'released', day: activation.releasedDay };
  if (license.row.revokedDay !== null) return { kind: 'revoked', day: license.row.revokedDay };
  if (license.row.suspendedDay !== null) return { kind: 'suspended', day: license.row.suspendedDay };
  return undefined;
}

/**
 * Whether the machine is a copy: the machine sends a lease that is older than the latest lease, and its tags differ
 * from those of the machine that got the latest lease. A machine restored from its own backup sends its own tags and
 * recovers without help.
 */
export function isFork(activation: ActivationRow, kept: readonly string[], shown: Shown): boolean {
  const behind = shown.epoch < activation.epoch || shown.sequence < activation.sequence;
  return behind && !isMajority(sharedTags(kept, shown.tags), kept.length, shown.tags.length);
}

export function* renewLease(input: Renew, call: Call, vault: Vault): Operation<Decided> {
  const proven = provenUnder(vault, 'renew', input) ?? refuse('proof_invalid');
  const { activation, license, kept } = yield* loadActivation(input.activation);
  if (!isWithinReach(input.sequence, activation.sequence)) refuse('proof_invalid');
  const traces = tracesBy(input, 'renew', license, vault);
  const shown = shownTo(activation, input, traces);
  const decision = decideRenewal(license, activation, kept, shown, call.now);
  if (decision.kind === 'refused') refuse(decision.code);
  if (decision.kind === 'ended') return decidedStatement(license, latestOf(activation, input), decision.fact);
  if (decision.kind === 'same') return decidedLease(license, activation, input.tags);
  const trace = traceUnder(traces, proven.number);
  const seat = decision.kind === 'returned' ? yield* takeSeatAgain(license.row.id, dayOf(call.now)) : [];
  const tagged = [...replaceTags(activation.id, trace.tags), ...forgetOtherForms(traces, trace)];
  return yield* saveNext(input, call, vault, { activation, license, trace, also: [...seat, ...tagged] });
}

/**
 * Queries that take a free seat of the license. The license is locked and read again here, since only the activation
 * was locked before.
 */
function* takeSeatAgain(license: Id, today: Day): Operation<Query<number>[]> {
  const [row, lapsing] = yield* ask(
    licenseQueries.lockLicense({ license }),
    activationQueries.lockLapsing({ license, today }),
  );
  if (row === undefined) return refuse('activation_unknown');
  if (row.used < row.seats) return takeSeat(license, 0, today);
  return row.used - lapsing.length < row.seats
    ? takeSeat(license, lapsing.length, today)
    : refuse('seats_taken');
}

export function concludeRenewal(decided: Decided, signer: Signer, vault: Vault): RenewAnswer {
  return signDecided(decided, signer, vault);
}

interface Loaded {
  activation: ActivationRow;
  license: License;
  kept: string[];
}

function* loadActivation(id: string): Operation<Loaded> {
  const [activation, row, product, tags] = yield* ask(
    activationQueries.lockActivation({ activation: id }),
    licenseQueries.findLicenseByActivation({ activation: id }),
    productQueries.findProductByActivation({ activation: id }),
    activationQueries.listTags({ activation: id }),
  );
  if (activation === undefined || row === undefined || product === undefined)
    return refuse('activation_unknown');
  return { activation, license: { row, product }, kept: tags.map(({ tag }) => tag) };
}

/** A renewal or release request in the form of each live generation of the secret. */
export function tracesBy(input: Proven, verb: string, license: License, vault: Vault): Trace[] {
  const { activation, epoch, sequence, nonce, tags } = input;
  const fields = [activation, String(epoch), String(sequence), nonce];
  return tracesOf(vault, license.row.id, { purpose: verb, fields, tags });
}

/** The claims of a request, in the form that is comparable with the stored activation. */
export function shownTo(activation: ActivationRow, input: Proven, traces: readonly Trace[]): Shown {
  const { digest, tags } = traceUnder(traces, activation.generation);
  return { epoch: input.epoch, sequence: input.sequence, digest, tags };
}

/**
 * The activation at the latest epoch and sequence that the client or the server has seen. A server that was restored
 * from a backup may be behind the client.
 */
export function latestOf(activation: ActivationRow, shown: Pick<Shown, 'epoch' | 'sequence'>): ActivationRow {
  return {
    ...activation,
    epoch: Math.max(activation.epoch, shown.epoch),
    sequence: Math.max(activation.sequence, shown.sequence),
  };
}

function* saveNext(
  input: Renew,
  call: Call,
  vault: Vault,
  found: { activation: ActivationRow; license: License; trace: Trace; also: readonly Query<number>[] },
): Operation<Decided> {
  const { activation, license, trace, also } = found;
  const today = dayOf(call.now);
  const latest = latestOf(activation, input);
  const next: ActivationRow = {
    ...latest,
    ...leaseSpan(license, today),
    ...networkSeen(input.network, latest, today, vault),
    sequence: latest.sequence + 1,
    generation: trace.generation,
    requestDigest: trace.digest,
    leaseRevision: revisionOf(license),
    seenDay: today,
    lapsedDay: null,
  };
  yield* commitWith(
    mustAffect(activationQueries.saveLease({ oldSequence: activation.sequence, ...next })),
    ...also,
  );
  return decidedLease(license, next, input.tags);
}
