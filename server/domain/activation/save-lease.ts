/** Saves a decided lease: the activation's row, the tags of its machine, and what is remembered of its forks. */

import { activationQueries, type ActivationRow } from './activation.ts';
import { revisionOf } from './revision.ts';
import { forgetOtherForms, networkOf, networkSeen, putTags, tagsAfter, type Trace } from './device-tags.ts';
import { remember, type Compared, type KnownActivation } from './fork-record.ts';
import { decidedLease, leaseSpan, type Decided } from './lease.ts';
import { dayOf, type Day } from '../kernel/day.ts';
import { commitWith, mustAffect, type Operation } from '../kernel/operation.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import type { Query } from '../kernel/query.ts';
import type { License } from '../licensing/license.ts';

/** A request in the form of each live generation, and in the form that is stored. */
export interface Forms {
  readonly all: readonly Trace[];
  readonly stored: Trace;
}

/**
 * A new row of an activation. All fields are set in one literal: adding properties later changes the hidden class (10 ×
 * slower, measured).
 */
export function newActivation({ row }: License, id: Id, today: Day): ActivationRow {
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
    seatEndsSecond: null,
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

/** Queries that add the activation of a new machine. @param tags the tags by which the activation is found again */
export function addActivation(
  row: ActivationRow,
  tags: readonly string[],
  { all, stored }: Forms,
): Query<number>[] {
  return [activationQueries.addActivation(row), ...putTags(row.id, tags), ...forgetOtherForms(all, stored)];
}

/** Queries that save the next lease of a known activation. */
export function saveLease(
  row: ActivationRow,
  known: KnownActivation,
  compared: Compared,
  { all, stored }: Forms,
): Query<number>[] {
  const form = { all, stored, compared: compared.form };
  return [
    mustAffect(activationQueries.saveLease({ ...row, oldSequence: known.activation.sequence })),
    ...tagsAfter(row.id, known.kept, compared.decision, form),
    ...remember(known, compared, row.seenDay),
  ];
}

/**
 * The activation at the latest epoch and sequence that the client or the server has seen. A server that was restored
 * from a backup may be behind the client.
 */
export function latestOf(
  activation: ActivationRow,
  shown: { readonly epoch: number; readonly sequence: number },
): ActivationRow {
  return {
    ...activation,
    epoch: Math.max(activation.epoch, shown.epoch),
    sequence: Math.max(activation.sequence, shown.sequence),
  };
}

/** A request for the next lease of a known activation. */
export interface NextLease {
  readonly epoch: number;
  readonly sequence: number;
  /** The tags as the client sent them. */
  readonly tags: readonly string[];
  /** The truncated network prefix of the client; null: no prefix may be stored. */
  readonly network: string | null;
  readonly borrowDays?: number | undefined;
  readonly license: License;
  readonly known: KnownActivation;
  readonly compared: Compared;
  readonly forms: Forms;
}

/** Saves the next lease of an activation. @param seat queries that take a seat for the activation, if it has none */
export function* saveNext(
  request: NextLease,
  seat: readonly Query<number>[],
  call: Call,
  vault: Vault,
): Operation<Decided> {
  const { license, known, compared, forms } = request;
  const today = dayOf(call.now);
  const latest = latestOf(known.activation, request);
  const next: ActivationRow = {
    id: latest.id,
    license: latest.license,
    epoch: latest.epoch,
    generation: forms.stored.generation,
    sequence: latest.sequence + 1,
    requestDigest: forms.stored.digest,
    ...leaseSpan(license, call, latest, request.borrowDays),
    leaseRevision: revisionOf(license),
    username: latest.username,
    ...networkSeen(networkOf(license, request.network), latest, today, vault),
    createdDay: latest.createdDay,
    seenDay: today,
    lapsedDay: null,
    releasedDay: latest.releasedDay,
  };
  yield* commitWith(...saveLease(next, known, compared, forms), ...seat);
  return decidedLease(license, next, request.tags);
}
