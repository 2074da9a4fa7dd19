/**
 * The budgets of mails that somebody requests by typing an address, so that no mailbox can be flooded through the
 * portal. Each purpose and each asker has a budget of its own, so an asker who asks too often does not use up the mails
 * of others. Each asker's first mail in a day to an address is sent, for up to twenty askers. The counts are kept only
 * in this process's memory, under a random key, for known and unknown addresses alike. Mails that an operator or a job
 * sends are not counted.
 */

import { DAY_SECONDS, HOUR_SECONDS, type Seconds } from '../domain/kernel/day.ts';
import type { Id } from '../domain/kernel/ports.ts';
import { openBuckets, privateNames, type Buckets, type Policy } from '../web/rate-limits.ts';

/** The purpose for which a mail is requested. */
export type MailPurpose =
  | 'key'
  | 'username'
  | 'password'
  | 'recovery email'
  | 'email change'
  | 'claim'
  | 'notices'
  | 'sign-in'
  | 'transfer'
  | 'request';

/**
 * Who requests a mail: a customer who is logged in, a visitor whose browser is known to an account, or any other
 * visitor, by network; null: the visitor cannot be distinguished from others.
 */
export type MailAsker =
  { readonly account: Id } | { readonly browserOf: Id } | { readonly network: string | null };

/**
 * The number of mails in a full budget, and the time in which an empty budget becomes full. Budgets of one asker:
 * `purpose` (to one address, for one purpose), `asker` (to one address), `anywhere` (to all addresses), and `first`
 * (the one mail to one address that counts in `firsts`). Budgets that all visitors share, and all customers likewise:
 * `firsts` (each asker's first mail to one address) and `further` (all other mails to one address). `unreadable`: the
 * mails of all visitors who cannot be distinguished, to all addresses. The links of requests about personal data count in
 * two more, for all askers together: `request` (to one address) and `requests` (to all addresses).
 */
export const MAIL_BUDGETS = {
  purpose: { quota: 3, windowSeconds: DAY_SECONDS },
  asker: { quota: 5, windowSeconds: DAY_SECONDS },
  anywhere: { quota: 20, windowSeconds: HOUR_SECONDS },
  first: { quota: 1, windowSeconds: DAY_SECONDS },
  firsts: { quota: 20, windowSeconds: DAY_SECONDS },
  further: { quota: 6, windowSeconds: DAY_SECONDS },
  unreadable: { quota: 100, windowSeconds: HOUR_SECONDS },
  request: { quota: 1, windowSeconds: DAY_SECONDS },
  requests: { quota: 500, windowSeconds: DAY_SECONDS },
} as const satisfies Readonly<Record<string, Policy>>;

type BudgetName = keyof typeof MAIL_BUDGETS;
/** A budget, with the parts of the name of its bucket. */
type Counted = readonly [budget: BudgetName, ...parts: string[]];

/** Mails that are requested together. None is sent unless all of them are within the budgets. */
interface MailRequest {
  readonly purpose: MailPurpose;
  readonly asker: MailAsker;
  /** The canonical address of each mail. */
  readonly addresses: readonly string[];
}

/** `spent`: nothing is taken, and the budget has room for one mail after `retryAfter`. */
type Taken =
  | { readonly is: 'taken'; readonly giveBack: () => void }
  | { readonly is: 'spent'; readonly retryAfter: Seconds };

export interface MailBudget {
  /** Takes the mails of a request from each budget in which they count. */
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
  /** Takes a mail from all of the budgets. If a budget is spent, takes none and returns that budget. */
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

/**
 * The first way for which all budgets have room. If there is none, the result names the spent budget of the last way.
 */
function firstWay(
  [way = [], ...others]: readonly (readonly Counted[])[],
  takeAll: (way: readonly Counted[]) => Counted | undefined,
): readonly [spent: Counted | undefined, way: readonly Counted[]] {
  const spent = takeAll(way);
  return spent === undefined || others.length === 0 ? [spent, way] : firstWay(others, takeAll);
}

/**
 * The ways in which a mail to an address may count: as the asker's first mail to the address in a day, or as a further
 * mail.
 */
function waysOf({ purpose, asker }: MailRequest, address: string): Counted[][] {
  const who = nameOf(asker);
  const group = 'network' in asker ? 'visitors' : 'customers';
  const further: Counted = ['further', group, address];
  const shared: Counted[] = purpose === 'request' ? [['request', address], ['requests']] : [];
  if (who === null) return [[...shared, ['unreadable'], further]];
  const own: Counted[] = [
    ...shared,
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
