/**
 * Answers the request file of a machine without network. The operation is that of the online request, but has no client
 * network, and its answer is sealed to the machine. A repeated request gets the same lease or statement in a new seal.
 * The server stores what it stores for the online request, and nothing else.
 */

import { machineName } from '../../../client-sdk/typescript/contract/machine-name.ts';
import {
  formatSealedAnswer,
  writeOfflineText,
  type OfflineAnswer,
  type OfflineRequest,
} from '../../../client-sdk/typescript/contract/offline.ts';
import { activate } from './activate.ts';
import { signDecided, type Decided } from './lease.ts';
import { readOfflineRequest, refuseText } from './offline-request.ts';
import { releaseLease } from './release.ts';
import { renewLease } from './renew.ts';
import { addSeconds, dayOf, toInstant, writeDate } from '../kernel/day.ts';
import type { Operation } from '../kernel/operation.ts';
import type { Call, Signer, Vault } from '../kernel/ports.ts';

export interface AnswerOffline {
  /** The text of the request file. */
  request: string;
}

export interface DecidedOffline {
  readonly call: OfflineRequest['call'];
  readonly decided: Decided;
  /** The recipient of the sealed answer. */
  readonly to: { readonly key: string; readonly nonce: string };
}

export function* answerOffline(input: AnswerOffline, call: Call, vault: Vault): Operation<DecidedOffline> {
  const request = readOfflineRequest(input.request);
  const { key, body } = request;
  if (!vault.canSealTo(key)) refuseText('has a key to which no answer can be sealed');
  const decided = yield* decide(request, call, vault);
  return { call: request.call, decided, to: { key, nonce: body.nonce } };
}

/** Runs the operation of the online request, without a client network. */
function* decide(request: OfflineRequest, call: Call, vault: Vault): Operation<Decided> {
  if (request.call === 'activate') return yield* activate({ ...request.body, network: null }, call, vault);
  const { activation, key: answerKey, body } = request;
  const operate = request.call === 'renew' ? renewLease : releaseLease;
  return yield* operate({ ...body, activation, answerKey, network: null }, call, vault);
}

export function concludeOffline(
  { call, decided, to }: DecidedOffline,
  signer: Signer,
  vault: Vault,
): OfflineAnswer {
  const sealed = vault.sealAnswer(JSON.stringify(signDecided(decided, signer, vault)), to);
  const answer = writeOfflineText('answer', formatSealedAnswer(sealed));
  if (decided.kind === 'statement') {
    const { aud: product, license, activation, kind: outcome } = decided.claims;
    const machine = machineName(activation);
    return { call, outcome, product, license, activation, machine, leaseEndsOn: null, answer };
  }
  const { activation, claims } = decided;
  const { aud: product, sub: license, exp } = claims;
  const leaseEndsOn = writeDate(dayOf(addSeconds(toInstant(exp), -1)));
  return {
    call,
    outcome: 'lease',
    product,
    license,
    activation,
    machine: machineName(activation),
    leaseEndsOn,
    answer,
  };
}
