/**
 * Activation: a machine sends a license key and gets a seat, or keeps the seat that it has. The operation loads rows,
 * decides and saves; the lease is signed after the commit. A repeated request gets the same answer and writes nothing.
 * `server/domain/ownership/activate-signed-in.ts` grants a lease by a customer's approval instead of a key.
 */

import type { ActivateAnswer } from '../../../client-sdk/typescript/contract/wire.ts';
import { readLicenseKey } from '../../../client-sdk/typescript/contract/license-key.ts';
import { type ActivationRequest, type ActivationRow, decideActivation } from './activation.ts';
import { revisionOf } from './revision.ts';
import { dayOf } from '../kernel/day.ts';
import { decidedLease, leaseSpan, signLease, type Decided } from './lease.ts';
import { lockByVerifiers, moveVerifier, type License } from '../licensing/license.ts';
import { findingTags, networkOf, networkSeen, tracesOf, traceUnder, type Trace } from './device-tags.ts';
import { requireDemoRoom } from './demo-seat.ts';
import { findMachine, type MachineRequest } from './find-machine.ts';
import type { Call, Id, Signer, Vault } from '../kernel/ports.ts';
import type { Query } from '../kernel/query.ts';
import { refuse } from '../kernel/refusal.ts';
import { takeOver, type Holder } from './member-machine.ts';
import { addActivation, newActivation, saveLease } from './save-lease.ts';
import { takeSeat } from './seat.ts';
import { isDemo } from '../licensing/demo.ts';
import { isFloating } from '../licensing/floating.ts';
import { readUsername } from '../licensing/username.ts';
import { ask, commitWith, type Operation } from '../kernel/operation.ts';
import { productQueries } from '../licensing/product.ts';

export interface Activate extends MachineRequest {
  product: string;
  licenseKey: string;
  username?: string | undefined;
  /** The truncated network prefix of the client; null: no prefix may be stored. */
  network: string | null;
}

export type Grant = Decided & { kind: 'lease' };

export function* activate(input: Activate, call: Call, vault: Vault): Operation<Grant> {
  const username = readUsername(input.username);
  const { moves, ...license } = yield* findByKey(input, vault);
  const traces = tracesOf(vault, license.row.id, {
    purpose: 'activate',
    fields: [license.row.id, input.nonce, username ?? ''],
    tags: input.tags,
    identity: input.identity,
  });
  return yield* grantLease(
    { ...input, username, license, traces, id: call.id, also: () => moves },
    call,
    vault,
  );
}

/** A request for a seat of a license that was found and locked. */
export interface SeatRequest extends MachineRequest {
  license: License;
  /** The username to compare with the owner's; null: none. */
  username: string | null;
  traces: readonly Trace[];
  /** The id of the activation, if the machine gets a new one. */
  id: Id;
  network: string | null;
  /** Who signs in from the machine; absent: the machine sends the license key, and stays whose it is. */
  holder?: Holder;
  /** What else is written with the lease of an activation. */
  also: (activation: Id) => readonly Query<number>[];
}

/** Decides about a request for a seat, and saves the lease. A repeated request writes nothing. */
export function* grantLease(input: SeatRequest, call: Call, vault: Vault): Operation<Grant> {
  const { license: found, username, traces, also } = input;
  const today = dayOf(call.now);
  const machine = yield* findMachine(input, found, traces, { time: call, vault, username });
  const { recognised, lapsing, owner } = machine;
  const known = recognised?.activation;
  const license = { ...found, row: { ...found.row, used: found.row.used - lapsing } };

  if (isDemo(license.product)) yield* requireDemoRoom(license, known, call);
  const request = { username, owner, digest: traceUnder(traces, known?.generation).digest };
  const decision = decideActivation(license, known, request, call);
  if (decision.kind === 'refused') refuse(decision.code);
  if (decision.kind === 'repeated' && known !== undefined) return decidedLease(license, known, input.tags);

  const old = known ?? newActivation(license, input.id, today);
  const taken = input.holder === undefined ? undefined : yield* takeOver(old.id, input.holder);
  const trace = traceUnder(traces, (recognised?.proven ?? vault.current).number);
  const forms = { all: traces, stored: trace };
  const row: ActivationRow = {
    id: old.id,
    license: old.license,
    epoch: (recognised?.epoch ?? 0) + 1,
    generation: trace.generation,
    sequence: (recognised?.sequence ?? 0) + 1,
    requestDigest: trace.digest,
    ...leaseSpan(license, call, isFloating(license.product) ? known : undefined),
    leaseRevision: revisionOf(license),
    username: usernameToKeep(license, request, taken?.isMoved === true ? null : old.username),
    ...networkSeen(networkOf(license, input.network), old, today, vault),
    createdDay: old.createdDay,
    seenDay: today,
    lapsedDay: null,
    releasedDay: old.releasedDay,
  };
  yield* commitWith(
    ...(decision.kind === 'again' ? [] : takeSeat(license.row.id, lapsing, call)),
    ...(recognised === undefined
      ? addActivation(row, findingTags(trace), forms)
      : saveLease(row, recognised, recognised.compared, forms)),
    ...(taken?.writes ?? []),
    ...also(row.id),
  );
  return decidedLease(license, row, input.tags);
}

export function concludeGrant(grant: Grant, signer: Signer, vault: Vault): ActivateAnswer {
  return signLease(grant, signer, vault);
}

/**
 * Locks the license of a key, and returns the queries that move the key to the current generation of the secret. An
 * unknown key and a key of another product get the same answer.
 */
function* findByKey(
  input: Pick<Activate, 'product' | 'licenseKey'>,
  vault: Vault,
): Operation<License & { moves: Query<number>[] }> {
  const key = readLicenseKey(input.licenseKey);
  if (!key.ok)
    refuse('license_key_malformed', { fields: [{ pointer: '/licenseKey', message: `is ${key.fault}` }] });
  const { current, live } = vault;
  const [product, ...rows] = yield* ask(
    productQueries.findProduct({ product: input.product }),
    ...lockByVerifiers(key.canonical, vault),
  );
  const index = rows.findIndex((candidate) => candidate !== undefined);
  const [row, foundUnder] = [rows[index], live[index]];
  if (row === undefined || product === undefined || row.product !== product.id) refuse('license_key_unknown');
  return { row, product, moves: foundUnder ? moveVerifier(key.canonical, foundUnder, current) : [] };
}

/** The username that an activation keeps: it was compared with the account's username, or the terms require one. */
function usernameToKeep(
  { product }: License,
  { username, owner }: ActivationRequest,
  old: string | null,
): string | null {
  if (username === null) return old;
  return owner !== null || product.usernameRequired === 1 ? username : null;
}
