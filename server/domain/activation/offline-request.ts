/**
 * Reads a request file and checks every member, because no schema of the API has checked the file. The rules are those
 * of the online requests; a test compares the two.
 */

import {
  OFFLINE_TEXT_FAULTS,
  parseOfflineRequest,
  readOfflineText,
  type OfflineRequest,
} from '../../../client-sdk/typescript/contract/offline.ts';
import { BORROW_DAYS_MAX, TAGS_MAX } from '../../../client-sdk/typescript/contract/wire.ts';
import { FREE_TEXTS } from '../kernel/free-text.ts';
import { refuse } from '../kernel/refusal.ts';

type Rule = (value: unknown) => boolean;
type Shape = Readonly<Record<string, { readonly rule: Rule; readonly mayBeAbsent?: true }>>;

const KEY_TEXT_CHARACTERS_MAX = 4096;
const USERNAME_CHARACTERS_MAX = 64;

const matches =
  (pattern: RegExp): Rule =>
  (value) =>
    typeof value === 'string' && pattern.test(value);
const atMost =
  (most: number): Rule =>
  (value) =>
    typeof value === 'string' && value.length <= most;
const isId = matches(/^[\w-]{22}$/);
const isDigest = matches(/^[\w-]{43}$/);
const isCount: Rule = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
const isTags: Rule = (value) =>
  Array.isArray(value) &&
  value.length <= TAGS_MAX &&
  value.every(isId) &&
  new Set(value).size === value.length;
const isBorrowDays: Rule = (value) =>
  isCount(value) && Number(value) >= 1 && Number(value) <= BORROW_DAYS_MAX;
const isIdentity: Rule = (value) => ['adapters', 'install', 'none'].includes(value as string);

const SHOWN: Shape = {
  tags: { rule: isTags },
  identity: { rule: isIdentity, mayBeAbsent: true },
  nonce: { rule: isId },
};
const HELD: Shape = {
  activation: { rule: isId },
  epoch: { rule: isCount },
  sequence: { rule: isCount },
  proof: { rule: isDigest },
};
const ACTIVATE: Shape = {
  product: { rule: atMost(FREE_TEXTS.productId.charactersMax) },
  licenseKey: { rule: atMost(KEY_TEXT_CHARACTERS_MAX) },
  username: { rule: atMost(USERNAME_CHARACTERS_MAX), mayBeAbsent: true },
  held: { rule: (value) => hasShape(HELD, value), mayBeAbsent: true },
  ...SHOWN,
};
const PROVEN: Shape = {
  epoch: { rule: isCount },
  sequence: { rule: isCount },
  proof: { rule: isDigest },
  ...SHOWN,
};
const RENEW: Shape = { ...PROVEN, borrowDays: { rule: isBorrowDays, mayBeAbsent: true } };
const isBody =
  (shape: Shape): Rule =>
  (value) =>
    hasShape(shape, value) && tagsFit(value);
const REQUESTS: Readonly<Record<OfflineRequest['call'], Shape>> = {
  activate: { call: { rule: atMost(8) }, key: { rule: isDigest }, body: { rule: isBody(ACTIVATE) } },
  renew: proven(RENEW),
  release: proven(PROVEN),
};

function proven(body: Shape): Shape {
  return {
    call: { rule: atMost(8) },
    key: { rule: isDigest },
    activation: { rule: isId },
    body: { rule: isBody(body) },
  };
}

/** Reads the text of a request file. @throws Refusal `request_malformed` that says what is wrong */
export function readOfflineRequest(text: string): OfflineRequest {
  const read = readOfflineText('request', text);
  if (!read.ok) return refuseText(OFFLINE_TEXT_FAULTS[read.fault]);
  const request = parseOfflineRequest(read.content);
  if (!isOfflineRequest(request)) return refuseText('does not hold what a machine asks for');
  return request;
}

/** Refuses the text of a request file. @param message what is wrong with it, without its content */
export function refuseText(message: string): never {
  return refuse('request_malformed', { fields: [{ pointer: '/request', message }] });
}

function isOfflineRequest(value: unknown): value is OfflineRequest {
  const call = isMembers(value) ? value['call'] : undefined;
  if (call !== 'activate' && call !== 'renew' && call !== 'release') return false;
  return hasShape(REQUESTS[call], value);
}

function hasShape(shape: Shape, value: unknown): value is Record<string, unknown> {
  if (!isMembers(value) || !Object.keys(value).every((name) => Object.hasOwn(shape, name))) return false;
  return Object.entries(shape).every(([name, { rule, mayBeAbsent }]) =>
    Object.hasOwn(value, name) ? rule(value[name]) : mayBeAbsent === true,
  );
}

function tagsFit({ tags, identity }: Record<string, unknown>): boolean {
  return ((tags as unknown[]).length === 0) === (identity === 'none');
}

function isMembers(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
