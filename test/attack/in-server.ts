/**
 * Loaded into the attacked server before its own code (`node --import`). It counts the runs of argon2 and whose
 * passwords they were for, and moves the clocks, both on messages of the parent. The server itself is unchanged.
 */

import { createRequire } from 'node:module';
import { isMainThread } from 'node:worker_threads';
import { AHEAD_VARIABLE, ATTACKER, type Asked, type Runs } from './server-messages.ts';

interface Argon2 {
  hash: (password: string | Buffer, ...rest: unknown[]) => unknown;
  verify: (encoded: string, password: string, ...rest: unknown[]) => unknown;
}

let aheadMs = Number(process.env[AHEAD_VARIABLE] ?? 0) * 1_000;
let jumpedMs = 0;
moveClock();
if (isMainThread) countHashes();

function moveClock(): void {
  const [now, sinceStart] = [Date.now.bind(Date), performance.now.bind(performance)];
  Date.now = () => now() + aheadMs + jumpedMs;
  performance.now = () => sinceStart() + aheadMs;
}

/** The module's functions are replaced before the server imports them, so that it imports these. */
function countHashes(): void {
  const argon2 = createRequire(import.meta.url)('argon2') as Argon2;
  const { hash, verify } = argon2;
  const attackers: Record<string, number> = {};
  let all = 0;
  const count = (password: string | Buffer): void => {
    all += 1;
    if (typeof password !== 'string' || !password.startsWith(ATTACKER)) return;
    const name = password.split(' ').slice(1, -1).join(' ');
    attackers[name] = (attackers[name] ?? 0) + 1;
  };
  argon2.hash = (password, ...rest) => {
    count(password);
    return hash(password, ...rest);
  };
  argon2.verify = (encoded, password, ...rest) => {
    count(password);
    return verify(encoded, password, ...rest);
  };
  process.on('message', ({ ahead = 0, jump = 0 }: Asked) => {
    aheadMs += ahead * 1_000;
    jumpedMs += jump * 1_000;
    process.send?.({ all, attackers } satisfies Runs);
  });
  // the channel keeps no server alive that has ended
  process.channel?.unref();
}
