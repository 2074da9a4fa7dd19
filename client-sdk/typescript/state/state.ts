/**
 * The state that the SDK stores between two starts, and its text format. The state contains neither the license key nor
 * a MAC address. If a newer version of the SDK wrote the state, its known members are read and its unknown members are
 * kept. A member that this version cannot read counts as absent, and is written back unchanged until this version sets
 * its own value. Stored tokens are verified again when they are read.
 */
import { addSeconds, dayName, DAY_SECONDS, fromNumericDate, type Instant } from '../primitives/clock.ts';
import type { HeldActivation, Identity } from '../contract/wire.ts';

/** The activation of this machine, with the secrets that prove it to the server. */
export interface Holding {
  activation: string;
  license: string;
  epoch: number;
  sequence: number;
  /** The secret that proves the activation: 32 bytes, base64url. */
  secret: string;
  /** The key of the device tags: 32 bytes, base64url, derived from the license key; see `device-tags.ts`. */
  tagKey: string;
  /** Set if this is a trial, which is not an activation of a license. */
  trial?: true;
}

/** A stored token, with the key set that verified it when it arrived. */
interface SignedCopy {
  token: string;
  keySet: string;
}

/** The stored lease, with what checks have seen since it arrived. A renewal replaces all of it. */
interface LeaseCopy extends SignedCopy {
  /** Whether the adapters that a check reads showed no hardware when the lease arrived. */
  givenUnseen?: boolean;
  /** Absent: since the lease arrived, checks have seen this machine, or no hardware at all. */
  otherMachine?: CountedDays;
}

/** A number of distinct days on which a check has seen something. */
export interface CountedDays {
  days: number;
  /** The first second of the last day that was counted. */
  lastDay: Instant;
}

/** An activation request without an answer yet: the whole request except the license key. */
export interface PendingActivation {
  nonce: string;
  tags: string[];
  /** The kind of values from which the tags are computed; absent in a request of an older SDK. */
  identity?: Identity;
  username: string | null;
  held: HeldActivation | null;
  /** An HMAC under the tag key, by which the same license key is recognised when it is typed again. */
  keyMark: string;
  /** Only if the request is in a file: the private key of its answer (32 bytes, base64url), and the tag key. */
  offline?: { answerKey: string; tagKey: string };
}

/** A renewal or release request without an answer yet. */
export interface PendingProof {
  activation: string;
  epoch: number;
  sequence: number;
  nonce: string;
  tags: string[];
  /** The kind of values from which the tags are computed; absent in a request of an older SDK. */
  identity?: Identity;
  /** Only if a renewal borrows the seat: for how many days. */
  borrowDays?: number | undefined;
  /** Only if the request is in a file: the private key of its answer (32 bytes, base64url). */
  answerKey?: string;
}

/** The claim of the process that asks the server now. */
export interface Asking {
  id: string;
  /** The time by which the call of that process has ended in any case. */
  until: Instant;
}

/** A copy of one request body, which the person at the machine can read. */
export interface SentCopy {
  /** The UTC day on which the request was sent, `YYYY-MM-DD`. */
  day: string;
  path: string;
  /** The body as it was sent, but with the text "(the license key you typed)" instead of the license key. */
  body: string;
}

/** The members that this version cannot read, as they were stored. */
const UNREAD = Symbol('unread members');

export interface SavedState {
  [UNREAD]?: Members;
  version: number;
  /** The random id of this installation: 16 bytes, base64url, created once per installation. */
  installId: string | null;
  /** The latest day that this machine has seen, as its first second since 1970; null if no day was seen. */
  latestDay: Instant | null;
  /** The newest key set that the client has accepted, as a token. */
  keySet: string | null;
  holding: Holding | null;
  lease: LeaseCopy | null;
  statement: SignedCopy | null;
  activating: PendingActivation | null;
  renewing: PendingProof | null;
  releasing: PendingProof | null;
  /** Null: no process asks the server. */
  asking: Asking | null;
  sent: SentCopy[];
  /** The days on which the clock was behind the latest day, in any form; absent: it is not. Read by `days-seen.ts`. */
  daysBehind?: unknown;
  /** The token of the vendor's farewell, in any form; absent: the app has none. Read by `farewell.ts`. */
  farewell?: unknown;
  /** The notices of the latest lease, in any form; absent: none. Read by `notices.ts`. */
  notices?: unknown;
  /** What was last reported to the app, in any form; absent: it has never asked for events. Read by `announced.ts`. */
  announced?: unknown;
}

/** The number of days for which a copy of a request is kept; a request that follows deletes it. */
const SENT_DAYS = 90;
/** The maximum number of copies, so that an app that asks all the time does not fill the disk. */
const SENT_COPIES_MAX = 500;
const STATE_VERSION = 1;
/** Creates the state of a machine that has never been activated. */
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
  asking: null,
  sent: [],
});

/** Reads a state that any version of the SDK wrote. Members in an unknown format count as absent. */
export function parseState(text: string | undefined): SavedState {
  const members = parseObject(text ?? '');
  if (!members) return emptyState();
  const version = isNumber(members['version']) ? members['version'] : STATE_VERSION;
  const read: SavedState = {
    ...members,
    version,
    installId: valueOrNull(members['installId'], isText),
    latestDay: fromNumericDate(valueOrNull(members['latestDay'], isNumber)),
    keySet: valueOrNull(members['keySet'], isText),
    holding: valueOrNull(members['holding'], isHolding),
    lease: leaseCopyOrNull(members['lease']),
    statement: valueOrNull(members['statement'], isSignedCopy),
    activating: valueOrNull(members['activating'], isPendingActivation),
    renewing: valueOrNull(members['renewing'], isPendingProof),
    releasing: valueOrNull(members['releasing'], isPendingProof),
    asking: valueOrNull(members['asking'], isAsking),
    sent: Array.isArray(members['sent']) ? members['sent'].filter(isSentCopy) : [],
  };
  return {
    ...read,
    [UNREAD]: Object.fromEntries(Object.entries(members).filter(([name]) => isEmpty(read, name))),
  };
}

/** The version of a newer SDK that wrote the state; 0: none did. */
export const newerVersionOf = ({ version }: SavedState): number => (version > STATE_VERSION ? version : 0);

/** Writes a state. The members that were not read are written back where the state has no value of its own. */
export function formatState(state: SavedState): string {
  const unread = Object.entries(state[UNREAD] ?? {}).filter(([name]) => isEmpty(state, name));
  return JSON.stringify({ ...state, ...Object.fromEntries(unread) });
}

/** Whether a state has no value for a member: null, or no copy of a request. */
function isEmpty(state: SavedState, name: string): boolean {
  const value = (state as unknown as Members)[name];
  return value === null || (Array.isArray(value) && value.length === 0);
}

/** Adds a copy of a request that is about to be sent now, and drops the copies that are too old or too many. */
export function withSentCopy(state: SavedState, request: Omit<SentCopy, 'day'>, now: Instant): SavedState {
  const first = dayName(addSeconds(now, -SENT_DAYS * DAY_SECONDS));
  const kept = state.sent.filter(({ day }) => day >= first);
  return { ...state, sent: [...kept, { day: dayName(now), ...request }].slice(-SENT_COPIES_MAX) };
}

type Members = Record<string, unknown>;

/** Parses a text as a JSON object and returns its members; undefined if the text is not a JSON object. */
export function parseObject(text: string): Members | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isMembers(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function valueOrNull<T>(value: unknown, is: (value: unknown) => value is T): T | null {
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

/** Reads the stored lease. Counted days in an unknown format count as none, and never cost the lease. */
function leaseCopyOrNull(value: unknown): LeaseCopy | null {
  if (!isSignedCopy(value)) return null;
  const { otherMachine, ...lease }: LeaseCopy = value;
  return isCountedDays(otherMachine) ? value : lease;
}

export const isCountedDays = (value: unknown): value is CountedDays =>
  isMembers(value) && haveNumbers(value, 'days', 'lastDay');

function isPendingActivation(value: unknown): value is PendingActivation {
  if (!isMembers(value) || !haveText(value, 'nonce', 'keyMark') || !isTexts(value['tags'])) return false;
  const { username, held, offline } = value;
  if (offline !== undefined && !(isMembers(offline) && haveText(offline, 'answerKey', 'tagKey')))
    return false;
  return (username === null || isText(username)) && (held === null || isHeldActivation(held));
}

function isHeldActivation(value: unknown): value is HeldActivation {
  return (
    isMembers(value) && haveText(value, 'activation', 'proof') && haveNumbers(value, 'epoch', 'sequence')
  );
}

function isPendingProof(value: unknown): value is PendingProof {
  return (
    isMembers(value) &&
    haveText(value, 'activation', 'nonce') &&
    (value['answerKey'] === undefined || isText(value['answerKey'])) &&
    (value['borrowDays'] === undefined || isNumber(value['borrowDays'])) &&
    haveNumbers(value, 'epoch', 'sequence') &&
    isTexts(value['tags'])
  );
}

function isAsking(value: unknown): value is Asking {
  return isMembers(value) && haveText(value, 'id') && haveNumbers(value, 'until');
}

function isSentCopy(value: unknown): value is SentCopy {
  return isMembers(value) && haveText(value, 'day', 'path', 'body');
}
