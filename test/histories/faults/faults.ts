/**
 * Faults that are planted to show that the histories find them, one for each rule. A fault is a variant of one module
 * of the product: the file with the fault's name exports what the module exports, with one decision wrapped.
 */

import type { Rule } from '../model/oracle.ts';

export interface Fault {
  /** The name of the fault, and of the file with the variant. */
  readonly name: string;
  /** The rule of the product that the fault breaks. */
  readonly rule: string;
  /** The property of the histories that shows it. */
  readonly breaks: Rule;
  /** The module that is replaced, without its ending. */
  readonly replaces: string;
}

const SDK = 'client-sdk/typescript';
const FORK = 'server/domain/activation/fork';

export const FAULTS: readonly Fault[] = [
  {
    name: 'taken-by-hardware',
    rule: 'check() takes no license away by unsigned evidence',
    breaks: 'check() says what the lease and the hardware in sight say',
    replaces: `${SDK}/lease/check`,
  },
  {
    name: 'branch-is-copy',
    rule: 'a branch alone is a restored state',
    breaks: 'an honest machine is never refused',
    replaces: FORK,
  },
  {
    name: 'copies-never-found',
    rule: 'a copy is proven when both sides went on',
    breaks: 'a copy with other hardware is found',
    replaces: FORK,
  },
  {
    name: 'checks-not-days',
    rule: "another machine's hardware limits the app only after a number of distinct days",
    breaks: 'check() says what the lease and the hardware in sight say',
    replaces: `${SDK}/state/days-seen`,
  },
  {
    name: 'four-lowest',
    rule: 'the tags of the lease are compared with all adapters in sight',
    breaks: 'check() says what the lease and the hardware in sight say',
    replaces: `${SDK}/machine/device-tags`,
  },
  {
    name: 'docks-as-own',
    rule: 'a dock is no evidence',
    breaks: 'two machines never have one seat',
    replaces: `${SDK}/machine/device-tags`,
  },
  {
    name: 'suspended-for-good',
    rule: 'a suspension that was lifted is noticed without the license key',
    breaks: 'an honest machine that is online is licensed',
    replaces: `${SDK}/lease/check`,
  },
  {
    name: 'second-is-copy',
    rule: 'the copy is the side whose hardware differs from that before the fork',
    breaks: 'an honest machine is never refused',
    replaces: FORK,
  },
  {
    name: 'none-is-other',
    rule: 'a side that shows no adapters is never judged by that',
    breaks: 'an honest machine is never refused',
    replaces: FORK,
  },
  {
    name: 'tags-forgotten',
    rule: 'the tags from before a fork, and of a machine that shows none, are kept',
    breaks: 'an honest machine never takes a second seat',
    replaces: FORK,
  },
  {
    name: 'ahead-is-behind',
    rule: 'a server that was restored finds no copies',
    breaks: 'an honest machine is never refused',
    replaces: FORK,
  },
  {
    name: 'majority-of-tags',
    rule: 'one own adapter that is left finds the seat',
    breaks: 'an honest machine is never refused',
    replaces: 'server/domain/activation/tag-match',
  },
  {
    name: 'seat-above-all',
    rule: 'a copy gets its own seat only if one is free',
    breaks: 'no more seats than were sold',
    replaces: 'server/domain/activation/seat',
  },
  {
    name: 'seen-days-limit',
    rule: 'the days that a machine has seen limit no app',
    breaks: 'a paying customer is never unlicensed, and never limited before the grace ends',
    replaces: `${SDK}/lease/check`,
  },
  {
    name: 'end-after-lease',
    rule: 'a license that ends after its lease may have been prolonged',
    breaks: 'a paying customer is never unlicensed, and never limited before the grace ends',
    replaces: `${SDK}/lease/check`,
  },
  {
    name: 'no-grace',
    rule: 'an app runs in its grace',
    breaks: 'a paying customer is never unlicensed, and never limited before the grace ends',
    replaces: `${SDK}/lease/check`,
  },
  {
    name: 'notice-ignored',
    rule: 'an app runs in the notice of a suspension',
    breaks: 'check() says what the lease and the hardware in sight say',
    replaces: `${SDK}/lease/check`,
  },
  {
    name: 'notice-for-ever',
    rule: 'a revoked app is unlicensed after its notice',
    breaks: 'a revoked app is unlicensed after its notice',
    replaces: `${SDK}/lease/check`,
  },
  {
    name: 'clock-never-asked',
    rule: 'a clock that was set back makes an app stale',
    breaks: 'check() says what the lease and the hardware in sight say',
    replaces: `${SDK}/lease/check`,
  },
  {
    name: 'never-believed',
    rule: 'seven days that go on correct a day of a clock that was ahead',
    breaks: 'check() says what the lease and the hardware in sight say',
    replaces: `${SDK}/state/days-seen`,
  },
  {
    name: 'wrong-days-counted',
    rule: "another machine's hardware counts on the latest day alone",
    breaks: 'check() says what the lease and the hardware in sight say',
    replaces: `${SDK}/state/days-seen`,
  },
];
