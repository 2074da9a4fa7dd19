/**
 * Renews the lease if a renewal is due, for an app that calls at every start and every few hours. Among all instances,
 * threads and processes that share a store, one asks the server at a time; the others wait for its result. If that
 * process dies, it delays the others no longer than its call could have taken.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { addSeconds, type Instant } from '../primitives/clock.ts';
import { Aborted } from '../primitives/errors.ts';
import type { Asking, SavedState } from '../state/state.ts';
import type { CallContext } from './plan.ts';

/** The pause in milliseconds before the stored state is read again while another process asks. */
const POLL_MS = 50;
const ASKING_ID_BYTES = 16;
/** The longest time in seconds for which a claim can be valid: the longest `timeoutMs` (`options.ts`). */
const ASKING_SECONDS_MAX = 600;

/**
 * Runs `ask` if a renewal is due and no other process asks. Returns whether `ask` was run.
 *
 * @param isDue - decides from the stored state
 * @throws what `ask` throws, and Aborted, StateUnwritable
 */
export async function askAlone(
  context: CallContext,
  isDue: () => boolean,
  ask: () => Promise<void>,
): Promise<boolean> {
  const { keeper, deadline, signal } = context;
  let waits = false;
  while (isDue()) {
    // The one that asked has found nothing, so the others would find nothing either.
    if (waits && keeper.read()?.asking === null) return false;
    const asking = claim(context);
    if (asking) {
      try {
        // Another process may have renewed between the decision and the claim.
        if (!isDue()) return false;
        await ask();
        return true;
      } finally {
        keeper.note((before) => (before.asking?.id === asking.id ? { ...before, asking: null } : before));
      }
    }
    waits = true;
    if (performance.now() + POLL_MS >= deadline) return false;
    await sleep(POLL_MS, undefined, { signal }).catch(() => {
      throw new Aborted(signal?.reason);
    });
  }
  return false;
}

/** Claims the next request for this process; undefined if another process has claimed it. */
function claim({ setting, keeper, deadline }: CallContext): Asking | undefined {
  const now = setting.now();
  const seconds = Math.ceil((deadline - performance.now()) / 1000);
  const asking = {
    id: Buffer.from(setting.random(ASKING_ID_BYTES)).toString('base64url'),
    until: addSeconds(now, seconds),
  };
  const saved = keeper.change((before) => (isClaimed(before, now) ? before : { ...before, asking }));
  return saved.asking === asking ? asking : undefined;
}

/**
 * Whether a process asks now. A claim that would last longer than any call is void: the clock was set back after the
 * claim.
 */
function isClaimed({ asking }: SavedState, now: Instant): boolean {
  return asking !== null && asking.until > now && asking.until <= addSeconds(now, ASKING_SECONDS_MAX);
}
