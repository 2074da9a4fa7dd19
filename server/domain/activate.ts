/**
 * Activation: a machine shows a license key and gets a seat, or its own seat again. Load, decide, save; the lease is
 * signed after the commit. A repeated request is answered the same and writes nothing.
 */

import type { ActivateAnswer, ActivateRequest } from '../../client-sdk/wire.ts';
import { readLicenseKey } from '../../client-sdk/license-key.ts';
import {
  decideActivation,
  holdsSeat,
  machineAmong,
  revisionOf,
  type ActivationRequest,
  type ActivationRow,
} from './activation.ts';
import { dayOf } from './day.ts';
import { decidedLease, leaseSpan, signLease, type Decided } from './lease.ts';
import type { License } from './license.ts';
import { fourTags, putTags, replaceTags, storedTags } from './machine.ts';
import type { Call, Signer, Vault } from './ports.ts';
import { isWithinReach, proofHolds } from './proof.ts';
import { ask, query, type Operation, type Query } from './query.ts';
import { refuse } from './refusal.ts';
import { freeLapsedSeats, takeSeat } from './seat.ts';
import { readUsername } from './username.ts';

export interface Activate {
  product: string;
  licenseKey: string;
  username?: string | undefined;
  tags: string[];
  nonce: string;
  held?: ActivateRequest['held'] | undefined;
  /** Truncated network prefix of the client; null: none may be kept. */
  network: string | null;
}

export type Grant = Decided & { kind: 'lease' };

export function* activate(input: Activate, call: Call, vault: Vault): Operation<Grant> {
  const today = dayOf(call.now);
  const username = readUsername(input.username);
  const license = yield* findByKey(input, vault);
  const tags = storedTags(vault, license.row.id, input.tags);
  const { known, epoch, sequence } = yield* findMachine(input, license, tags, vault);
  if (known === undefined || !holdsSeat(known)) yield* freeLapsedSeats(license.row, today);

  const request: ActivationRequest = {
    username,
    digest: vault.digest('activate', [license.row.id, input.nonce, username ?? '', ...tags]),
  };
  const decision = decideActivation(license, known, request, today);
  if (decision.kind === 'refused') refuse(decision.code);
  if (decision.kind === 'repeated' && known !== undefined) return decidedLease(license, known, input.tags);

  const row: ActivationRow = {
    ...(known ?? newActivation(license, call, today)),
    ...leaseSpan(license, today),
    epoch: epoch + 1,
    sequence: sequence + 1,
    requestDigest: request.digest,
    leaseRevision: revisionOf(license),
    username: username ?? known?.username ?? null,
    ...(input.network === null
      ? {}
      : { network: vault.sealNetwork(input.network, today), networkDay: today }),
    seenDay: today,
    lapsedDay: null,
  };
  if (decision.kind !== 'again') yield* takeSeat(license.row.id);
  const tagged = known === undefined ? putTags(row.id, tags) : replaceTags(row.id, tags);
  const [written] = yield* ask(saved(row, known), ...tagged);
  if (written === 0) throw new Error('another lease came between');
  return decidedLease(license, row, input.tags);
}

export function concludeGrant(grant: Grant, signer: Signer, vault: Vault): ActivateAnswer {
  return signLease(grant, signer, vault);
}

/** The license of the key, locked. An unknown key and a key of another product are answered alike. */
function* findByKey(input: Activate, vault: Vault): Operation<License> {
  const key = readLicenseKey(input.licenseKey);
  if (!key.ok)
    refuse('license_key_malformed', { fields: [{ pointer: '/licenseKey', message: `is ${key.fault}` }] });
  const [found, product] = yield* ask(
    query('findLicenseByKey', { verifier: vault.keyVerifier(key.canonical) }),
    query('findProduct', { product: input.product }),
  );
  if (found === undefined || product === undefined || found.product !== product.id)
    refuse('license_key_unknown');
  const [row] = yield* ask(query('lockLicense', { license: found.id }));
  return { row: row ?? refuse('license_key_unknown'), product };
}

/** The activation that is this machine, if any, and the latest epoch and sequence that either side has seen. */
interface Machine {
  known: ActivationRow | undefined;
  epoch: number;
  sequence: number;
}

/** Finds the machine by the state that it holds and proves, or else by its tags. */
function* findMachine(
  input: Activate,
  license: License,
  tags: readonly string[],
  vault: Vault,
): Operation<Machine> {
  const { held } = input;
  if (held !== undefined && proofHolds(vault, 'activate', { ...input, ...held })) {
    const [known] = yield* ask(query('findActivation', { activation: held.activation }));
    const mine = known?.license === license.row.id && known.releasedDay === null;
    // A copy of the state that fell behind is not this machine. One that is ahead is: the server came from a backup.
    const current =
      mine &&
      held.epoch >= known.epoch &&
      held.sequence >= known.sequence &&
      isWithinReach(held.sequence, known.sequence);
    if (current) return { known, epoch: held.epoch, sequence: held.sequence };
  }
  const [matches] = yield* ask(query('matchTags', { license: license.row.id, ...fourTags(tags) }));
  const machine = machineAmong(matches, tags.length);
  if (machine === undefined) return { known: undefined, epoch: 0, sequence: 0 };
  const [known] = yield* ask(query('findActivation', { activation: machine }));
  return { known, epoch: known?.epoch ?? 0, sequence: known?.sequence ?? 0 };
}

function newActivation(
  license: License,
  call: Call,
  today: number,
): Pick<ActivationRow, 'id' | 'license' | 'createdDay' | 'releasedDay' | 'network' | 'networkDay'> {
  return {
    id: call.id,
    license: license.row.id,
    createdDay: today,
    releasedDay: null,
    network: null,
    networkDay: null,
  };
}

function saved(row: ActivationRow, known: ActivationRow | undefined): Query<number> {
  return known === undefined
    ? query('addActivation', row)
    : query('saveLease', { ...row, oldSequence: known.sequence });
}
