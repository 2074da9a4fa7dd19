/**
 * What the SDK remembers between two starts, and how it reads as text. The license key is not in it, and neither is a
 * MAC address. A state of a newer version is read as far as it is known, and its unknown members are kept; anything
 * unreadable counts as absent. Nothing here is believed for being here: tokens are verified again when they are read.
 */
import { DAY_SECONDS, startOfDay, fromNumericDate, type Instant } from '../primitives/clock.ts';
import type { HeldActivation } from '../contract/wire.ts';

/** The activation that this machine holds, with what proves it. */
export interface Holding {
  activation: string;
  license: string;
  epoch: number;
  sequence: number;
  /** 32 bytes, base64url. */
  secret: string;
  /** 32 bytes, base64url, derived from the license key; see `device-tags.ts`. */
  tagKey: string;
}

/** A token with the key set that it was verified against when it came. */
interface SignedCopy {
  token: string;
  keySet: string;
}

/** An activation that was sent and not answered yet: all of the request but the license key. */
export interface PendingActivation {
  nonce: string;
  tags: string[];
  username: string | null;
  held: HeldActivation | null;
  /** HMAC by the tag key: tells whether the same key is typed again. */
  keyMark: string;
}

/** A renewal or release that was sent and not answered yet. */
export interface PendingProof {
  activation: string;
  epoch: number;
  sequence: number;
  nonce: string;
  tags: string[];
}

/** A copy of one request body (promise 8). */
export interface SentCopy {
  /** `YYYY-MM-DD`, UTC. */
  day: string;
  path: string;
  /** The body as sent; in the place of the license key the words "(the license key you typed)". */
  body: string;
}

export interface SavedState {
  version: number;
  /** 16 random bytes, base64url, made once per installation. */
  installId: string | null;
  /** The latest day seen, as its first second since 1970; null: none yet. */
  latestDay: Instant | null;
  /** The newest key set that was accepted. */
  keySet: string | null;
  holding: Holding | null;
  lease: SignedCopy | null;
  statement: SignedCopy | null;
  activating: PendingActivation | null;
  renewing: PendingProof | null;
  releasing: PendingProof | null;
  sent: SentCopy[];
}

const SENT_COPIES_MAX = 50;
const STATE_VERSION = 1;
/** A jump of the machine's clock beyond the longest lease is taken for a fault and not remembered. */
const CLOCK_LEAP_SECONDS_MAX = 400 * DAY_SECONDS;

/** The state of a machine that has never been activated. */
const emptyState = (): SavedState => ({
  version: STATE_VERSION,
  installId: null,
  latestDay: null,
  keySet: null,
  holding: null,
  lease: null,
  statement: null,
  activating: null,
  renewing: null,
  releasing: null,
  sent: [],
});

/** Reads a state of any version. Members in an unknown form count as absent. */
export function parseState(text: string | undefined): SavedState {
  const members = parseObject(text ?? '');
  if (!members) return emptyState();
  const version = isNumber(members['version']) ? members['version'] : STATE_VERSION;
  return {
    ...members,
    version,
    installId: asIs(members['installId'], isText),
    latestDay: fromNumericDate(asIs(members['latestDay'], isNumber)),
    keySet: asIs(members['keySet'], isText),
    holding: asIs(members['holding'], isHolding),
    lease: asIs(members['lease'], isSignedCopy),
    statement: asIs(members['statement'], isSignedCopy),
    activating: asIs(members['activating'], isPendingActivation),
    renewing: asIs(members['renewing'], isPendingProof),
    releasing: asIs(members['releasing'], isPendingProof),
    sent: Array.isArray(members['sent']) ? members['sent'].filter(isSentCopy) : [],
  };
}

export const formatState = (state: SavedState): string => JSON.stringify(state);

/** Adds a copy of what is about to be sent; the oldest of more than 50 go. */
export function withSentCopy(state: SavedState, copy: SentCopy): SavedState {
  return { ...state, sent: [...state.sent, copy].slice(-SENT_COPIES_MAX) };
}

/** Remembers the machine's day where it is a later one and no impossible leap. The same object where nothing changes. */
export function withDaySeen(state: SavedState, now: Instant): SavedState {
  const day = startOfDay(now);
  const { latestDay } = state;
  if (latestDay === null || day <= latestDay || day - latestDay > CLOCK_LEAP_SECONDS_MAX) return state;
  return { ...state, latestDay: day };
}

type Members = Record<string, unknown>;

/** The members of a JSON object; undefined where the text is none. */
export function parseObject(text: string): Members | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isMembers(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function asIs<T>(value: unknown, is: (value: unknown) => value is T): T | null {
  return is(value) ? value : null;
}

const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string';
const isNumber = (value: unknown): value is number => Number.isSafeInteger(value);
const isTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every(isText);
const haveText = (value: Members, ...names: string[]): boolean => names.every((name) => isText(value[name]));
const haveNumbers = (value: Members, ...names: string[]): boolean =>
  names.every((name) => isNumber(value[name]));

function isHolding(value: unknown): value is Holding {
  return (
    isMembers(value) &&
    haveText(value, 'activation', 'license', 'secret', 'tagKey') &&
    haveNumbers(value, 'epoch', 'sequence')
  );
}

function isSignedCopy(value: unknown): value is SignedCopy {
  return isMembers(value) && haveText(value, 'token', 'keySet');
}

function isPendingActivation(value: unknown): value is PendingActivation {
  if (!isMembers(value) || !haveText(value, 'nonce', 'keyMark') || !isTexts(value['tags'])) return false;
  const { username, held } = value;
  return (username === null || isText(username)) && (held === null || isHeld(held));
}

function isHeld(value: unknown): value is HeldActivation {
  return (
    isMembers(value) && haveText(value, 'activation', 'proof') && haveNumbers(value, 'epoch', 'sequence')
  );
}

function isPendingProof(value: unknown): value is PendingProof {
  return (
    isMembers(value) &&
    haveText(value, 'activation', 'nonce') &&
    haveNumbers(value, 'epoch', 'sequence') &&
    isTexts(value['tags'])
  );
}

function isSentCopy(value: unknown): value is SentCopy {
  return isMembers(value) && haveText(value, 'day', 'path', 'body');
}
