/**
 * Finds the machine of an activation request: by the state that it proves, or else by its tags. A machine that proves a
 * state keeps the activation of that state, whatever hardware it shows. If the state is behind and the hardware is
 * another, the machine counts as another machine, since it may be a copy. A copy that was found gets an activation of
 * its own.
 */

import type { ActivateRequest, Identity } from '../../../client-sdk/typescript/contract/wire.ts';
import { activationQueries, type ActivationRow, holdsSeat } from './activation.ts';
import { findingTags, fourTags, type Trace } from './device-tags.ts';
import { compare, forkQueries, type Compared, type KnownActivation } from './fork-record.ts';
import { isWithinReach, provenUnder } from './proof.ts';
import { lapsingSeats } from './seat.ts';
import { machineAmong, matchOf } from './tag-match.ts';
import type { CallTime } from '../kernel/confirmed-day.ts';
import type { Generation } from '../kernel/generation.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import type { Id, Vault } from '../kernel/ports.ts';
import type { Query } from '../kernel/query.ts';
import type { License } from '../licensing/license.ts';
import { usernameQueries } from '../licensing/username.ts';

/** The part of an activation request that identifies the machine. */
export interface MachineRequest {
  tags: string[];
  identity?: Identity | undefined;
  nonce: string;
  held?: ActivateRequest['held'] | undefined;
}

/** The activation of a machine, and what its request shows about forks. */
interface Recognised extends KnownActivation {
  compared: Compared;
  /** The generation under which the machine proved its state; undefined: it was found by its tags. */
  proven: Generation | undefined;
  /** The latest epoch and sequence that the client or the server has seen. */
  epoch: number;
  sequence: number;
}

export interface FoundMachine {
  recognised: Recognised | undefined;
  /** The number of lapsed seats of the license that are reclaimed if the machine takes a seat. */
  lapsing: number;
  /** The username to compare with the one that was sent; null: the license is in no account, or none is sent. */
  owner: string | null;
}

/** Finds the machine of a request, and locks every row that may change. */
export function* findMachine(
  input: MachineRequest,
  license: License,
  traces: readonly Trace[],
  { time, vault, username }: { time: CallTime; vault: Vault; username: string | null },
): Operation<FoundMachine> {
  const { held } = input;
  const proven = held && provenUnder(vault, 'activate', { ...input, ...held })?.generation;
  const [shown, owner, lapsing = [], ...found] = yield* ask(
    held && proven && activationQueries.lockActivation({ activation: held.activation }),
    username === null ? undefined : usernameQueries.findUsername({ license: license.row.id, username }),
    lapsingSeats(license.row, time),
    ...lookUps(license.row.id, traces, findingTags),
  );
  const holder = held && isOf(license, shown, held) ? shown : undefined;
  const known = yield* loadAll(holder === undefined ? found.flat() : [holder, ...found.flat()]);
  const tagged = machineTagged(known, traces, findingTags, input);
  const recognised = recognise(input, traces, { held: holder && known.get(holder.id), proven, tagged });
  const keepsSeat = recognised !== undefined && holdsSeat(recognised.activation);
  return { recognised, lapsing: keepsSeat ? 0 : lapsing.length, owner: owner?.username ?? null };
}

/** A machine that is known only by its tags, as the client sent them. */
interface Tagged {
  readonly tags: readonly string[];
  readonly identity?: Identity | undefined;
}

/** The tags of a request that are used to find its machine. */
type TagsOf = (trace: Trace) => readonly string[];

/** Finds the activation of the machine that sent a request, in one license, by the tags of the request. */
export function* findTagged(
  license: Id,
  traces: readonly Trace[],
  tagsOf: TagsOf,
  request: Tagged,
): Operation<KnownActivation | undefined> {
  const found = yield* ask(...lookUps(license, traces, tagsOf));
  return machineTagged(yield* loadAll(found.flat()), traces, tagsOf, request);
}

/** Queries for the activations of a license that have tags of a request, one for each form of the request. */
function lookUps(license: Id, traces: readonly Trace[], tagsOf: TagsOf): Query<ActivationRow[]>[] {
  return traces.map((trace) => activationQueries.lockTagged({ license, ...fourTags(tagsOf(trace)) }));
}

/** Loads what is known of each locked activation, to compare a request with it. */
function* loadAll(activations: readonly ActivationRow[]): Operation<Map<Id, KnownActivation>> {
  const known = new Map<Id, KnownActivation>();
  for (const activation of activations) {
    if (!known.has(activation.id)) known.set(activation.id, yield* loadKnown(activation));
  }
  return known;
}

/**
 * The activation of the machine that sent the request. The candidates are the activations with tags of the request, and
 * the activation whose state was proved.
 */
function machineTagged(
  known: ReadonlyMap<Id, KnownActivation>,
  traces: readonly Trace[],
  tagsOf: TagsOf,
  { tags, identity }: Tagged,
): KnownActivation | undefined {
  const all = [...known.values()];
  const matches = traces.flatMap((trace) =>
    all.flatMap(({ activation, kept }) => matchOf(activation.id, kept, tagsOf(trace)) ?? []),
  );
  const machine = machineAmong(matches, Math.max(1, tags.length), identity === 'adapters');
  return machine === undefined ? undefined : known.get(machine);
}

/**
 * Whether a proved state belongs to an unreleased activation of the license. A state that is ahead of the server's is
 * accepted, since it means that the server was restored from a backup.
 */
function isOf(
  license: License,
  known: ActivationRow | undefined,
  held: NonNullable<MachineRequest['held']>,
): boolean {
  return (
    known?.license === license.row.id &&
    known.releasedDay === null &&
    isWithinReach(held.sequence, known.sequence)
  );
}

/** Decides between the activation whose state the machine holds, and the activation that has its tags. */
function recognise(
  { identity, held: state }: MachineRequest,
  traces: readonly Trace[],
  candidates: {
    held: KnownActivation | undefined;
    proven: Generation | undefined;
    tagged: KnownActivation | undefined;
  },
): Recognised | undefined {
  const { held, proven, tagged } = candidates;
  if (held !== undefined && state !== undefined) {
    const compared = compare(held, { state, identity, traces });
    if (!isElsewhere(compared)) {
      const epoch = Math.max(held.activation.epoch, state.epoch);
      const sequence = Math.max(held.activation.sequence, state.sequence);
      return { ...held, compared, proven, epoch, sequence };
    }
    if (tagged === held) return undefined;
  }
  if (tagged === undefined) return undefined;
  const compared = compare(tagged, { state: null, identity, traces });
  const { epoch, sequence } = tagged.activation;
  return { ...tagged, compared, proven: undefined, epoch, sequence };
}

/** Whether a proved state comes from a machine other than that of the activation. */
function isElsewhere({ decision, isBehind, isStrange }: Compared): boolean {
  return decision.kind === 'copy' || (isBehind && isStrange);
}

/** Loads what is known of a locked activation, to compare a request with it. */
function* loadKnown(activation: ActivationRow): Operation<KnownActivation> {
  const [tags, fork] = yield* ask(
    activationQueries.listTags({ activation: activation.id }),
    forkQueries.findFork({ activation: activation.id }),
  );
  return { activation, kept: tags.map(({ tag }) => tag), fork };
}
