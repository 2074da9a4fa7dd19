/**
 * Recovery as the portal uses it: the operations of the domain behind a budget of mails, by address and by network, so
 * that nobody's mailbox can be flooded from here. Who is over it is answered like everybody else. The budget is in this
 * process's memory alone, under a key that dies with it. What the pages say is left to the portal.
 */

import { domainToASCII } from 'node:url';
import { sinceStart } from '../runtime/clock.ts';
import { DAY_SECONDS, HOUR_SECONDS } from '../domain/kernel/day.ts';
import { canonicalEmail } from '../domain/licensing/email.ts';
import { refuse } from '../domain/kernel/refusal.ts';
import { openBuckets, privateNames } from '../web/rate-limits.ts';
import type { World } from '../runtime/world.ts';
import { operations } from '../domain/operations.ts';
import type { Recovery } from '../runtime/accounts.ts';

/** Mails. */
const OF_ADDRESS = { quota: 3, windowSeconds: DAY_SECONDS };
const OF_NETWORK = { quota: 20, windowSeconds: HOUR_SECONDS };
const ACTOR = 'customer';

/** @param options.seconds a clock that never runs backwards */
export function openRecovery(
  world: Pick<World, 'run'>,
  { seconds = sinceStart }: { seconds?: () => number } = {},
): Recovery {
  const named = privateNames();
  const addresses = openBuckets(OF_ADDRESS, seconds);
  const networks = openBuckets(OF_NETWORK, seconds);

  /** What has no canonical form gets no mail, and is refused by the operation. */
  const isInBudget = (origin: string, ...typed: string[]): boolean => {
    const emails = typed.flatMap((one) => {
      const read = canonicalEmail(one, domainToASCII);
      return read.ok ? [read.email] : [];
    });
    if (emails.length < typed.length) return true;
    const ofAddresses = emails.map((email) => addresses.take(named(email), 1));
    return [networks.take(named(origin), emails.length), ...ofAddresses].every((left) => left >= 0);
  };

  return {
    askKey: async ({ origin, ...input }) => {
      if (isInBudget(origin, input.email)) await world.run(operations.account.askKey, input, ACTOR);
    },
    askPassword: async ({ origin, ...input }) => {
      if (isInBudget(origin, input.email)) await world.run(operations.account.askPassword, input, ACTOR);
    },
    askEmailChange: async ({ origin, ...input }) => {
      const { newEmail, oldEmail } = input;
      const emails = oldEmail === undefined ? [newEmail] : [newEmail, oldEmail];
      if (!isInBudget(origin, ...emails)) return { byOld: oldEmail !== undefined };
      const asked = await world.run(operations.ownership.askEmailChange, input, ACTOR);
      if (asked !== null) return asked;
      const message = 'is not the email of a license of this account';
      return refuse('email_mismatch', { fields: [{ pointer: '/oldEmail', message }] });
    },
    askRecoveryEmail: async ({ origin, ...input }) => {
      if (isInBudget(origin, input.email)) await world.run(operations.account.askRecoveryEmail, input, ACTOR);
    },
    setNotices: async ({ origin, ...input }) => {
      // told, since it would not be saved; whose address it is, is no secret here
      if (input.email !== undefined && !isInBudget(origin, input.email)) {
        refuse('too_many_requests', { retryAfter: HOUR_SECONDS });
      }
      await world.run(operations.account.setNotices, input, ACTOR);
    },
  };
}
