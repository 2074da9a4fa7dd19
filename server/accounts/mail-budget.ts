/**
 * The budgets of mails that somebody asks for by typing an address, so that no mailbox can be flooded through the
 * portal. Purposes and askers have budgets of their own: an asker who asks too often spends no other asker's mails. An
 * address gets the first mail of each asker in a day, up to a bound that takes twenty askers to reach. The
 * counts are kept only in this process's memory, under a random key, for known and unknown addresses alike. What an
 * operator or a job sends is not counted.
 */

import { DAY_SECONDS, HOUR_SECONDS, type Seconds } from '../domain/kernel/day.ts';
import type { Id } from '../domain/kernel/ports.ts';
import { openBuckets, privateNames, type Buckets, type Policy } from '../web/rate-limits.ts';

/** What a mail is asked for. */
export type MailPurpose = 'key' | 'password' | 'recovery email' | 'email change' | 'notices';

/**
 * Who asks for a mail: a customer who is logged in, one whose browser is known to an account, or a visitor by network;
 * null: nothing tells the visitor apart.
 */
export type MailAsker =
  { readonly account: Id } | { readonly browserOf: Id } | { readonly network: string | null };

/**
 * The mails of a full budget, and the time in which an empty one becomes full. Of one asker: `purpose`: to one address,
 * for one purpose; `asker`: to one address; `anywhere`: to any addresses; `first`: the one mail to one address that
 * counts in `firsts`. Of all visitors together, and as many again of all customers together: `firsts`: to one address,
 * the first ones of each asker; `further`: to one address, all others. `unreadable`: of all visitors whom nothing tells
 * apart, to any addresses.
 */
export const MAIL_BUDGETS = {
  purpose: { quota: 3, windowSeconds: DAY_SECONDS },
  asker: { quota: 5, windowSeconds: DAY_SECONDS },
  anywhere: { quota: 20, windowSeconds: HOUR_SECONDS },
  first: { quota: 1, windowSeconds: DAY_SECONDS },
  firsts: { quota: 20, windowSeconds: DAY_SECONDS },
  further: { quota: 6, windowSeconds: DAY_SECONDS },
  unreadable: { quota: 100, windowSeconds: HOUR_SECONDS },
} as const satisfies Readonly<Record<string, Policy>>;

type BudgetName = keyof typeof MAIL_BUDGETS;
/** A budget, with what names its bucket. */
type Counted = readonly [budget: BudgetName, ...parts: string[]];

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
  const put = ([budget, ...parts]: Counted, mails: number): boolean =>
    buckets[budget].take(named(JSON.stringify(parts)), mails) >= 0;
  /** Takes a mail from all of the budgets, or else from none; then returns the one that is spent. */
  const takeAll = (counted: readonly Counted[]): Counted | undefined => {
    const spent = counted.findIndex((mail) => !put(mail, 1));
    if (spent >= 0) for (const mail of counted.slice(0, spent)) put(mail, -1);
    return counted[spent];
  };
  return {
    take(request) {
      const taken: Counted[] = [];
      const giveBack = (): void => taken.splice(0).forEach((counted) => put(counted, -1));
      for (const address of request.addresses) {
        const [spent, way] = firstWay(waysOf(request, address), takeAll);
        if (spent !== undefined) {
          giveBack();
          const { quota, windowSeconds } = MAIL_BUDGETS[spent[0]];
          return { is: 'spent', retryAfter: windowSeconds / quota };
        }
        taken.push(...way);
      }
      return { is: 'taken', giveBack };
    },
  };
}

/** The first way in which everything can be taken; otherwise what is spent in the last one. */
function firstWay(
  [way = [], ...others]: readonly (readonly Counted[])[],
  takeAll: (way: readonly Counted[]) => Counted | undefined,
): readonly [spent: Counted | undefined, way: readonly Counted[]] {
  const spent = takeAll(way);
  return spent === undefined || others.length === 0 ? [spent, way] : firstWay(others, takeAll);
}

/** The ways in which a mail to an address may count: as the asker's first to it in a day, or as a further one. */
function waysOf({ purpose, asker }: MailRequest, address: string): Counted[][] {
  const who = nameOf(asker);
  const group = 'network' in asker ? 'visitors' : 'customers';
  const further: Counted = ['further', group, address];
  if (who === null) return [[['unreadable'], further]];
  const own: Counted[] = [
    ['purpose', purpose, address, who],
    ['asker', address, who],
    ['anywhere', who],
  ];
  return [
    [...own, ['first', address, who], ['firsts', group, address]],
    [...own, further],
  ];
}

function nameOf(asker: MailAsker): string | null {
  if ('account' in asker) return `account ${asker.account}`;
  return 'browserOf' in asker ? `browser of ${asker.browserOf}` : asker.network;
}
