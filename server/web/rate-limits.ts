/**
 * Rate limits on guessing. Wrong keys, proofs and tokens are limited by network and for all networks together;
 * activations are limited by license key. A client without wrong guesses meets only the limit by license key. A limit
 * refuses requests and never ends a lease. The state of the limits is in memory only, under a key of this process, and
 * its size is bounded: the least recently used buckets are dropped.
 */

import { hash, randomBytes } from 'node:crypto';
import { Refusal, type RefusalCode } from '../domain/kernel/refusal.ts';
import { rowOfCode } from '../domain/kernel/refusal-table.ts';

export interface Policy {
  /** The number of tokens in a full bucket. */
  readonly quota: number;
  /** The number of seconds in which an empty bucket becomes full. */
  readonly windowSeconds: number;
}

export interface Policies {
  /** The limit on wrong guesses from one network. */
  readonly network: Policy;
  /** The limit on wrong guesses from all networks together. */
  readonly everyone: Policy;
  /** The limit on activations, right or wrong, with one license key. */
  readonly key: Policy;
}

export const POLICIES: Policies = {
  network: { quota: 100, windowSeconds: 600 },
  everyone: { quota: 10_000, windowSeconds: 600 },
  key: { quota: 1_000, windowSeconds: 600 },
};

/** The maximum number of buckets of each kind. One bucket takes about 200 bytes. */
const BUCKETS_MAX = 50_000;
const PROCESS_KEY_BYTES = 32;

export interface Limits {
  /**
   * Checks whether more guesses are allowed; to be called before anything else.
   * @param origin the network; null for a client that cannot be distinguished from others, which no other client's guesses block
   * @throws Refusal `too_many_requests` if the network, or all networks together, guessed wrong too often
   */
  requireRoom(origin: string | null): void;
  /**
   * Counts the use of a license key; to be called before an activation.
   * @throws Refusal `too_many_requests` if this key was used too often
   */
  countKey(licenseKey: string): void;
  /** Counts a wrong guess, and returns the RateLimit headers; to be called after a refusal. */
  countRefusal(code: RefusalCode, origin: string | null): Readonly<Record<string, string>>;
  /** The number of buckets in memory. */
  size(): number;
}

interface Bucket {
  /** The tokens in the bucket at the time of its last update. */
  left: number;
  updatedAt: number;
}

/**
 * Opens the rate limits.
 * @param seconds a clock that never runs backwards
 */
export function openLimits(seconds: () => number, policies: Policies = POLICIES): Limits {
  const nameOf = privateNames();
  const networks = openBuckets(policies.network, seconds);
  const everyone = openBuckets(policies.everyone, seconds);
  const keys = openBuckets(policies.key, seconds);
  return {
    requireRoom(origin) {
      if (everyone.size() === 0) return;
      if (everyone.take('', 0) < 1) throw tooMany(policies.everyone);
      if (origin !== null && networks.take(nameOf(origin), 0) < 1) throw tooMany(policies.network);
    },
    countKey(licenseKey) {
      if (keys.take(nameOf(licenseKey), 1) < 0) throw tooMany(policies.key);
    },
    countRefusal(code, origin) {
      if (rowOfCode(code).isGuess === undefined) return {};
      everyone.take('', 1);
      return origin === null ? {} : headersOf(policies.network, networks.take(nameOf(origin), 1));
    },
    size: () => networks.size() + everyone.size() + keys.size(),
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

/** The refusal of a client whose bucket is empty. The client must wait until one token is available. */
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
