/**
 * Hashes passwords with argon2id (RFC 9106; the lowest memory setting of OWASP). At most two passwords are hashed at
 * once, since each hash uses a processor and 19 MiB. A flood of logins therefore does not block the rest of the server.
 * A caller that would wait too long is refused at once. `server/domain/account/password.ts` defines acceptable
 * passwords.
 */

import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { argon2id, hash, verify } from 'argon2';
import type { Passwords } from '../domain/kernel/ports.ts';
import { refuse } from '../domain/kernel/refusal.ts';

const PARAMETERS = { type: argon2id, memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 } as const;
/**
 * The number of passwords that are hashed at once: at most two, and fewer if no processor would be left for the rest of
 * the server.
 */
const AT_ONCE = Math.max(1, Math.min(2, availableParallelism() - 1));
/**
 * The maximum number of callers that wait for a hash. At about 30 ms for each hash, the last caller waits at most two
 * seconds.
 */
const WAITING_MAX = 64;
const RETRY_SECONDS = 2;

export function openPasswords(): Passwords {
  const limited = concurrencyLimiter();
  // The decoy is hashed on first use, so that a command that checks no password hashes nothing.
  let decoyHash: Promise<string> | undefined;
  const hashOf = (password: string) => limited(() => hash(password, PARAMETERS));
  return {
    hash: hashOf,
    verify: async (encoded, password) => {
      const decoy = await (decoyHash ??= hash(randomBytes(32), PARAMETERS));
      const fits = await limited(() => verify(encoded ?? decoy, password));
      return fits && encoded !== undefined;
    },
  };
}

/** Creates a limiter of concurrent calls; further calls wait in the order of their arrival. */
function concurrencyLimiter(): <Answer>(act: () => Promise<Answer>) => Promise<Answer> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (act) => {
    if (waiting.length >= WAITING_MAX) refuse('busy', { retryAfter: RETRY_SECONDS });
    if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await act();
    } finally {
      // The slot of a finished call goes directly to the next waiting call, so that a new call cannot run before it.
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
