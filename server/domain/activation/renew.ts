/**
 * Renewal: a machine with an activation requests its next lease. The decision is pure: the latest lease again, the next
 * lease, or the signed statement that ends the activation. The terms of the product decide how a copy that was found is
 * answered; the machine that it copies is never refused. Every doubtful case is refused without a signature; the app's
 * current lease then stays valid.
 */

import type { Code } from '../../../client-sdk/typescript/contract/codes.ts';
import type {
  Identity,
  RenewAnswer,
  RenewalNotice,
  StatementKind,
} from '../../../client-sdk/typescript/contract/wire.ts';
import { activationQueries, type ActivationRow, holdsSeat, noSeat } from './activation.ts';
import { isCurrent } from './revision.ts';
import { endingDay, type CallTime } from '../kernel/confirmed-day.ts';
import { addDays, type Day } from '../kernel/day.ts';
import { hasDemoEnded } from './demo-seat.ts';
import { decidedLease, decidedStatement, renewableFrom, signDecided, type Decided } from './lease.ts';
import { type License, licenseQueries, standing } from '../licensing/license.ts';
import { tracesOf, traceUnder, type Trace } from './device-tags.ts';
import type { ForkDecision } from './fork.ts';
import { compare, forkQueries, type KnownActivation } from './fork-record.ts';
import { requireOnlySeat } from './member-machine.ts';
import { ownActivation } from './own-activation.ts';
import type { Call, Signer, Vault } from '../kernel/ports.ts';
import { isWithinReach, provenUnder, type Proved, type Proven } from './proof.ts';
import { refuse } from '../kernel/refusal.ts';
import { latestOf, saveNext } from './save-lease.ts';
import { takeSeatOf } from './seat.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import { productQueries } from '../licensing/product.ts';

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
  /** Whether the machine asks to borrow its seat, so that its latest lease is no answer. */
  borrows: boolean;
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
  | { kind: 'returned' }
  /** `own`: a copy that was found gets an activation of its own. */
  | { kind: 'own' };

/**
 * Decides how a renewal is answered.
 * @param known.kept the stored device tags of the activation
 * @param fork what the request shows about copies
 */
export function decideRenewal(
  license: License,
  { activation, kept }: Pick<KnownActivation, 'activation' | 'kept'>,
  shown: Shown,
  fork: ForkDecision,
  time: CallTime,
): RenewalDecision {
  const fact = endOfActivation(license, activation, endingDay(time));
  if (fact !== undefined) return { kind: 'ended', fact };
  if (standing(license.row, endingDay(time)) === 'ended') return { kind: 'refused', code: 'license_ended' };

  const unchanged = holdsSeat(activation) && isCurrent(license, activation, time.now);
  if (unchanged && activation.requestDigest === shown.digest) return { kind: 'same' };
  const { forks } = license.product;
  if (fork.kind === 'copy' && forks === 'refuse') return { kind: 'refused', code: 'activation_forked' };
  if (fork.kind === 'copy' && forks === 'new_seat') return { kind: 'own' };

  const latest = activation.epoch === shown.epoch && activation.sequence === shown.sequence;
  const isKnown = shown.tags.every((tag) => kept.includes(tag));
  const sameTags = isKnown && (fork.kind !== 'single' || kept.length === shown.tags.length);
  if (unchanged && latest && sameTags && !shown.borrows && time.now < renewableFrom(license, activation))
    return { kind: 'same' };
  return { kind: holdsSeat(activation) ? 'next' : 'returned' };
}

/** The signed fact that ends an activation, if there is one. */
function endOfActivation(
  license: License,
  activation: ActivationRow,
  today: Day,
): { kind: StatementKind; day: Day } | undefined {
  if (activation.releasedDay !== null) return { kind: 'released', day: activation.releasedDay };
  if (hasDemoEnded(license, activation, today))
    return { kind: 'released', day: addDays(activation.seatEndsDay, 1) };
  if (license.row.revokedDay !== null) return { kind: 'revoked', day: license.row.revokedDay };
  if (license.row.suspendedDay !== null) return { kind: 'suspended', day: license.row.suspendedDay };
  return undefined;
}

export function* renewLease(input: Renew, call: Call, vault: Vault): Operation<Decided> {
  const proved = provenUnder(vault, verbOf(input), input) ?? refuse('proof_invalid');
  const found = yield* loadActivation(input.activation, call);
  const decided = yield* renewProved(input, found, proved, call, vault);
  if (decided.kind !== 'lease') return decided;
  const { notices } = found;
  return notices === undefined ? { ...decided, proved } : { ...decided, proved, notices };
}

function* renewProved(
  input: Renew,
  { license, activation, kept, fork }: Renewed,
  proved: Proved,
  call: Call,
  vault: Vault,
): Operation<Decided> {
  const known = { activation, kept, fork };
  if (!isWithinReach(input.sequence, activation.sequence)) refuse('proof_invalid');
  const traces = tracesBy(input, verbOf(input), license, vault);
  const compared = compare(known, { state: input, identity: input.identity, traces });
  const shown = shownTo(activation, input, traces);
  const decision = decideRenewal(license, known, shown, compared.decision, call);
  if (decision.kind === 'refused') refuse(decision.code);
  if (decision.kind === 'ended') return decidedStatement(license, latestOf(activation, input), decision.fact);
  if (decision.kind === 'same') return decidedLease(license, activation, input.tags);

  const forms = { all: traces, stored: traceUnder(traces, proved.generation.number) };
  const request = { ...input, license, known, compared, forms };
  const own = yield* ownActivation(request, decision.kind === 'own', call, vault);
  if (own !== undefined) return own;
  const seat = decision.kind === 'returned' ? yield* takeSeatOf(license.row.id, call, noSeat(license)) : [];
  if (decision.kind === 'returned') yield* requireOnlySeat(activation.id);
  return yield* saveNext(request, seat, call, vault);
}

export function concludeRenewal(decided: Decided, signer: Signer, vault: Vault): RenewAnswer {
  return signDecided(decided, signer, vault);
}

interface Renewed extends KnownActivation {
  license: License;
  /** What the answer tells the person at the machine; undefined: nothing. */
  notices: RenewalNotice[] | undefined;
}

function* loadActivation(id: string, call: CallTime): Operation<Renewed> {
  const [activation, row, product, tags, fork] = yield* ask(
    activationQueries.lockActivation({ activation: id }),
    licenseQueries.findRenewedLicense({ activation: id, today: endingDay(call) }),
    productQueries.findProductByActivation({ activation: id }),
    activationQueries.listTags({ activation: id }),
    forkQueries.findFork({ activation: id }),
  );
  if (activation === undefined || row === undefined || product === undefined)
    return refuse('activation_unknown');
  const notices = row.notices === null ? undefined : (row.notices.split(' ') as RenewalNotice[]);
  return { activation, license: { row, product }, kept: tags.map(({ tag }) => tag), fork, notices };
}

/** The verb of the proof. */
const verbOf = ({ borrowDays }: Renew): 'renew' | 'borrow' => (borrowDays === undefined ? 'renew' : 'borrow');

/** A renewal or release request in the form of each live generation of the secret. */
export function tracesBy(
  input: Omit<Renew, 'network'>,
  verb: string,
  license: License,
  vault: Vault,
): Trace[] {
  const { activation, epoch, sequence, nonce, tags, identity, borrowDays } = input;
  const fields = [activation, String(epoch), String(sequence), nonce];
  if (borrowDays !== undefined) fields.push(String(borrowDays));
  return tracesOf(vault, license.row.id, { purpose: verb, fields, tags, identity });
}

/** The claims of a request, in the form that is comparable with the stored activation. */
function shownTo(activation: ActivationRow, input: Proven, traces: readonly Trace[]): Shown {
  const { digest, tags } = traceUnder(traces, activation.generation);
  const { epoch, sequence, borrowDays } = input;
  return { epoch, sequence, digest, tags, borrows: borrowDays !== undefined };
}
