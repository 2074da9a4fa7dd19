/**
 * Builds the requests to the license server. All parts of a request are stored before it is sent, so that a lost answer
 * can be requested again with the same bytes. A stored request is reused only for the same purpose on the same machine.
 * The license key is inserted just before sending; it is neither stored nor copied.
 */
import { createHmac } from 'node:crypto';
import { lengthPrefixed } from '../primitives/bytes.ts';
import type { Instant } from '../primitives/clock.ts';
import { isSameMachine } from '../contract/same-machine.ts';
import {
  withSentCopy,
  type Holding,
  type PendingActivation,
  type PendingProof,
  type SavedState,
} from '../state/state.ts';
import type { SignInActivation } from '../contract/sign-in.ts';
import {
  PATHS,
  type ActivateRequest,
  type HeldActivation,
  type Identity,
  type ProvenRequest,
  type RenewRequest,
} from '../contract/wire.ts';

/** The text that replaces the license key in the copy of a request. */
export const KEY_IN_COPIES = '(the license key you typed)';

export type Verb = 'renew' | 'release';

/** A request that is ready to send: a path below the server's URL, and the body. */
export interface Sendable {
  path: string;
  body: string;
}

/** The values from which a new request is built. */
export interface Ingredients {
  /** The current device tags of this machine. */
  tags: string[];
  /** The kind of values from which the tags are computed. */
  identity: Identity;
  /** A random nonce: 22 characters of base64url. */
  nonce: string;
  /** The days for which a renewal borrows the seat; absent: it does not. */
  borrowDays?: number | undefined;
}

/** The values of a sign-in's poll, without the device code. */
export interface SignInPlan extends Ingredients {
  held: HeldActivation | null;
}

/** The values of a requested activation, without the license key. */
export interface ActivationInput extends Ingredients {
  username: string | null;
  tagKey: Uint8Array;
}

/** Returns the drafted or the stored activation request if it has the same input, otherwise a new request. */
export function planActivation(
  saved: SavedState,
  input: ActivationInput,
  draft?: PendingActivation,
): PendingActivation {
  const { nonce, tags, identity, username, tagKey } = input;
  const keyMark = createHmac('sha256', tagKey).update('key').digest('base64url');
  const isSameInput = (kept: PendingActivation | null | undefined): kept is PendingActivation =>
    kept?.keyMark === keyMark &&
    kept.username === username &&
    matchesHolding(kept.held, saved.holding) &&
    showsSameMachine(kept, input);
  const kept = [draft, saved.activating].find(isSameInput);
  if (kept) return kept;
  const held = saved.holding && heldActivationOf(saved.holding, input);
  return { nonce, tags, identity, username, held, keyMark };
}

/** The request of a sign-in, which is not stored. */
export function planSignIn(holding: Holding | null, fresh: Ingredients): SignInPlan {
  return { ...fresh, held: holding && heldActivationOf(holding, fresh) };
}

/** Returns the stored renewal or release request if it still applies to the current lease, otherwise a new request. */
export function planProof(kept: PendingProof | null, holding: Holding, fresh: Ingredients): PendingProof {
  const isNext = kept !== null && matchesHolding(kept, holding) && showsSameMachine(kept, fresh);
  if (isNext && (fresh.borrowDays ?? kept.borrowDays) === kept.borrowDays) return kept;
  const { activation, epoch, sequence } = holding;
  return { activation, epoch, sequence, ...fresh };
}

/** The body of an activation. */
export function activationBody(
  product: string,
  licenseKey: string,
  plan: PendingActivation,
): ActivateRequest {
  return {
    product,
    licenseKey,
    ...(plan.username !== null && { username: plan.username }),
    ...shownOf(plan),
    nonce: plan.nonce,
    ...(plan.held && { held: plan.held }),
  };
}

/** Builds the request of an activation. Equal plans and license keys give the same bytes. */
export function writeActivation(product: string, licenseKey: string, plan: PendingActivation): Sendable {
  return { path: PATHS.activations, body: JSON.stringify(activationBody(product, licenseKey, plan)) };
}

/** Builds the poll of a sign-in. Equal plans and device codes give the same bytes. */
export function writeSignIn(product: string, deviceCode: string, plan: SignInPlan): Sendable {
  const { nonce, held } = plan;
  const body: SignInActivation = { product, deviceCode, ...shownOf(plan), nonce, ...(held && { held }) };
  return { path: PATHS.signInActivations, body: JSON.stringify(body) };
}

/** The body of a renewal or release. @param answerKey - the public key in a request file, which the proof covers too */
export function proofBody(
  verb: Verb,
  { secret }: Pick<Holding, 'secret'>,
  plan: PendingProof,
  answerKey?: string,
): RenewRequest {
  const { epoch, sequence, nonce, borrowDays } = plan;
  const borrowing = borrowDays === undefined ? {} : { borrowDays };
  return {
    epoch,
    sequence,
    nonce,
    ...shownOf(plan),
    ...borrowing,
    proof: prove(verb, secret, plan, answerKey),
  };
}

/** Builds the request of a renewal or release. Equal plans give the same bytes. */
export function writeProof(verb: Verb, holding: Holding, plan: PendingProof): Sendable {
  const path = verb === 'renew' ? PATHS.lease : PATHS.release;
  return {
    path: path.replace(':activation', encodeURIComponent(plan.activation)),
    body: JSON.stringify(proofBody(verb, holding, plan)),
  };
}

/** Adds a copy of a request to the state, so that the person at the machine can read what was sent. */
export function recordSent(saved: SavedState, now: Instant, sendable: Sendable): SavedState {
  return withSentCopy(saved, sendable, now);
}

/** What a request shows of the machine. A stored request of an older SDK is sent again unchanged. */
function shownOf({ identity, tags }: Shown): Pick<ProvenRequest, 'identity' | 'tags'> {
  return { tags, ...(identity !== undefined && { identity }) };
}

/** Whether a stored request shows this machine. Without an identity, all machines look the same. */
function showsSameMachine(kept: Shown, fresh: Shown): boolean {
  return kept.tags.length + fresh.tags.length === 0 || isSameMachine(kept.tags, fresh.tags);
}

function heldActivationOf(holding: Holding, fresh: Ingredients): HeldActivation {
  const { activation, epoch, sequence } = holding;
  return { activation, epoch, sequence, proof: prove('activate', holding.secret, { ...holding, ...fresh }) };
}

/** The proof of a request: see `ProvenRequest`. */
export function prove(
  verb: Verb | 'activate' | 'bundle',
  secret: string,
  plan: Pick<PendingProof, 'activation' | 'epoch' | 'sequence' | 'nonce' | 'tags' | 'borrowDays'>,
  answerKey?: string,
): string {
  const { activation, epoch, sequence, nonce, tags, borrowDays } = plan;
  const fields = [verb, activation, String(epoch), String(sequence), nonce, ...tags];
  if (borrowDays !== undefined) {
    fields[0] = 'borrow';
    fields.push(String(borrowDays));
  }
  if (answerKey !== undefined) fields.push(answerKey);
  return createHmac('sha256', Buffer.from(secret, 'base64url'))
    .update(lengthPrefixed(fields))
    .digest('base64url');
}

type Shown = Pick<PendingProof, 'identity' | 'tags'>;
type Position = Pick<PendingProof, 'activation' | 'epoch' | 'sequence'>;

function matchesHolding(kept: Position | null, holding: Position | null): boolean {
  return (
    kept?.activation === holding?.activation &&
    kept?.epoch === holding?.epoch &&
    kept?.sequence === holding?.sequence
  );
}
