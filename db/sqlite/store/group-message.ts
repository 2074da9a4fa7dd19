/**
 * The end of a group as a message between threads. JSON is cheaper than a clone of objects, but it reads each character of
 * a long text twice. Long texts, such as tokens, travel beside the JSON, where they are copied as bytes, and equal ones
 * travel once: all leases of a group come with one key set.
 */

import type { Outcome } from '../../store/outcome.ts';
import type { GroupEnd } from './group-commit.ts';

/** The JSON of a group's end without its long texts, then these texts. */
export type EndMessage = readonly [json: string, ...texts: string[]];

/** An outcome whose long texts are replaced by their places among the texts of the message. */
interface Shortened {
  readonly outcome: Outcome;
  readonly places: readonly [member: string, place: number][];
}

const LONG_CHARACTERS_MIN = 200;

export function writeEnd({ outcomes, ...rest }: GroupEnd): EndMessage {
  const places = new Map<string, number>();
  const placeOf = (text: string): number => {
    const known = places.get(text);
    if (known !== undefined) return known;
    places.set(text, places.size);
    return places.size - 1;
  };
  const shortened = outcomes.map((outcome) => shorten(outcome, placeOf));
  return [JSON.stringify({ ...rest, shortened }), ...places.keys()];
}

export function readEnd([json, ...texts]: EndMessage): GroupEnd {
  const { shortened, ...rest } = JSON.parse(json) as Omit<GroupEnd, 'outcomes'> & { shortened: Shortened[] };
  return { ...rest, outcomes: shortened.map((outcome) => complete(outcome, texts)) };
}

function shorten(outcome: Outcome, placeOf: (text: string) => number): Shortened {
  const answer: unknown = 'answer' in outcome ? outcome.answer : undefined;
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) return { outcome, places: [] };
  const short: Record<string, unknown> = {};
  const places: [string, number][] = [];
  for (const [member, value] of Object.entries(answer)) {
    if (typeof value === 'string' && value.length >= LONG_CHARACTERS_MIN)
      places.push([member, placeOf(value)]);
    else short[member] = value;
  }
  return { outcome: { answer: short }, places };
}

function complete({ outcome, places }: Shortened, texts: readonly string[]): Outcome {
  if (places.length > 0 && 'answer' in outcome)
    Object.assign(
      outcome.answer as object,
      Object.fromEntries(places.map(([member, place]) => [member, texts[place]])),
    );
  return outcome;
}
