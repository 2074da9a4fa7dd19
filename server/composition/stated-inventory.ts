/**
 * A server starts only if the policy in force states what it stores. A program that stores more waits for the day of a
 * policy that says so; the program from before can run until then. Without a released policy nothing is required.
 */

import { ConfigFault } from '../config/config.ts';
import { operations } from '../domain/operations.ts';
import type { Unstated } from '../domain/privacy/policy.ts';
import type { World } from '../runtime/world.ts';

const ACTOR = 'server';
const NAMED_MAX = 3;

/** Returns the world; or closes it. @throws ConfigFault that names what is not stated, and from when it is */
export async function requireStated<Opened extends Pick<World, 'run'> & { close(): Promise<void> }>(
  world: Opened,
): Promise<Opened> {
  try {
    const unstated = await world.run(operations.privacy.findUnstated, {}, ACTOR);
    if (unstated.changes.length > 0) throw new ConfigFault([unstatedFault(unstated)]);
    return world;
  } catch (error) {
    await world.close();
    throw error;
  }
}

function unstatedFault({ changes, statedFrom }: Unstated) {
  const named = changes.slice(0, NAMED_MAX).map(({ item }) => item);
  const more = changes.length > named.length ? ` and ${changes.length - named.length} more` : '';
  const message = `has a database whose policy in force does not state what this version stores: ${named.join(', ')}${more}`;
  const remedy =
    statedFrom === null
      ? 'Run the earlier version, and release a policy with this one: quietkey policy release'
      : `Run the earlier version until ${statedFrom}, when the next policy applies.`;
  return { variable: 'QUIETKEY_DATA', message, remedy } as const;
}
