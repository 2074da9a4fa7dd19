/**
 * The recovery service of the portal: it runs the domain's operations within a limit on mails for each address and each
 * network, so that no mailbox can be flooded through the portal. A request above the limit gets the same answer as any
 * other request. The counts of mails are kept only in this process's memory, under a random key. The portal defines the
 * text of the pages.
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

/** The limit on the number of mails to one email address. */
const OF_ADDRESS = { quota: 3, windowSeconds: DAY_SECONDS };
const OF_NETWORK = { quota: 20, windowSeconds: HOUR_SECONDS };
const ACTOR = 'customer';

/** Opens the recovery service. @param options.seconds a monotonic clock */
export function openRecovery(
  world: Pick<World, 'run'>,
  { seconds = sinceStart }: { seconds?: () => number } = {},
): Recovery {
  const named = privateNames();
  const addresses = openBuckets(OF_ADDRESS, seconds);
  const networks = openBuckets(OF_NETWORK, seconds);

  /** Whether a request is within the limit on mails. The operation refuses an address without a canonical form. */
  const isInBudget = (origin: string | null, ...typed: string[]): boolean => {
    const emails = typed.flatMap((address) => {
      const read = canonicalEmail(address, domainToASCII);
      return read.ok ? [read.email] : [];
    });
    if (emails.length < typed.length) return true;
    const ofAddresses = emails.map((email) => addresses.take(named(email), 1));
    const ofNetwork = origin === null ? [] : [networks.take(named(origin), emails.length)];
    return [...ofNetwork, ...ofAddresses].every((left) => left >= 0);
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
      // a mail above the limit is reported, since the address would not be saved; here the address is no secret
      if (input.email !== undefined && !isInBudget(origin, input.email)) {
        refuse('too_many_requests', { retryAfter: HOUR_SECONDS });
      }
      await world.run(operations.account.setNotices, input, ACTOR);
    },
  };
}
