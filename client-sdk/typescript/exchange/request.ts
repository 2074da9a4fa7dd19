/**
 * Writes the requests. What a request consists of is kept in the state before it is sent, so that a lost answer can be
 * asked for with the very same bytes; a kept request is used again only for the same purpose on the same machine. The
 * license key is put in at the last moment and is neither kept nor copied.
 */
import { createHmac } from 'node:crypto';
import { lengthPrefixed } from '../primitives/bytes.ts';
import { isSameMachine } from '../contract/same-machine.ts';
import {
  withSentCopy,
  type Holding,
  type PendingActivation,
  type PendingProof,
  type SavedState,
} from '../state/state.ts';
import { PATHS, type ActivateRequest, type HeldActivation, type ProvenRequest } from '../contract/wire.ts';

/** What stands in a copy of a request in the place of the license key. */
export const KEY_IN_COPIES = '(the license key you typed)';

export type Verb = 'renew' | 'release';

/** Path below the server's address, and body. */
export interface Sendable {
  path: string;
  body: string;
}

/** What a new request is made of. */
export interface Ingredients {
  /** The tags that this machine has now. */
  tags: string[];
  /** 22 characters of base64url, random. */
  nonce: string;
}

/** An activation as asked for, beside the key itself. */
export interface ActivationWish extends Ingredients {
  username: string | null;
  tagKey: Uint8Array;
}

/** The kept activation where it is the same wish, or else a new one. */
export function planActivation(saved: SavedState, wish: ActivationWish): PendingActivation {
  const keyMark = createHmac('sha256', wish.tagKey).update('key').digest('base64url');
  const kept = saved.activating;
  const isSameWish =
    kept?.keyMark === keyMark &&
    kept.username === wish.username &&
    isHeldStill(kept.held, saved.holding) &&
    isSameMachine(kept.tags, wish.tags);
  if (kept && isSameWish) return kept;
  const held = saved.holding && heldActivation(saved.holding, wish);
  return { nonce: wish.nonce, tags: wish.tags, username: wish.username, held, keyMark };
}

/** The kept renewal or release where it is still the next one, or else a new one. */
export function planProof(kept: PendingProof | null, holding: Holding, fresh: Ingredients): PendingProof {
  const isNext = kept !== null && isHeldStill(kept, holding) && isSameMachine(kept.tags, fresh.tags);
  if (isNext) return kept;
  const { activation, epoch, sequence } = holding;
  return { activation, epoch, sequence, nonce: fresh.nonce, tags: fresh.tags };
}

/** The request of an activation. The same plan and key give the same bytes. */
export function writeActivation(product: string, licenseKey: string, plan: PendingActivation): Sendable {
  const request: ActivateRequest = {
    product,
    licenseKey,
    ...(plan.username !== null && { username: plan.username }),
    tags: plan.tags,
    nonce: plan.nonce,
    ...(plan.held && { held: plan.held }),
  };
  return { path: PATHS.activations, body: JSON.stringify(request) };
}

/** The request of a renewal or release. The same plan gives the same bytes. */
export function writeProof(verb: Verb, holding: Holding, plan: PendingProof): Sendable {
  const { epoch, sequence, nonce, tags } = plan;
  const request: ProvenRequest = { epoch, sequence, nonce, tags, proof: prove(verb, holding.secret, plan) };
  const path = verb === 'renew' ? PATHS.lease : PATHS.release;
  return {
    path: path.replace(':activation', encodeURIComponent(plan.activation)),
    body: JSON.stringify(request),
  };
}

/** Adds the copy that the person at the machine can read (promise 8). */
export function recordSent(saved: SavedState, day: string, sendable: Sendable): SavedState {
  return withSentCopy(saved, { day, ...sendable });
}

function heldActivation(holding: Holding, fresh: Ingredients): HeldActivation {
  const { activation, epoch, sequence } = holding;
  return { activation, epoch, sequence, proof: prove('activate', holding.secret, { ...holding, ...fresh }) };
}

function prove(verb: Verb | 'activate', secret: string, plan: PendingProof): string {
  const { activation, epoch, sequence, nonce, tags } = plan;
  return createHmac('sha256', Buffer.from(secret, 'base64url'))
    .update(lengthPrefixed([verb, activation, String(epoch), String(sequence), nonce, ...tags]))
    .digest('base64url');
}

type Position = Pick<PendingProof, 'activation' | 'epoch' | 'sequence'>;

function isHeldStill(kept: Position | null, holding: Position | null): boolean {
  return (
    kept?.activation === holding?.activation &&
    kept?.epoch === holding?.epoch &&
    kept?.sequence === holding?.sequence
  );
}
