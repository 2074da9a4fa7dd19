/**
 * What was reported of the license last, so that each change is reported once, across restarts and among all processes
 * that share a store. `lease/events.ts` compares it with what is so now.
 */
import type { Instant } from '../primitives/clock.ts';
import type { SavedState } from './state.ts';

/** What is so of the license on this machine. `none`: no license, or one that could not be read. */
export type Standing = 'active' | 'suspended' | 'revoked' | 'released' | 'none';

export interface Announced {
  standing: Standing;
  /** The license and activation that the other members are about; null: none, or one that the app itself has changed. */
  license: string | null;
  activation: string | null;
  /** The end of the license; null: perpetual. */
  licenseEnd: Instant | null;
  /** The end of the license that the app was warned of; null: none. */
  warnedOf: Instant | null;
  /** The newer version of the state that was reported; 0: none. */
  newerVersion: number;
  /** The notices that were reported, separated by spaces; empty: none. */
  notices: string;
}

/** What was reported to an app that has never asked. */
export const NOTHING_REPORTED: Announced = {
  standing: 'active',
  license: null,
  activation: null,
  licenseEnd: null,
  warnedOf: null,
  newerVersion: 0,
  notices: '',
};

/**
 * The state after the app itself has activated or released, so that this is not reported. Returns the same object if
 * the app has never asked for events.
 */
export function withOwnChange(state: SavedState, standing: 'active' | 'released'): SavedState {
  const reported = announcedOrNull(state.announced);
  if (!reported) return state;
  const { warnedOf, newerVersion, notices } = reported;
  return { ...state, announced: { ...NOTHING_REPORTED, standing, warnedOf, newerVersion, notices } };
}

const STANDINGS: readonly unknown[] = ['active', 'suspended', 'revoked', 'released', 'none'];
const isNumber = (value: unknown): boolean => Number.isSafeInteger(value);
const isTextOrNull = (value: unknown): boolean => value === null || typeof value === 'string';
const isNumberOrNull = (value: unknown): boolean => value === null || isNumber(value);

/** Reads what was reported; null for any other value. */
export function announcedOrNull(value: unknown): Announced | null {
  if (typeof value !== 'object' || value === null) return null;
  const members = value as Record<string, unknown>;
  const { standing, license, activation, licenseEnd, warnedOf, newerVersion, notices } = members;
  const isWhole =
    STANDINGS.includes(standing) &&
    isTextOrNull(license) &&
    isTextOrNull(activation) &&
    isNumberOrNull(licenseEnd) &&
    isNumberOrNull(warnedOf) &&
    isNumber(newerVersion) &&
    (notices === undefined || typeof notices === 'string');
  if (!isWhole) return null;
  // an older SDK reports no notices
  return notices === undefined ? { ...(value as Announced), notices: '' } : (value as Announced);
}
