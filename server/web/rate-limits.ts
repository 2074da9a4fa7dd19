/**
 * Rate limits on guessing. A wrong guess of a random secret (license key, token, proof, recovery code: 100 bits or
 * more) takes a token from the bucket of its network. Once that bucket is empty, wrong guesses are refused with
 * `too_many_requests`; a correct secret always passes, however many wrong ones the network sends. A guessable text
 * (username, password) is limited before it is looked up, by network and by the object that it belongs to, so that
 * correct and wrong texts are refused alike. A limit refuses requests and never ends a lease. The state is in memory
 * only, under a key of this process, and its size is bounded: the least recently used buckets are dropped.
 */

import { hash, randomBytes } from 'node:crypto';
import { refuse, Refusal, type RefusalCode } from '../domain/kernel/refusal.ts';
import { rowOfCode } from '../domain/kernel/refusal-table.ts';

export interface Policy {
  /** The number of tokens in a full bucket. */
  readonly quota: number;
  /** The number of seconds in which an empty bucket becomes full. */
  readonly windowSeconds: number;
}

export interface Policies {
  /** The limit on wrong guesses from one network. Above it, all of the network's wrong guesses get the same answer. */
  readonly network: Policy;
  /** The limit on wrong guesses of one object's guessable text from one network. */
  readonly object: Policy;
  /** The limit on wrong guesses of one object's guessable text from all indistinguishable clients together. */
  readonly unreadable: Policy;
  /**
   * The limit on activations with one license key, successful or not, after each network's own ones are used up
   * (`KEY_OF_NETWORK`); and on new sign-ins.
   */
  readonly key: Policy;
  /** The limit on polls with one device code. */
  readonly poll: Policy;
  /** The refused forms of one asker that are handled without a turn (`form-turns.ts`). */
  readonly forms: Policy;
  /** The limit on starts of trials from one network. */
  readonly trial: Policy;
}

export const POLICIES: Policies = {
  network: { quota: 100, windowSeconds: 600 },
  object: { quota: 50, windowSeconds: 600 },
  unreadable: { quota: 1_000, windowSeconds: 600 },
  key: { quota: 1_000, windowSeconds: 600 },
  // an app that keeps the interval of five seconds is never refused, and may repeat one poll at once
  poll: { quota: 2, windowSeconds: 8 },
  forms: { quota: 20, windowSeconds: 600 },
  trial: { quota: 50, windowSeconds: 86_400 },
};

/** The number of activations with one license key that each network may make, whatever other networks do. */
export const KEY_OF_NETWORK: Policy = { quota: 10, windowSeconds: 600 };

/** The number of support bundles without a proof that each network may send a day. */
export const BUNDLES_A_DAY = 5;
const DAY_SECONDS = 86_400;

/** The maximum number of buckets of each kind. One bucket takes about 200 bytes. */
const BUCKETS_MAX = 50_000;
const PROCESS_KEY_BYTES = 32;

/** Who guesses, and what. */
export interface Guess {
  /** The network, or the account that is logged in; null for a client that cannot be distinguished from others. */
  readonly origin: string | null;
  /**
   * For each guessable text of a request, the name of the object to which the text belongs, such as the username of one
   * license.
   */
  readonly guessable?: readonly string[] | undefined;
}

/** The result of counting a refusal. */
interface Cost {
  /** The RateLimit headers of the answer. */
  readonly headers: Readonly<Record<string, string>>;
  /** The refusal to answer with instead, if the network has made too many wrong guesses. */
  readonly instead: Refusal | undefined;
}

export interface Limits {
  /**
   * Checks whether more guesses of the request's guessable texts are allowed. Call this before the texts are looked up.
   * @throws Refusal `too_many_requests`
   */
  requireRoom(guess: Guess): void;
  /**
   * Counts the use of a license key, or of another name in its place. Call this before an activation.
   * @throws Refusal `too_many_requests` if this key was used too often
   */
  countKey(licenseKey: string, origin: string | null): void;
  /**
   * Counts a poll. Call this before the device code is looked up.
   * @throws Refusal `slow_down` if the code is used too often
   */
  countPoll(deviceCode: string): void;
  /**
   * Counts the start of a trial. Call this before the machine is looked up. Clients that cannot be distinguished count
   * together, like activations with one key.
   * @throws Refusal `too_many_requests`
   */
  countTrial(origin: string | null): void;
  /**
   * Counts a support bundle that has no proof, and returns the function that takes the count back.
   * @throws Refusal `too_many_requests` if the network has sent its bundles of this day
   */
  countBundle(origin: string | null): () => void;
  /** Counts a refusal if it means that a guess was wrong. */
  countRefusal(code: RefusalCode, guess: Guess): Cost;
  /**
   * Whether the limit on wrong guesses of random secrets is reached. A request with a wrong secret then gets the refusal
   * of the limit, whatever else is wrong with it.
   */
  isSpent(origin: string | null): boolean;
  /** The number of buckets in memory. */
  size(): number;
}

interface Bucket {
  /** The tokens in the bucket at the time of its last update. */
  left: number;
  updatedAt: number;
}

/** A bucket in which a guess counts. */
interface Counted {
  readonly full: Refusal;
  readonly buckets: Buckets;
  readonly name: string;
}

/**
 * Opens the rate limits.
 * @param seconds a clock that never runs backwards
 */
export function openLimits(seconds: () => number, policies: Policies = POLICIES): Limits {
  const nameOf = privateNames();
  const open = (policy: Policy) => ({ policy, full: tooMany(policy), buckets: openBuckets(policy, seconds) });
  const networks = open(policies.network);
  const objects = open(policies.object);
  const unreadable = open(policies.unreadable);
  const keys = open(policies.key);
  const keysOfNetworks = open(KEY_OF_NETWORK);
  const polls = open(policies.poll);
  const trials = open(policies.trial);
  const bundles = openDailyCount(seconds);
  const guessableOf = ({ origin, guessable = [] }: Guess): Counted[] =>
    guessable.map((object) => ({
      ...(origin === null ? unreadable : objects),
      name: nameOf(JSON.stringify([origin, object])),
    }));
  return {
    requireRoom(guess) {
      const spent = guessableOf(guess).find(({ buckets, name }) => buckets.take(name, 0) < 1);
      if (spent !== undefined) throw spent.full;
    },
    countKey(licenseKey, origin) {
      const name = nameOf(JSON.stringify([origin, licenseKey]));
      if (origin !== null && keysOfNetworks.buckets.take(name, 1) >= 0) return;
      if (keys.buckets.take(nameOf(licenseKey), 1) < 0) throw keys.full;
    },
    countPoll(deviceCode) {
      if (polls.buckets.take(nameOf(deviceCode), 1) < 0) refuse('slow_down');
    },
    countTrial(origin) {
      const { buckets, full } = origin === null ? keys : trials;
      if (buckets.take(nameOf(JSON.stringify(['trial', origin])), 1) < 0) throw full;
    },
    countBundle: (origin) => bundles.count(nameOf, origin),
    countRefusal(code, guess) {
      if (rowOfCode(code).isGuess === undefined) return { headers: {}, instead: undefined };
      for (const { buckets, name } of guessableOf(guess)) buckets.take(name, 1);
      if (guess.origin === null) return { headers: {}, instead: undefined };
      const left = networks.buckets.take(nameOf(guess.origin), 1);
      return {
        headers: headersOf(networks.policy, left),
        instead: left < 0 ? networks.full : undefined,
      };
    },
    isSpent: (origin) => origin !== null && networks.buckets.take(nameOf(origin), 0) < 1,
    size: () => sizeOf([networks, objects, unreadable, keys, keysOfNetworks, polls, trials, bundles]),
  };
}

function sizeOf(kinds: readonly { readonly buckets: Buckets }[]): number {
  return kinds.reduce((sum, { buckets }) => sum + buckets.size(), 0);
}

/** The count of support bundles: a bucket for each network and day, which is never filled again. */
function openDailyCount(seconds: () => number) {
  const buckets = openBuckets({ quota: BUNDLES_A_DAY, windowSeconds: 1_000 * DAY_SECONDS }, seconds);
  return {
    count(nameOf: (value: string) => string, origin: string | null): () => void {
      const now = seconds();
      const name = nameOf(JSON.stringify([origin, Math.floor(now / DAY_SECONDS)]));
      if (buckets.take(name, 1) < 0)
        refuse('too_many_requests', { retryAfter: Math.ceil(DAY_SECONDS - (now % DAY_SECONDS)) });
      return () => void buckets.take(name, -1);
    },
    buckets,
  };
}

/**
 * Makes a function that names buckets. A name is a digest under a random key, and means nothing after the process has
 * ended.
 */
export function privateNames(): (value: string) => string {
  const processKey = randomBytes(PROCESS_KEY_BYTES).toString('base64url');
  // a plain prefix suffices instead of HMAC: the digests never leave the process
  return (value) => hash('sha256', processKey + value, 'base64url');
}

export interface Buckets {
  /**
   * Takes tokens from a bucket and returns how many are left. If the result is below zero, no tokens were taken. A
   * negative number gives tokens back.
   */
  take(name: string, tokens: number): number;
  size(): number;
}

export function openBuckets({ quota, windowSeconds }: Policy, seconds: () => number): Buckets {
  const buckets = new Map<string, Bucket>();
  return {
    take(name, tokens) {
      const now = seconds();
      const old = buckets.get(name);
      const filled =
        old === undefined
          ? quota
          : Math.min(quota, old.left + ((now - old.updatedAt) * quota) / windowSeconds);
      const left = filled - tokens;
      // the bucket is reinserted at the end of the map, so that the map's first entry is the least recently used bucket
      buckets.delete(name);
      if (Math.min(left, filled) < quota)
        buckets.set(name, { left: left < 0 ? filled : left, updatedAt: now });
      if (buckets.size > BUCKETS_MAX) buckets.delete(buckets.keys().next().value ?? '');
      return left;
    },
    size: () => buckets.size,
  };
}

/**
 * The refusal of a client whose bucket is empty, who must wait until one token is available. It is made once: the stack of
 * an error costs more than the count.
 */
function tooMany({ quota, windowSeconds }: Policy): Refusal {
  return new Refusal({ code: 'too_many_requests', retryAfter: Math.ceil(windowSeconds / quota) });
}

/** The RateLimit headers of an answer (draft-ietf-httpapi-ratelimit-headers). */
function headersOf({ quota, windowSeconds }: Policy, left: number): Readonly<Record<string, string>> {
  return {
    'ratelimit-policy': `"guesses";q=${quota};w=${windowSeconds}`,
    ratelimit: `"guesses";r=${Math.max(0, Math.floor(left))};t=${Math.ceil(windowSeconds / quota)}`,
  };
}
