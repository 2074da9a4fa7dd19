/**
 * Hashes passwords with argon2id (RFC 9106; the lowest memory setting of OWASP). At most two passwords are hashed at
 * once, since each hash uses a processor and 19 MiB. A flood of logins therefore does not block the rest of the server.
 * Each hash waits for its turn, and `turns.ts` decides whose turn it is. `server/domain/account/password.ts` defines
 * acceptable passwords.
 */

import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { argon2id, hash, verify } from 'argon2';
import type { Passwords } from '../domain/kernel/ports.ts';
import { openTurns, type Turns } from './turns.ts';

/** What a hash costs. */
export interface HashCost {
  /** In KiB. */
  readonly memoryCost: number;
  /** The number of passes over the memory. */
  readonly timeCost: number;
}

const COST: HashCost = { memoryCost: 19 * 1024, timeCost: 2 };
/** The maximum number of passwords that are hashed at once. */
export const HASHES_AT_ONCE_MAX = 2;
/** The number of passwords hashed at once: fewer if no processor would be left for the rest of the server. */
const AT_ONCE = Math.max(1, Math.min(HASHES_AT_ONCE_MAX, availableParallelism() - 1));

/** @param cost reduced only in tests that are not about the hash */
export function openPasswords(cost: HashCost = COST): Passwords {
  const parameters = { type: argon2id, parallelism: 1, ...cost } as const;
  const turns = openTurnsInTime();
  // The decoy is hashed on first use, so that a command that checks no password hashes nothing.
  let decoyHash: Promise<string> | undefined;
  return {
    turnOf: (asker, allowance) => turns.open(asker, allowance),
    hash: (password, turn = turns.open('')) => turns.take(turn, () => hash(password, parameters)),
    verify: (load, password, turn = turns.open('')) =>
      turns.take(turn, async () => {
        const encoded = await load();
        const decoy = await (decoyHash ??= hash(randomBytes(32), parameters));
        const fits = await verify(encoded ?? decoy, password);
        return fits && encoded !== undefined;
      }),
  };
}

function openTurnsInTime(): Turns {
  return openTurns({
    atOnce: AT_ONCE,
    now: () => performance.now(),
    after: (milliseconds, act) => {
      const timer = setTimeout(act, Math.max(0, milliseconds));
      return () => clearTimeout(timer);
    },
  });
}
