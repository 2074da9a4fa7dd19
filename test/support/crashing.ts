/**
 * A world that crashes: each operation is stopped before a random one of its statements, the database is left as a
 * killed process would leave it and opened again, and the same call is repeated, as its caller would. Users of this
 * world notice nothing, unless the store breaks its guarantees.
 */

import { randomBytes } from 'node:crypto';
import { openInThreadStore } from '../../db/sqlite/store/in-thread-store.ts';
import { CATALOGUE } from '../../db/store/catalogue.ts';
import type { Catalogue, NamedOperation } from '../../server/domain/kernel/named-operation.ts';
import { dayOf } from '../../server/domain/kernel/day.ts';
import type { Call } from '../../server/domain/kernel/ports.ts';
import type { Query } from '../../server/domain/kernel/query.ts';
import { databasePath } from '../../server/composition/prepare-secrets.ts';
import { portsOf } from './ports.ts';
import { openTestWorld, type TestWorld } from './world.ts';
import type { Operation } from '../../server/domain/kernel/operation.ts';

/** More statements than any operation has; half of the calls are stopped somewhere. */
const STATEMENTS = 24;

/** Recognised by its message, since the store reports only the kind of a bug. */
class Crash extends Error {}

export interface CrashingWorld extends TestWorld {
  readonly crashes: () => number;
}

/** @param seed of the statements before which it crashes */
export async function openCrashingWorld(seed: number): Promise<CrashingWorld> {
  const test = await openTestWorld();
  await test.world.close();
  const ports = portsOf(test.config);
  let left = Infinity;
  let crashes = 0;
  const open = () =>
    openInThreadStore({
      path: databasePath(test.config),
      today: dayOf(test.clock.now()),
      ...ports,
      operations: crashing(() => left--),
    });
  let store = open();
  let state = seed;
  const random = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const run: TestWorld['world']['run'] = async (name, input, actor, purpose) => {
    const [id, fresh] = [randomBytes(16).toString('base64url'), randomBytes(32).toString('base64url')];
    const now = test.clock.now();
    const call: Call = { now, confirmedDay: dayOf(now), id, random: fresh, salt: fresh, actor, purpose };
    left = random(STATEMENTS);
    try {
      return await store.run(name, input, call);
    } catch (error) {
      if (left >= 0) throw error;
      crashes += 1;
      await store.close();
      store = open();
      left = Infinity;
      return store.run(name, input, call);
    }
  };
  return {
    ...test,
    world: { ...test.world, run },
    run: (name, input) => run(name, input, 'terminal:test', 'support'),
    crashes: () => crashes,
    end: async () => {
      await store.close();
      await test.end();
    },
  };
}

function crashing(countdown: () => number): Catalogue {
  const entries = Object.entries(CATALOGUE).map(([name, entry]): [string, NamedOperation] => [
    name,
    { ...entry, operate: (input, call, vault) => cutOff(entry.operate(input, call, vault), countdown) },
  ]);
  return Object.fromEntries(entries);
}

/** Runs an operation one statement at a time. */
function* cutOff(operation: Operation<unknown>, countdown: () => number): Operation<unknown> {
  let step = operation.next([]);
  while (step.done !== true) {
    const results: unknown[] = [];
    for (const query of step.value as readonly Query[]) {
      if (countdown() <= 0) throw new Crash();
      results.push(...(yield [query]));
    }
    step = operation.next(results);
  }
  return step.value;
}
