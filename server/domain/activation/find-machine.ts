/**
 * Finds the machine of an activation request: by the state that it proves, or else by its tags. A machine that proves a
 * state keeps the activation of that state, whatever hardware it shows. If the state is behind, it may be a copy's: a
 * machine that shows it with other hardware counts as another machine. A copy that was found gets an activation of its
 * own.
 */

import type { ActivateRequest, Identity } from '../../../client-sdk/typescript/contract/wire.ts';
import { activationQueries, type ActivationRow, holdsSeat } from './activation.ts';
import { findingTags, fourTags, type Trace } from './device-tags.ts';
import { compare, forkQueries, type Compared, type KnownActivation } from './fork-record.ts';
import { isWithinReach, provenUnder } from './proof.ts';
import { lapsingSeats } from './seat.ts';
import { machineAmong, type TagMatch } from './tag-match.ts';
import type { Day } from '../kernel/day.ts';
import type { Generation } from '../kernel/generation.ts';
import { ask, type Operation, SerializationConflict } from '../kernel/operation.ts';
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
  /** The username of the account that has the license; null: the license is in no account, or no username is sent. */
  owner: string | null;
}

/** Finds the machine of a request, and locks every row that may change. */
export function* findMachine(
  input: MachineRequest,
  license: License,
  traces: readonly Trace[],
  { today, vault, username }: { today: Day; vault: Vault; username: string | null },
): Operation<FoundMachine> {
  const { held } = input;
  const proven = held && provenUnder(vault, 'activate', { ...input, ...held });
  const [shown, owner, lapsing = [], ...found] = yield* ask(
    held && proven && activationQueries.lockActivation({ activation: held.activation }),
    username === null ? undefined : usernameQueries.findOwnersUsername({ license: license.row.id }),
    lapsingSeats(license.row, today),
    ...lookUps(license.row.id, traces, findingTags),
  );
  const tagged = machineTagged(found.flat(), input);
  const holder = held && isOf(license, shown, held) ? shown : undefined;
  const recognised =
    holder === undefined && tagged === undefined
      ? undefined
      : yield* recognise(input, traces, { holder, proven, tagged });
  const keepsSeat = recognised !== undefined && holdsSeat(recognised.activation);
  return { recognised, lapsing: keepsSeat ? 0 : lapsing.length, owner: owner?.username ?? null };
}

/** Queries for the activations of a license that have tags of a request. @param tagsOf the tags to look for */
export function lookUps(
  license: Id,
  traces: readonly Trace[],
  tagsOf: (trace: Trace) => readonly string[],
): Query<(ActivationRow | TagMatch)[]>[] {
  const tagged = traces.map((trace) => ({ license, ...fourTags(tagsOf(trace)) }));
  return tagged.flatMap((tags) => [activationQueries.lockTagged(tags), activationQueries.matchTags(tags)]);
}

/** The activation of the machine, among the rows that {@link lookUps} found. */
export function machineTagged(
  found: readonly (ActivationRow | TagMatch)[],
  { tags, identity }: { readonly tags: readonly string[]; readonly identity?: Identity | undefined },
): ActivationRow | undefined {
  const matches = found.filter((match) => 'common' in match);
  const machine = machineAmong(matches, Math.max(1, tags.length), identity === 'adapters');
  if (machine === undefined) return undefined;
  const row = found.find((match) => 'id' in match && match.id === machine);
  if (row === undefined || !('id' in row)) throw new SerializationConflict('a device tag');
  return row;
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
function* recognise(
  { identity, held }: MachineRequest,
  traces: readonly Trace[],
  candidates: {
    holder: ActivationRow | undefined;
    proven: Generation | undefined;
    tagged: ActivationRow | undefined;
  },
): Operation<Recognised | undefined> {
  const { holder, proven, tagged } = candidates;
  if (holder !== undefined && held !== undefined) {
    const known = yield* loadKnown(holder);
    const compared = compare(known, { state: held, identity, traces });
    if (!isElsewhere(compared)) {
      const epoch = Math.max(holder.epoch, held.epoch);
      const sequence = Math.max(holder.sequence, held.sequence);
      return { ...known, compared, proven, epoch, sequence };
    }
    if (tagged?.id === holder.id) return undefined;
  }
  if (tagged === undefined) return undefined;
  const known = yield* loadKnown(tagged);
  const compared = compare(known, { state: null, identity, traces });
  return { ...known, compared, proven: undefined, epoch: tagged.epoch, sequence: tagged.sequence };
}

/** Whether a proved state comes from another machine than that of the activation. */
function isElsewhere({ decision, isBehind, isStrange }: Compared): boolean {
  return decision.kind === 'copy' || (isBehind && isStrange);
}

/** Loads what is known of a locked activation, to compare a request with it. */
export function* loadKnown(activation: ActivationRow): Operation<KnownActivation> {
  const [tags, fork] = yield* ask(
    activationQueries.listTags({ activation: activation.id }),
    forkQueries.findFork({ activation: activation.id }),
  );
  return { activation, kept: tags.map(({ tag }) => tag), fork };
}
