/**
 * Recovery as the portal uses it: the operations of the domain behind a budget of mails, by address and by network, so
 * that nobody's mailbox can be flooded from here. Who is over it is answered like everybody else. The budget is in this
 * process's memory alone, under a key that dies with it. What the pages say is left to the portal.
 */

import { domainToASCII } from 'node:url';
import { sinceStart } from './clock.ts';
import { DAY_SECONDS, HOUR_SECONDS } from './domain/day.ts';
import { canonicalEmail } from './domain/email.ts';
import type { AskEmailChange } from './domain/email-change.ts';
import type { SetNotices } from './domain/notice.ts';
import type { AskRecoveryEmail } from './domain/recovery-email.ts';
import type { AskPassword } from './domain/recovery.ts';
import { refuse } from './domain/refusal.ts';
import { openBuckets, privateNames } from './http/limits.ts';
import type { World } from './world.ts';

/** Mails. */
const OF_ADDRESS = { quota: 3, windowSeconds: DAY_SECONDS };
const OF_NETWORK = { quota: 20, windowSeconds: HOUR_SECONDS };
const ACTOR = 'customer';

/** From which network it is asked: as `http/network.ts` reads it. */
interface Asked {
  readonly origin: string;
}

/** Each is answered alike whether the address is known or not. @throws Refusal `email_malformed`, `mail_absent` */
export interface Recovery {
  /** Mails the keys of an email. @throws Refusal also `issue_secret_absent` */
  askKey(of: { email: string } & Asked): Promise<void>;
  /** Mails links that set a password. */
  askPassword(of: AskPassword & Asked): Promise<void>;
  /** Mails codes that move licenses to another email. @throws Refusal also `email_mismatch`, `issue_secret_absent` */
  askEmailChange(of: AskEmailChange & Asked): Promise<{ byOld: boolean }>;
  /** Mails a code to an address that shall recover the account. */
  askRecoveryEmail(of: AskRecoveryEmail & Asked): Promise<void>;
  /** Notes which notices are wanted; a new address is greeted. @throws Refusal `too_many_requests` over the budget */
  setNotices(of: SetNotices & Asked): Promise<void>;
}

/** @param options.seconds a clock that never runs backwards */
export function openRecovery(
  world: Pick<World, 'run'>,
  { seconds = sinceStart }: { seconds?: () => number } = {},
): Recovery {
  const named = privateNames();
  const addresses = openBuckets(OF_ADDRESS, seconds);
  const networks = openBuckets(OF_NETWORK, seconds);

  /** What has no canonical form gets no mail, and is refused by the operation. */
  const isInBudget = (typed: string, origin: string): boolean => {
    const read = canonicalEmail(typed, domainToASCII);
    if (!read.ok) return true;
    const left = [networks.take(named(origin), 1), addresses.take(named(read.email), 1)];
    return left.every((tokens) => tokens >= 0);
  };

  return {
    askKey: async ({ origin, ...input }) => {
      if (isInBudget(input.email, origin)) await world.run('askKey', input, ACTOR);
    },
    askPassword: async ({ origin, ...input }) => {
      if (isInBudget(input.email, origin)) await world.run('askPassword', input, ACTOR);
    },
    askEmailChange: async ({ origin, ...input }) => {
      if (isInBudget(input.newEmail, origin)) return world.run('askEmailChange', input, ACTOR);
      return { byOld: input.oldEmail !== undefined };
    },
    askRecoveryEmail: async ({ origin, ...input }) => {
      if (isInBudget(input.email, origin)) await world.run('askRecoveryEmail', input, ACTOR);
    },
    setNotices: async ({ origin, ...input }) => {
      // told, since it would not be saved; whose address it is, is no secret here
      if (input.email !== undefined && !isInBudget(input.email, origin)) {
        refuse('too_many_requests', { retryAfter: HOUR_SECONDS });
      }
      await world.run('setNotices', input, ACTOR);
    },
  };
}
