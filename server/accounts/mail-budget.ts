/**
 * The budgets of mails that somebody asks for by typing an address, so that no mailbox can be flooded through the
 * portal. Purposes and askers have budgets of their own: an asker who asks too often spends no other asker's mails. The
 * counts are kept only in this process's memory, under a random key, for known and unknown addresses alike. What an
 * operator or a job sends is not counted.
 */

import { DAY_SECONDS, HOUR_SECONDS, type Seconds } from '../domain/kernel/day.ts';
import type { Id } from '../domain/kernel/ports.ts';
import { openBuckets, privateNames, type Buckets, type Policy } from '../web/rate-limits.ts';

/** What a mail is asked for. */
export type MailPurpose = 'key' | 'password' | 'recovery email' | 'email change' | 'notices';

/** Who asks for a mail: a customer who is logged in, or a visitor by network; null: nothing tells the visitor apart. */
export type MailAsker = { readonly account: Id } | { readonly network: string | null };

/**
 * The number of mails in a window. `purpose`: to one address, for one purpose, of one asker. `asker`: to one address,
 * of one asker. `visitors`: to one address, of all visitors together. `address`: to one address, so that the rest is
 * left for customers who are logged in. `anywhere`: of one asker, to any addresses.
 */
export const MAIL_BUDGETS = {
  purpose: { quota: 3, windowSeconds: DAY_SECONDS },
  asker: { quota: 5, windowSeconds: DAY_SECONDS },
  visitors: { quota: 6, windowSeconds: DAY_SECONDS },
  address: { quota: 10, windowSeconds: DAY_SECONDS },
  anywhere: { quota: 20, windowSeconds: HOUR_SECONDS },
} as const satisfies Readonly<Record<string, Policy>>;

type BudgetName = keyof typeof MAIL_BUDGETS;

/** Mails that are asked for together; all of them are within the budgets, or none is sent. */
interface MailRequest {
  readonly purpose: MailPurpose;
  readonly asker: MailAsker;
  /** The canonical address of each mail. */
  readonly addresses: readonly string[];
}

/** `spent`: nothing is taken, and `retryAfter` is the time after which the budget has room for one mail. */
type Taken =
  | { readonly is: 'taken'; readonly giveBack: () => void }
  | { readonly is: 'spent'; readonly retryAfter: Seconds };

export interface MailBudget {
  /** Takes the mails of a request from every budget that they count in. */
  take(request: MailRequest): Taken;
}

/** Opens the budgets. @param seconds a monotonic clock */
export function openMailBudget(seconds: () => number): MailBudget {
  const named = privateNames();
  const buckets = Object.fromEntries(
    Object.entries(MAIL_BUDGETS).map(([name, policy]) => [name, openBuckets(policy, seconds)]),
  ) as Readonly<Record<BudgetName, Buckets>>;
  return {
    take(request) {
      const taken: [budget: BudgetName, bucket: string][] = [];
      const giveBack = (): void => {
        for (const [budget, bucket] of taken.splice(0)) buckets[budget].take(bucket, -1);
      };
      for (const [budget, ...parts] of request.addresses.flatMap((address) => countedIn(request, address))) {
        const bucket = named(JSON.stringify(parts));
        if (buckets[budget].take(bucket, 1) < 0) {
          giveBack();
          const { quota, windowSeconds } = MAIL_BUDGETS[budget];
          return { is: 'spent', retryAfter: windowSeconds / quota };
        }
        taken.push([budget, bucket]);
      }
      return { is: 'taken', giveBack };
    },
  };
}

/** The budgets in which a mail to an address counts, each with what names the budget's bucket. */
function countedIn(
  { purpose, asker }: MailRequest,
  address: string,
): (readonly [budget: BudgetName, ...parts: string[]])[] {
  const who = 'account' in asker ? `account ${asker.account}` : asker.network;
  return [
    ...(who === null
      ? []
      : ([
          ['purpose', purpose, address, who],
          ['asker', address, who],
          ['anywhere', who],
        ] as const)),
    ...('account' in asker ? [] : ([['visitors', address]] as const)),
    ['address', address],
  ];
}
