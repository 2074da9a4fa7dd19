/**
 * Strict JSON: what JSON.parse takes, less what two readers could understand differently or what is made to harm.
 * Refused, each with a pointer: duplicate members, names that reach for prototypes, depth beyond 20, numbers that are
 * not finite or not exact, NUL and lone surrogates in text, and anything but an object. What the members mean is left
 * to the schemas.
 */

import { refuse, type FieldFault } from '../domain/kernel/refusal.ts';
import { pointerOf } from './json-pointer.ts';

/** Objects and arrays inside each other. */
const DEPTH_MAX = 20;
const NAMES_REFUSED = new Set(['__proto__', 'constructor', 'prototype']);
/** A string, a bracket or comma, or a number or literal. White space and colons lie between. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],]|[^\s{}[\],:"]+/g;
const NUL_OR_LONE_SURROGATE = /[\0\p{Surrogate}]/u;

/**
 * Reads the text of a body.
 * @throws Refusal `request_malformed`, with the first fault that was found
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

/** An object or array that is being read, and the member or place at which the reading is. */
interface Level {
  /** Names so far; undefined in an array. */
  readonly names: Set<string> | undefined;
  at: string | number;
}

/** The first fault in a text that is JSON. */
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
      else levels.push(isName ? { names: new Set(), at: '' } : { names: undefined, at: 0 });
    } else if (token === '}' || token === ']') {
      isName = false;
      levels.pop();
    } else if (token === ',') {
      isName = nextMember(levels.at(-1));
    } else {
      message = isName ? nameFault(readText(token), levels.at(-1)) : valueFault(token);
      isName = false;
    }
    if (message !== undefined) return { pointer: pointerOf(levels.map(({ at }) => at)), message };
  }
  return undefined;
}

/** Moves behind a comma; answers whether a name follows. */
function nextMember(level: Level | undefined): boolean {
  if (typeof level?.at === 'number') level.at += 1;
  return level?.names !== undefined;
}

function nameFault(name: string, level: Level | undefined): string | undefined {
  const names = level?.names;
  if (level === undefined || names === undefined) return undefined;
  level.at = name;
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

/** The text of a string token. A raw lone surrogate or NUL cannot stand in it: it came as UTF-8 and is JSON. */
function readText(token: string): string {
  return token.includes('\\') ? String(JSON.parse(token)) : token.slice(1, -1);
}

function malformed(fault: FieldFault): never {
  return refuse('request_malformed', { fields: [fault] });
}
