/**
 * Checks the shape of an options object against a table with one rule for each option, so that a mistake in the app is
 * reported at once, with the option's name and what to write instead. What a value means is checked where it is read.
 */
import { BadOptions } from './errors.ts';

/** A test for the values of an option, and a description of them that ends a sentence. */
export interface OptionRule {
  readonly accepts: (value: unknown) => boolean;
  readonly must: string;
  readonly isRequired?: true;
}

/** A rule for each option: an option without a rule does not compile. */
export type OptionRules<Options> = { readonly [Name in keyof Required<Options>]: OptionRule };

export const isText = (value: unknown): value is string => typeof value === 'string';
export const isFunction = (value: unknown): boolean => typeof value === 'function';
export const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const isListOfTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);

/** The rules of a call that can be cancelled. */
export const CALL_RULES: OptionRules<{ signal?: AbortSignal | undefined }> = {
  signal: { accepts: (value) => value instanceof AbortSignal, must: 'an AbortSignal' },
};

/**
 * Checks an options object. An option that is undefined counts as absent.
 *
 * @param place - the call that takes the object, such as `new Quietkey(…)`
 * @param path - the prefix of the options' names, such as `telemetry.`
 * @throws BadOptions
 */
export function checkOptions<Options>(
  given: unknown,
  rules: OptionRules<Options>,
  place: string,
  path = '',
): void {
  const names = Object.keys(rules) as (keyof Options & string)[];
  if (!isObject(given)) {
    const wanted = names.filter((name) => rules[name].isRequired);
    const needed = wanted.length > 0 ? ` that has ${wanted.join(', ')}` : '';
    throw new BadOptions(`${place} takes an object of options${needed}; it got ${kindOf(given)}.`);
  }
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(rules, name)) continue;
    throw new BadOptions(
      `${path}${name} is not an option of ${place}.`,
      `Its options are ${names.join(', ')}.`,
    );
  }
  const values = given as Readonly<Record<string, unknown>>;
  for (const name of names) {
    const { accepts, must, isRequired } = rules[name];
    const value = values[name];
    if (value === undefined ? !isRequired : accepts(value)) continue;
    throw new BadOptions(`${path}${name} must be ${must}; it is ${kindOf(value)}.`);
  }
}

/** Checks what a function of the app has returned. @throws BadOptions */
export function checkReturned(name: string, value: unknown, { accepts, must }: OptionRule): void {
  if (accepts(value)) return;
  if (value instanceof Promise) value.catch(() => undefined); // a rejection of the promise would hide the error
  const kind = value === undefined ? 'nothing' : kindOf(value);
  throw new BadOptions(`${name} must return ${must}; it returned ${kind}.`);
}

/** What a value is, without the value itself: it may be a secret. */
function kindOf(value: unknown): string {
  if (value === undefined) return 'absent';
  if (value === null) return 'null';
  if (value === '') return 'an empty text';
  if (Array.isArray(value)) return 'a list';
  if (value instanceof Promise) return 'a promise';
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  return isText(value) ? 'another text' : `${typeof value === 'object' ? 'an' : 'a'} ${typeof value}`;
}
