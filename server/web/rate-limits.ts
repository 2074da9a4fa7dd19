/**
 * Limits on guessing, in this process's memory alone, under a key that dies with it: wrong keys, proofs and tokens by
 * network and for everyone together, and activations by license key. Who guesses nothing wrong meets no limit but the
 * last. A limit refuses a request; it never ends a lease. Memory is bounded: the buckets that were used least are let go.
 */

import { hash, randomBytes } from 'node:crypto';
import { Refusal, type RefusalCode } from '../domain/kernel/refusal.ts';
import { rowOfCode } from '../domain/kernel/refusal-table.ts';

interface Policy {
  /** Tokens of a full bucket. */
  readonly quota: number;
  /** Seconds in which an empty bucket fills. */
  readonly windowSeconds: number;
}

export interface Policies {
  /** Wrong guesses from one network. */
  readonly network: Policy;
  /** Wrong guesses from everywhere. */
  readonly everyone: Policy;
  /** Activations, right or wrong, with one license key. */
  readonly key: Policy;
}

export const POLICIES: Policies = {
  network: { quota: 100, windowSeconds: 600 },
  everyone: { quota: 10_000, windowSeconds: 600 },
  key: { quota: 1_000, windowSeconds: 600 },
};

/** Buckets that are kept of each kind; one is about 200 bytes. */
const BUCKETS_MAX = 50_000;
const PROCESS_KEY_BYTES = 32;

export interface Limits {
  /** Before anything is looked up. @throws Refusal `too_many_requests` where the network, or everyone, guessed too much */
  requireRoom(origin: string): void;
  /** Before an activation. @throws Refusal `too_many_requests` where this key was shown too often */
  countKey(licenseKey: string): void;
  /** After a refusal: counts it if it was a guess, and answers the headers that say what is left. */
  countRefusal(code: RefusalCode, origin: string): Readonly<Record<string, string>>;
  /** How many buckets are kept. */
  size(): number;
}

interface Bucket {
  /** Tokens that were left at `at`. */
  left: number;
  at: number;
}

/** @param seconds a clock that never runs backwards */
export function openLimits(seconds: () => number, policies: Policies = POLICIES): Limits {
  const named = privateNames();
  const networks = openBuckets(policies.network, seconds);
  const everyone = openBuckets(policies.everyone, seconds);
  const keys = openBuckets(policies.key, seconds);
  return {
    requireRoom(origin) {
      if (everyone.size() === 0) return;
      if (everyone.take('', 0) < 1) throw tooMany(policies.everyone);
      if (networks.take(named(origin), 0) < 1) throw tooMany(policies.network);
    },
    countKey(licenseKey) {
      if (keys.take(named(licenseKey), 1) < 0) throw tooMany(policies.key);
    },
    countRefusal(code, origin) {
      if (rowOfCode(code).isGuess === undefined) return {};
      everyone.take('', 1);
      return headersOf(policies.network, networks.take(named(origin), 1));
    },
    size: () => networks.size() + everyone.size() + keys.size(),
  };
}

/** Names for buckets that say nothing once the process has ended. */
export function privateNames(): (value: string) => string {
  const processKey = randomBytes(PROCESS_KEY_BYTES).toString('base64url');
  // one-shot, with the key before the value: nobody ever sees a digest, so nothing is gained by more
  return (value) => hash('sha256', processKey + value, 'base64url');
}

interface Buckets {
  /** Takes tokens and answers what is left; below zero nothing was taken. */
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
        old === undefined ? quota : Math.min(quota, old.left + ((now - old.at) * quota) / windowSeconds);
      const left = filled - tokens;
      // Put last again: the first of the map is the one that was used longest ago.
      buckets.delete(name);
      if (Math.min(left, filled) < quota) buckets.set(name, { left: left < 0 ? filled : left, at: now });
      if (buckets.size > BUCKETS_MAX) buckets.delete(buckets.keys().next().value ?? '');
      return left;
    },
    size: () => buckets.size,
  };
}

/** Asks to wait until one token is there again. */
function tooMany({ quota, windowSeconds }: Policy): Refusal {
  return new Refusal({ code: 'too_many_requests', retryAfter: Math.ceil(windowSeconds / quota) });
}

/** RateLimit headers as the IETF's httpapi group drafts them (draft-ietf-httpapi-ratelimit-headers). */
function headersOf({ quota, windowSeconds }: Policy, left: number): Readonly<Record<string, string>> {
  return {
    'ratelimit-policy': `"guesses";q=${quota};w=${windowSeconds}`,
    ratelimit: `"guesses";r=${Math.max(0, Math.floor(left))};t=${Math.ceil(windowSeconds / quota)}`,
  };
}
