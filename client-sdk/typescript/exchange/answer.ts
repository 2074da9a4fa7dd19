/**
 * Verifies an answer of the license server as a whole: its key set by the root key, its lease or statement by a key of
 * that set, and the whole answer against the request. If any part fails, the reader throws, and nothing of the answer
 * is stored.
 */
import { decodeExact } from '../primitives/bytes.ts';
import { AnswerUntrusted } from '../primitives/errors.ts';
import { readFarewell } from '../lease/farewell.ts';
import { acceptKeySet } from '../lease/accept-key-set.ts';
import type { KeySet, Trust } from '../lease/key-set.ts';
import { readLease, type Lease } from '../lease/lease.ts';
import type { Holding } from '../state/state.ts';
import { readStatement } from '../lease/statement.ts';
import { knownNotices } from '../state/notices.ts';
import type { RenewalNotice, StatementClaims } from '../contract/wire.ts';

/** Why an answer of the server was dropped, in addition to the faults of a token. */
type AnswerFault =
  | 'answer_malformed'
  | 'wrong_activation'
  | 'wrong_license'
  | 'wrong_machine'
  | 'old_answer'
  | 'outside_key_set';

/** The request that an answer must match, and the verified state that is stored already. */
export interface Question {
  trust: Trust;
  /** The newest key set that the client has accepted. */
  keySet: KeySet | undefined;
  /** The device tags that were sent in the request. */
  tags: readonly string[];
  holding: Holding | null;
  /** The stored lease, after verification. */
  lease: Lease | undefined;
}

/** A verified lease, with the secret that proves its next renewal. */
export interface Grant {
  kind: 'grant';
  epoch: number;
  secret: string;
  lease: Lease;
  token: string;
  keySet: KeySet;
  /** The token of a verified farewell that came with the lease. */
  farewell: string | undefined;
  /** The notices that came with the lease, of which this SDK knows the names. */
  notices: readonly RenewalNotice[];
}

/** A verified statement, which ends the lease. */
export interface Ending {
  kind: 'ending';
  statement: StatementClaims;
  token: string;
  keySet: KeySet;
}

const SECRET_BYTES = 32;
const OLDER: readonly string[] = ['old_answer', 'outside_key_set', 'key_set_too_old'];

/** Reads and verifies the answer to an activation. @throws AnswerUntrusted */
export function readGrant(answer: unknown, question: Question): Grant {
  const {
    epoch,
    secret,
    lease: token,
    activation,
    sequence,
    keySet: keySetToken,
    farewell,
    notices,
  } = membersOf(answer);
  if (typeof token !== 'string' || !isCount(epoch) || !isCount(sequence)) throw untrusted('answer_malformed');
  if (typeof secret !== 'string' || !decodeExact(secret, SECRET_BYTES)) throw untrusted('answer_malformed');
  const keySet = acceptedKeySet(keySetToken, question);
  const read = readLease(token, keySet, question.trust);
  if (!read.ok) throw new AnswerUntrusted(read.fault);
  const { lease } = read;
  if (lease.activation !== activation || lease.sequence !== sequence) throw untrusted('wrong_activation');
  const { holding } = question;
  if (holding?.activation === activation && (sequence < holding.sequence || epoch < holding.epoch)) {
    throw untrusted('old_answer');
  }
  if (!isStoredLease(lease, question)) judgeNewLease(lease, keySet, question.tags);
  return {
    kind: 'grant',
    epoch,
    secret,
    lease,
    token,
    keySet,
    farewell: verifiedFarewell(farewell, question),
    notices: knownNotices(notices),
  };
}

/**
 * Reads and verifies the answer to a renewal of the stored activation. The lease may be of another activation of the
 * same license: the server gives a copy of a machine's state a seat of its own. Such a lease must not be older than the
 * stored one, so that nobody can bring back an earlier activation of this machine.
 *
 * @throws AnswerUntrusted
 */
export function readEndingOrGrant(answer: unknown, question: Question, holding: Holding): Grant | Ending {
  if ('statement' in membersOf(answer)) return readEnding(answer, question, holding);
  const grant = readGrant(answer, question);
  const { lease } = grant;
  if (lease.sub !== holding.license) throw untrusted('wrong_license');
  const isOlder = question.lease !== undefined && lease.iat < question.lease.iat;
  if (lease.activation !== holding.activation && isOlder) throw untrusted('old_answer');
  return grant;
}

/** Reads and verifies the answer to a release. @throws AnswerUntrusted */
export function readEnding(answer: unknown, question: Question, holding: Holding): Ending {
  const { statement: token, keySet: keySetToken } = membersOf(answer);
  if (typeof token !== 'string') throw untrusted('answer_malformed');
  const keySet = acceptedKeySet(keySetToken, question);
  const read = readStatement(token, keySet, question.trust);
  if (!read.ok) throw new AnswerUntrusted(read.fault);
  const { statement } = read;
  if (statement.activation !== holding.activation) throw untrusted('wrong_activation');
  if (statement.license !== holding.license) throw untrusted('wrong_license');
  if (statement.sequence < holding.sequence) throw untrusted('old_answer');
  return { kind: 'ending', statement, token, keySet };
}

/** A farewell that cannot be verified counts as none: it is not part of the lease, which stays good. */
function verifiedFarewell(token: unknown, { trust }: Question): string | undefined {
  return readFarewell(token, trust).ok ? String(token) : undefined;
}

function acceptedKeySet(token: unknown, question: Question): KeySet {
  const accepted = acceptKeySet(token, question.trust, question.keySet);
  if (!accepted.ok) throw new AnswerUntrusted(accepted.fault);
  return accepted.keySet;
}

/**
 * Whether a lease is the stored lease, signed again: all claims are equal, but a key of a newer key set may have signed
 * it. The server answers an early renewal with such a lease.
 */
function isStoredLease(lease: Lease, { lease: stored }: Question): boolean {
  const substance = (compared: Lease): string =>
    JSON.stringify({ ...compared, tags: [...compared.tags].sort(), kid: '', key_set: 0 });
  return stored !== undefined && substance(stored) === substance(lease);
}

/**
 * Whether the only fault of an answer is that its lease was signed outside of the validity period of its key set. This
 * happens if a stored request is answered under a newer key set. The server repeats that answer for ever, so the next
 * call must send a new request.
 */
export const isOutsideKeySet = (error: unknown): boolean =>
  error instanceof AnswerUntrusted && error.fault === ('outside_key_set' satisfies AnswerFault);

/** Whether an answer is older than the stored state, or its request was made under a key set that was replaced since. */
export const isOlderAnswer = (error: unknown): boolean =>
  error instanceof AnswerUntrusted && OLDER.includes(error.fault);

/** Whether an answer has the lease of another machine. */
export const isOtherMachine = (error: unknown): boolean =>
  error instanceof AnswerUntrusted && error.fault === ('wrong_machine' satisfies AnswerFault);

function judgeNewLease(lease: Lease, keySet: KeySet, tags: readonly string[]): void {
  if ([...lease.tags].sort().join() !== [...tags].sort().join()) throw untrusted('wrong_machine');
  if (lease.iat < keySet.issued || lease.iat >= keySet.expires) throw untrusted('outside_key_set');
}

function membersOf(answer: unknown): Record<string, unknown> {
  if (typeof answer === 'object' && answer !== null && !Array.isArray(answer)) {
    return answer as Record<string, unknown>;
  }
  throw untrusted('answer_malformed');
}

const untrusted = (fault: AnswerFault): AnswerUntrusted => new AnswerUntrusted(fault);

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
