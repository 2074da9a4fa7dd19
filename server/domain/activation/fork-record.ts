/**
 * What is stored about the forks of an activation: the evidence of the latest fork, and when copies were found. Most
 * activations have no row. The tags of a row are never keyed again: when the generation that keyed them is destroyed,
 * the evidence is lost.
 */

import type { Identity } from '../../../client-sdk/typescript/contract/wire.ts';
import type { ActivationRow } from './activation.ts';
import { hardwareIn, traceUnder, type Trace } from './device-tags.ts';
import { decideFork, hardwareOf, type ForkDecision, type Sighting } from './fork.ts';
import { isOther, type Fork } from './fork-side.ts';
import type { Day } from '../kernel/day.ts';
import type { Id } from '../kernel/ports.ts';
import { defineQueries, optionalRow, type Query, rowCount } from '../kernel/query.ts';

/** A row of `forks`. A list of tags is stored with spaces between the tags; null: no tags. */
export interface ForkRow {
  activation: Id;
  /** The generation of the secret that keyed the tags of this row. */
  generation: number;
  knownTags: string | null;
  /** The sequence of the latest lease of each side; null: no fork is remembered. */
  trunk: number | null;
  trunkTags: string | null;
  branch: number | null;
  branchTags: string | null;
  turns: number;
  branchWentOn: number;
  /** The sequence of the latest copy without hardware (0: no such copy); null: no copy is remembered. */
  copy: number | null;
  /** The tags of all copies that were found. */
  copyTags: string | null;
  /** The number of copies that were found, and the days of the first and the latest. */
  copies: number;
  foundDay: Day | null;
  latestDay: Day | null;
}

export const forkQueries = defineQueries({
  findFork: optionalRow<{ activation: Id }, ForkRow>(),
  /** The rows of all activations of a license. */
  /** Adds or replaces the row of an activation. */
  putFork: rowCount<ForkRow>(),
  dropFork: rowCount<{ activation: Id }>(),
  /** Removes the rows of all activations of a license, including the record of found copies. */
  dropForks: rowCount<{ license: Id }>(),
});

/** An activation with its stored tags and what is remembered of its forks. */
export interface KnownActivation {
  readonly activation: ActivationRow;
  readonly kept: readonly string[];
  readonly fork: ForkRow | undefined;
}

/** The part of a request that shows whether it comes from the machine of an activation. */
export interface Appearance {
  /** The epoch and sequence that the machine shows; null: a machine without its state. */
  readonly state: { readonly epoch: number; readonly sequence: number } | null;
  readonly identity?: Identity | undefined;
  /** The request in the form of each live generation. */
  readonly traces: readonly Trace[];
}

/** What a request shows, compared with what is remembered. */
export interface Compared {
  readonly decision: ForkDecision;
  /** Whether the machine shows hardware, but none of the hardware known for the activation. */
  readonly isStrange: boolean;
  readonly isBehind: boolean;
  /** The request in the form in which it was compared. */
  readonly form: Trace;
}

/** Compares a request with an activation. */
export function compare(known: KnownActivation, { state, identity, traces }: Appearance): Compared {
  const { activation, kept, fork: row } = known;
  const fork = row && readFork(row, traces);
  const generation = row !== undefined && fork !== undefined ? row.generation : activation.generation;
  const isLive = traces.some((trace) => trace.generation === generation);
  const form = traceUnder(traces, generation);
  const hardware = isLive ? hardwareIn(kept) : [];
  const sighting: Sighting = {
    sequence: state?.sequence ?? null,
    order: orderOf(activation, state),
    latest: activation.sequence,
    next: Math.max(activation.sequence, state?.sequence ?? 0) + 1,
    hardware: hardwareIn(form.tags),
    own: identity === 'adapters',
  };
  return {
    decision: decideFork(fork, hardware, sighting),
    isStrange: isOther(fork === undefined ? hardware : hardwareOf(fork), sighting),
    isBehind: sighting.order === 'behind',
    form,
  };
}

/** Queries that store a decision. */
export function remember(
  { activation, fork: row }: KnownActivation,
  { decision, form }: Compared,
  today: Day,
): Query<number>[] {
  const { id } = activation;
  const { generation } = form;
  if (decision.kind === 'single') {
    if (row === undefined) return [];
    return row.copies === 0
      ? [forkQueries.dropFork({ activation: id })]
      : [forkQueries.putFork({ ...row, ...NO_EVIDENCE })];
  }
  const { copies, foundDay, latestDay } = row ?? NOTHING_FOUND;
  const found =
    decision.kind === 'found'
      ? { copies: copies + 1, foundDay: foundDay ?? today, latestDay: today }
      : { copies, foundDay, latestDay };
  return [forkQueries.putFork({ activation: id, generation, ...written(decision.fork), ...found })];
}

/** Queries that store what is left of a fork after the copy got an activation of its own. */
export function rememberOnly(row: ForkRow, fork: Fork): Query<number>[] {
  return [forkQueries.putFork({ ...row, ...written(fork) })];
}

function orderOf(activation: ActivationRow, state: Appearance['state']): Sighting['order'] {
  if (state === null) return 'latest';
  const { epoch, sequence } = activation;
  if (state.epoch < epoch || state.sequence < sequence) return 'behind';
  return state.epoch === epoch && state.sequence === sequence ? 'latest' : 'ahead';
}

/** The evidence of a row; undefined: the row has none, or the generation that keyed its tags is destroyed. */
function readFork(row: ForkRow, traces: readonly Pick<Trace, 'generation'>[]): Fork | undefined {
  const isLive = traces.some(({ generation }) => generation === row.generation);
  if (row.trunk === null || row.branch === null || !isLive) return undefined;
  return {
    known: readTags(row.knownTags),
    trunk: { sequence: row.trunk, tags: readTags(row.trunkTags) },
    branch: { sequence: row.branch, tags: readTags(row.branchTags) },
    turns: row.turns,
    branchWentOn: row.branchWentOn === 1,
    copy: row.copy === null ? null : { sequence: row.copy, tags: readTags(row.copyTags) },
  };
}

type Evidence = Omit<ForkRow, 'activation' | 'generation' | 'copies' | 'foundDay' | 'latestDay'>;

const NO_EVIDENCE: Evidence = {
  knownTags: null,
  trunk: null,
  trunkTags: null,
  branch: null,
  branchTags: null,
  turns: 0,
  branchWentOn: 0,
  copy: null,
  copyTags: null,
};
const NOTHING_FOUND = { copies: 0, foundDay: null, latestDay: null };

function written({ known, trunk, branch, turns, branchWentOn, copy }: Fork): Evidence {
  return {
    knownTags: writeTags(known),
    trunk: trunk.sequence,
    trunkTags: writeTags(trunk.tags),
    branch: branch.sequence,
    branchTags: writeTags(branch.tags),
    turns,
    branchWentOn: Number(branchWentOn),
    copy: copy?.sequence ?? null,
    copyTags: writeTags(copy?.tags ?? []),
  };
}

function readTags(stored: string | null): string[] {
  return stored === null ? [] : stored.split(' ');
}

function writeTags(tags: readonly string[]): string | null {
  return tags.length === 0 ? null : tags.join(' ');
}
