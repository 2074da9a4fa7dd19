/**
 * Hashing passwords with argon2id (RFC 9106; OWASP's least setting of memory). At most two are hashed at once, since each
 * keeps a processor and 19 MiB: so a flood of logins does not keep the rest of the server from its work. Who would
 * wait too long is refused at once. What a password may be is left to `server/domain/account/password.ts`.
 */

import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { argon2id, hash, verify } from 'argon2';
import type { Passwords } from '../domain/kernel/ports.ts';
import { refuse } from '../domain/kernel/refusal.ts';

const PARAMETERS = { type: argon2id, memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 } as const;
/** At most two, and one processor is left to the rest of the server. */
const AT_ONCE = Math.max(1, Math.min(2, availableParallelism() - 1));
/** Waiting for their turn: at about 30 ms each, the last of them waits two seconds at most. */
const WAITING_MAX = 64;
const RETRY_SECONDS = 2;

export function openPasswords(): Passwords {
  const inTurn = turnstile();
  // made when it is first needed: a command that opens a world hashes nothing
  let nobody: Promise<string> | undefined;
  const hashOf = (password: string) => inTurn(() => hash(password, PARAMETERS));
  return {
    hash: hashOf,
    verify: async (encoded, password) => {
      const decoy = await (nobody ??= hash(randomBytes(32), PARAMETERS));
      const fits = await inTurn(() => verify(encoded ?? decoy, password));
      return fits && encoded !== undefined;
    },
  };
}

/** Lets a few acts run at once, and the others wait in the order in which they came. */
function turnstile(): <Answer>(act: () => Promise<Answer>) => Promise<Answer> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (act) => {
    if (waiting.length >= WAITING_MAX) refuse('busy', { retryAfter: RETRY_SECONDS });
    if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await act();
    } finally {
      // a turn is handed on, so that nobody who comes now gets before those who wait
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
