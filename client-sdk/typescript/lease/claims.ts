/**
 * Reads single claims of a token and checks their type and bounds. Each reader returns undefined for any other value.
 * The reader of the whole token turns undefined into `claims_malformed`, and knows what the claims mean.
 */
import { SECONDS_MAX, fromNumericDate, type Instant } from '../primitives/clock.ts';
import type { Claims } from './token.ts';

const TEXT_CHARACTERS_MAX = 256;

/** Reads a claim that is a text of 1 to 256 characters. */
export function textClaim(claims: Claims, name: string): string | undefined {
  return boundedText(ownClaim(claims, name));
}

/** Reads a claim that is a whole number from 0 to `max` (by default, the last second of the year 9999). */
export function numberClaim(claims: Claims, name: string, max = SECONDS_MAX): number | undefined {
  const value = ownClaim(claims, name);
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= max
    ? value
    : undefined;
}

/** Reads a claim that is an instant in the years 1970 to 9999. */
export function instantClaim(claims: Claims, name: string): Instant | undefined {
  return fromNumericDate(numberClaim(claims, name));
}

/**
 * Reads a claim that is an instant in the years 1970 to 9999 or null. Null stays null; for an absent claim the result
 * is undefined.
 */
export function instantOrNullClaim(claims: Claims, name: string): Instant | null | undefined {
  return ownClaim(claims, name) === null ? null : instantClaim(claims, name);
}

/** Reads a claim that is a list of at most `max` distinct texts. */
export function textsClaim(claims: Claims, name: string, max: number): string[] | undefined {
  const values = listClaim(claims, name, max);
  if (!values) return undefined;
  const texts = values.map(boundedText).filter((text) => text !== undefined);
  return texts.length === values.length && new Set(texts).size === texts.length ? texts : undefined;
}

/** Reads a claim that is a list of exactly `count` instants or nulls. */
export function instantsClaim(claims: Claims, name: string, count: number): (Instant | null)[] | undefined {
  const values = listClaim(claims, name, count);
  if (values?.length !== count) return undefined;
  const instants = values.map((value) => instantOrNullClaim({ value }, 'value'));
  return instants.every((instant) => instant !== undefined) ? instants : undefined;
}

/** Reads a claim that is a list of at most `max` values of any kind. */
export function listClaim(claims: Claims, name: string, max: number): unknown[] | undefined {
  const value = ownClaim(claims, name);
  return Array.isArray(value) && value.length <= max ? value : undefined;
}

function ownClaim(claims: Claims, name: string): unknown {
  return Object.hasOwn(claims, name) ? claims[name] : undefined;
}

function boundedText(value: unknown): string | undefined {
  return typeof value === 'string' && value.length > 0 && value.length <= TEXT_CHARACTERS_MAX
    ? value
    : undefined;
}
