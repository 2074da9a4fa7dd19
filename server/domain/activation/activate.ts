/**
 * Activation: a machine sends a license key and gets a seat, or keeps the seat that it has. The operation loads rows,
 * decides and saves; the lease is signed after the commit. A repeated request gets the same answer and writes nothing.
 */

import type {
  ActivateAnswer,
  ActivateRequest,
  Identity,
} from '../../../client-sdk/typescript/contract/wire.ts';
import { readLicenseKey } from '../../../client-sdk/typescript/contract/license-key.ts';
import {
  activationQueries,
  type ActivationRequest,
  type ActivationRow,
  decideActivation,
  holdsSeat,
  revisionOf,
} from './activation.ts';
import { dayOf, type Day } from '../kernel/day.ts';
import { decidedLease, leaseSpan, signLease, type Decided } from './lease.ts';
import { lockByVerifiers, moveVerifier, type License } from '../licensing/license.ts';
import {
  forgetOtherForms,
  fourTags,
  networkSeen,
  putTags,
  replaceTags,
  tracesOf,
  traceUnder,
  type Trace,
} from './device-tags.ts';
import type { Call, Signer, Vault } from '../kernel/ports.ts';
import { isWithinReach, provenUnder } from './proof.ts';
import type { Query } from '../kernel/query.ts';
import { refuse } from '../kernel/refusal.ts';
import { lapsingSeats, takeSeat } from './seat.ts';
import { readUsername } from '../licensing/username.ts';
import { ask, commitWith, mustAffect, type Operation, SerializationConflict } from '../kernel/operation.ts';
import { productQueries } from '../licensing/product.ts';
import { machineAmong, type TagMatch } from './tag-match.ts';
import type { Generation } from '../kernel/generation.ts';

export interface Activate {
  product: string;
  licenseKey: string;
  username?: string | undefined;
  tags: string[];
  identity?: Identity | undefined;
  nonce: string;
  held?: ActivateRequest['held'] | undefined;
  /** The truncated network prefix of the client; null: no prefix may be stored. */
  network: string | null;
}

export type Grant = Decided & { kind: 'lease' };

export function* activate(input: Activate, call: Call, vault: Vault): Operation<Grant> {
  const today = dayOf(call.now);
  const username = readUsername(input.username);
  const { current } = vault;
  const { moves, ...found } = yield* findByKey(input, vault);
  const traces = tracesOf(vault, found.row.id, {
    purpose: 'activate',
    fields: [found.row.id, input.nonce, username ?? ''],
    tags: input.tags,
  });
  const machine = yield* findMachine(input, found, traces, { today, vault });
  const { known, proven, epoch, sequence, lapsing } = machine;
  const license = { ...found, row: { ...found.row, used: found.row.used - lapsing } };

  const request: ActivationRequest = { username, digest: traceUnder(traces, known?.generation).digest };
  const decision = decideActivation(license, known, request, today);
  if (decision.kind === 'refused') refuse(decision.code);
  if (decision.kind === 'repeated' && known !== undefined) return decidedLease(license, known, input.tags);

  const old = known ?? newActivation(license, call, today);
  const trace = traceUnder(traces, (proven ?? current).number);
  const row: ActivationRow = {
    ...old,
    ...leaseSpan(license, today),
    ...networkSeen(input.network, old, today, vault),
    epoch: epoch + 1,
    generation: trace.generation,
    sequence: sequence + 1,
    requestDigest: trace.digest,
    leaseRevision: revisionOf(license),
    username: username ?? old.username,
    seenDay: today,
    lapsedDay: null,
  };
  yield* commitWith(
    ...moves,
    ...(decision.kind === 'again' ? [] : takeSeat(license.row.id, lapsing, today)),
    saved(row, known),
    ...(known === undefined ? putTags(row.id, trace.tags) : replaceTags(row.id, trace.tags)),
    ...forgetOtherForms(traces, trace),
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
function* findByKey(input: Activate, vault: Vault): Operation<License & { moves: Query<number>[] }> {
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

/** The activation of the machine, if any, and the latest epoch and sequence that the client or the server has seen. */
interface Machine {
  known: ActivationRow | undefined;
  /**
   * The generation under which the machine proved its state; undefined: the machine was found by its tags, or not at
   * all.
   */
  proven: Generation | undefined;
  epoch: number;
  sequence: number;
  /** The number of lapsed seats of the license that are reclaimed if the machine takes a seat. */
  lapsing: number;
}

/** Finds the machine by the state that it proves, or else by its tags. Locks every row that may change. */
function* findMachine(
  input: Activate,
  license: License,
  traces: readonly Trace[],
  { today, vault }: { today: Day; vault: Vault },
): Operation<Machine> {
  const { held } = input;
  const proven = held && provenUnder(vault, 'activate', { ...input, ...held });
  const tagged = traces.map(({ tags }) => ({ license: license.row.id, ...fourTags(tags) }));
  const [shown, lapsing = [], ...found] = yield* ask(
    held && proven && activationQueries.lockActivation({ activation: held.activation }),
    lapsingSeats(license.row, today),
    ...tagged.flatMap((tags) => [activationQueries.lockTagged(tags), activationQueries.matchTags(tags)]),
  );
  const isHolder = held !== undefined && isCurrent(held, shown, license);
  const known = isHolder ? shown : machineTagged(found.flat(), input.tags.length);
  const { epoch, sequence } = isHolder ? held : (known ?? { epoch: 0, sequence: 0 });
  const keepsSeat = known !== undefined && holdsSeat(known);
  const taken = keepsSeat ? 0 : lapsing.length;
  return { known, proven: isHolder ? proven : undefined, epoch, sequence, lapsing: taken };
}

/**
 * Whether a proved state belongs to this machine. A state that is behind the stored state belongs to a copy of the
 * machine. A state that is ahead is accepted, because the server was then restored from a backup.
 */
function isCurrent(
  held: NonNullable<Activate['held']>,
  known: ActivationRow | undefined,
  license: License,
): boolean {
  return (
    known?.license === license.row.id &&
    known.releasedDay === null &&
    held.epoch >= known.epoch &&
    held.sequence >= known.sequence &&
    isWithinReach(held.sequence, known.sequence)
  );
}

function machineTagged(
  found: readonly (ActivationRow | TagMatch)[],
  shown: number,
): ActivationRow | undefined {
  const machine = machineAmong(
    found.filter((match) => 'common' in match),
    shown,
  );
  if (machine === undefined) return undefined;
  const row = found.find((match) => 'id' in match && match.id === machine);
  if (row === undefined || !('id' in row)) throw new SerializationConflict('a device tag');
  return row;
}

/**
 * A new row of an activation. All fields are set in one literal: adding properties later changes the hidden class (10 ×
 * slower, measured).
 */
function newActivation({ row }: License, { id }: Call, today: Day): ActivationRow {
  return {
    id,
    license: row.id,
    epoch: 0,
    generation: 0,
    sequence: 0,
    requestDigest: null,
    leaseDay: today,
    leaseEndsDay: today,
    seatEndsDay: today,
    leaseRevision: 0,
    username: null,
    network: null,
    networkDay: null,
    createdDay: today,
    seenDay: today,
    lapsedDay: null,
    releasedDay: null,
  };
}

function saved(row: ActivationRow, known: ActivationRow | undefined): Query<number> {
  return known === undefined
    ? activationQueries.addActivation(row)
    : mustAffect(activationQueries.saveLease({ oldSequence: known.sequence, ...row }));
}
