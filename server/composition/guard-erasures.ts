/**
 * Keeps a node from working with a database that was restored without a replay. It compares the counts of erasures in
 * the database with those that the data folder remembers: at the start, every few seconds, and after each erasure,
 * before the erasure is answered. If the database lacks only erasures that this process saw within the last minute, the
 * node replays its tombstones itself: this happens after a fail-over to a standby that was behind. Otherwise an
 * operator decides.
 */

import type { Config } from '../config/config.ts';
import { openErasureMemory, type ErasureMemory } from '../crypto/erasure-memory.ts';
import { countOf, lostErasures, type ErasuresFound } from '../domain/cluster/restored-database.ts';
import type { ErasureCount } from '../domain/kernel/erasure-count.ts';
import { faultFields } from '../domain/kernel/fault-fields.ts';
import type { Run } from '../domain/kernel/named-operation.ts';
import { Refusal } from '../domain/kernel/refusal.ts';
import { operations } from '../domain/operations.ts';
import { endReplay, replayErasures } from '../jobs/replay.ts';
import { sinceStart } from '../runtime/clock.ts';
import type { World } from '../runtime/world.ts';
import { admissionRefused } from './admit-node.ts';
import { noteRestored } from './audit.ts';
import { configFaultOf } from './config-fault.ts';

const ACTOR = 'server';
/** A node replays by itself only erasures that it saw within this number of seconds. */
const SEEN_SECONDS = 60;
const RETRY_SECONDS = 5;

type Log = (line: object) => void;

/**
 * Guards a world that was just opened.
 * @throws ConfigFault if the database was restored and not replayed, or the folder's memory cannot be used
 */
export async function guardErasures(world: World, config: Config, log?: Log): Promise<World> {
  const memory = openErasureMemory(config.dataFolder);
  try {
    const { found, lost } = await compareErasures(world, memory);
    if (lost.length > 0) throw admissionRefused(config, faultOf(lost, memory));
    await rememberBoth(world, memory, found);
    const onReplayed = () => noteRestored(world, config, false);
    return guardedWorld(world, new ErasureGuard(world, { memory, log, onReplayed }));
  } catch (error) {
    throw configFaultOf(error, config);
  }
}

/**
 * The counts of the database, and those of the folder that it lacks. The folder is read first: another process that
 * shares it commits an erasure to the database before it writes to the folder, so no count of the folder is newer than
 * the database.
 */
async function compareErasures(
  world: World,
  memory: ErasureMemory,
): Promise<{ found: ErasuresFound; lost: readonly ErasureCount[] }> {
  const remembered = memory.counts();
  const found = await world.run(operations.cluster.findErasures, {}, ACTOR);
  return { found, lost: lostErasures(found, remembered) };
}

/** Why a database is not admitted, as a clause that follows the word "database", and the remedy. */
function faultOf(lost: readonly ErasureCount[], { folder }: ErasureMemory) {
  const isOwn = countOf(lost, folder) > 0;
  return {
    what: 'that was restored, and may contain what was erased since',
    remedy: isOwn
      ? 'Erase it again: quietkey database replay'
      : 'Erase it again, on each server that has its own data folder: quietkey database replay',
  };
}

/** Stores the counts of the database in the folder, and the counts of the folder in a database without customers. */
async function rememberBoth(world: World, memory: ErasureMemory, { counts }: ErasuresFound): Promise<void> {
  memory.remember(counts);
  const remembered = memory.counts().filter(({ erasures }) => erasures > 0);
  const isBehind = remembered.some(({ folder, erasures }) => countOf(counts, folder) < erasures);
  if (isBehind) await endReplay(world, remembered);
}

function guardedWorld(world: World, guard: ErasureGuard): World {
  const run: Run = async (operation, input, ...asked) => {
    guard.requireAdmitted();
    if (operation.erases !== true) return world.run(operation, input, ...asked);
    const answer = await world.run(operation, input, ...asked);
    await guard.check();
    return answer;
  };
  return {
    ...world,
    run,
    ready: async () => !guard.isRefusing && world.ready(),
    checkErasures: () => guard.check(),
  };
}

interface GuardParts {
  readonly memory: ErasureMemory;
  readonly log?: Log | undefined;
  /** Called after a replay of tombstones. */
  readonly onReplayed?: () => Promise<void>;
  /** A monotonic clock in seconds. */
  readonly uptime?: () => number;
}

/** The folder's own count, and the uptime in seconds at which this process saw it. */
interface Seen {
  readonly seconds: number;
  readonly erasures: number;
}

class ErasureGuard {
  readonly #world: World;
  readonly #memory: ErasureMemory;
  readonly #log: Log;
  readonly #onReplayed: () => Promise<void>;
  readonly #uptime: () => number;
  readonly #seen: Seen[] = [];
  #isRefusing = false;
  #running: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;

  constructor(
    world: World,
    { memory, log = () => undefined, onReplayed = () => Promise.resolve(), uptime = sinceStart }: GuardParts,
  ) {
    this.#world = world;
    this.#memory = memory;
    this.#log = log;
    this.#onReplayed = onReplayed;
    this.#uptime = uptime;
    this.#note();
  }

  get isRefusing(): boolean {
    return this.#isRefusing;
  }

  /** @throws Refusal `server_unavailable` while the database is not admitted */
  requireAdmitted(): void {
    if (this.#isRefusing) throw new Refusal({ code: 'server_unavailable', retryAfter: RETRY_SECONDS });
  }

  /** Judges the current state of the database. Callers that wait for a check share the next one. Never throws. */
  check(): Promise<void> {
    this.#next ??= this.#running.then(() => {
      this.#next = undefined;
      this.#running = this.#judge().catch((error: unknown) =>
        this.#log({ event: 'erasures not compared', ...faultFields(error) }),
      );
      return this.#running;
    });
    return this.#next;
  }

  async #judge(): Promise<void> {
    const { found, lost } = await compareErasures(this.#world, this.#memory);
    if (lost.length === 0) {
      await rememberBoth(this.#world, this.#memory, found);
      this.#note();
      this.#isRefusing = false;
      return;
    }
    if (!this.#isRefusing)
      this.#log({ event: 'database restored', reason: faultOf(lost, this.#memory).remedy });
    this.#isRefusing = true;
    if (this.#mayReplay(found)) await this.#replay(lost);
  }

  /** Whether every erasure of this folder that the database lacks was made within the last minute. */
  #mayReplay({ counts }: ErasuresFound): boolean {
    const [earliest] = this.#seen;
    return earliest !== undefined && countOf(counts, this.#memory.folder) >= earliest.erasures;
  }

  async #replay(lost: readonly ErasureCount[]): Promise<void> {
    const own = lost.filter(({ folder }) => folder === this.#memory.folder);
    if (own.length === 0) return;
    const replayed = await replayErasures(this.#world);
    await this.#onReplayed();
    await endReplay(this.#world, own);
    this.#log({ event: 'database replayed', count: replayed });
    // the other folders are judged by the next check
    this.#isRefusing = lost.length > own.length;
  }

  #note(): void {
    const [seconds, erasures] = [this.#uptime(), countOf(this.#memory.counts(), this.#memory.folder)];
    if (this.#seen.at(-1)?.erasures !== erasures) this.#seen.push({ seconds, erasures });
    // the last count from before that minute is kept: it was valid at the beginning of the minute
    while ((this.#seen[1]?.seconds ?? seconds) < seconds - SEEN_SECONDS) this.#seen.shift();
  }
}
