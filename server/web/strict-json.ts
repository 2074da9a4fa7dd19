/**
 * Strict JSON: JSON.parse without input that parsers read differently or that attackers use. Each of the following is
 * refused with a pointer: duplicate members, names that reach prototypes, more than 20 levels, numbers that are not
 * finite or not exact, NUL and lone surrogates in text, and a top level that is not an object. The schemas check the
 * members.
 */

import { refuse, type FieldFault } from '../domain/kernel/refusal.ts';
import { pointerOf } from './json-pointer.ts';

/** The maximum number of levels of nested objects and arrays in a JSON text. */
const DEPTH_MAX = 20;
const NAMES_REFUSED = new Set(['__proto__', 'constructor', 'prototype']);
/** Matches a JSON token: a string, a bracket, a comma, a number or a literal. White space and colons are skipped. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],]|[^\s{}[\],:"]+/g;
const NUL_OR_LONE_SURROGATE = /[\0\p{Surrogate}]/u;

/**
 * Parses the text of a request body as strict JSON.
 * @throws Refusal `request_malformed` with the first fault
 */
export function readStrictJson(text: string): object {
  const value = parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return malformed({ pointer: '', message: 'must be a JSON object' });
  }
  const fault = firstFault(text);
  return fault === undefined ? value : malformed(fault);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return malformed({ pointer: '', message: text === '' ? 'is missing' : 'is not JSON' });
  }
}

/** An open object or array of a JSON text, with the member name or index that is being read. */
interface Level {
  /** The member names of an open object that were read so far; undefined for an array. */
  readonly names: Set<string> | undefined;
  position: string | number;
}

/** The first fault in a JSON text that JSON.parse accepts. */
function firstFault(text: string): FieldFault | undefined {
  const levels: Level[] = [];
  let isName = false;
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(text); match !== null; match = TOKEN.exec(text)) {
    const token = match[0];
    let message: string | undefined;
    if (token === '{' || token === '[') {
      isName = token === '{';
      if (levels.length === DEPTH_MAX) message = `is deeper than ${DEPTH_MAX} levels`;
      else levels.push(isName ? { names: new Set(), position: '' } : { names: undefined, position: 0 });
    } else if (token === '}' || token === ']') {
      isName = false;
      levels.pop();
    } else if (token === ',') {
      isName = nextMember(levels.at(-1));
    } else {
      message = isName ? nameFault(readText(token), levels.at(-1)) : valueFault(token);
      isName = false;
    }
    if (message !== undefined) return { pointer: pointerOf(levels.map(({ position }) => position)), message };
  }
  return undefined;
}

/** Moves to the next member of an object or array after a comma. Returns whether a member name follows. */
function nextMember(level: Level | undefined): boolean {
  if (typeof level?.position === 'number') level.position += 1;
  return level?.names !== undefined;
}

function nameFault(name: string, level: Level | undefined): string | undefined {
  const names = level?.names;
  if (level === undefined || names === undefined) return undefined;
  level.position = name;
  if (NUL_OR_LONE_SURROGATE.test(name)) return 'is a name that contains NUL or half a surrogate pair';
  if (NAMES_REFUSED.has(name)) return 'is a forbidden name';
  if (names.has(name)) return 'is a duplicate key';
  names.add(name);
  return undefined;
}

function valueFault(token: string): string | undefined {
  if (token.startsWith('"')) {
    const isPlain = !token.includes('\\');
    return isPlain || !NUL_OR_LONE_SURROGATE.test(readText(token))
      ? undefined
      : 'contains NUL or half a surrogate pair';
  }
  if (token === 'true' || token === 'false' || token === 'null') return undefined;
  const value = Number(token);
  const isExact = Number.isFinite(value) && (Number.isSafeInteger(value) || !Number.isInteger(value));
  return isExact ? undefined : 'is a number that cannot be represented exactly';
}

/**
 * Reads the text of a string token. Text that is valid UTF-8 and JSON cannot contain an unescaped lone surrogate or
 * NUL.
 */
function readText(token: string): string {
  return token.includes('\\') ? String(JSON.parse(token)) : token.slice(1, -1);
}

function malformed(fault: FieldFault): never {
  return refuse('request_malformed', { fields: [fault] });
}
