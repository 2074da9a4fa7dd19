/**
 * Reads a request body by its schema, and reports faults in the words of the API. The messages of the schema library
 * are for the server's programmers, and none of them reaches a client.
 */

import type { z } from 'zod';
import { refuse, type FieldFault } from '../domain/kernel/refusal.ts';
import { pointerOf } from '../web/json-pointer.ts';

/** The maximum number of faults listed for one body, so that an answer is not much longer than its request. */
const FAULTS_MAX = 20;

type Issue = z.core.$ZodRawIssue;
type IssueOf<Code extends Issue['code']> = Extract<Issue, { code: Code }>;

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  int: 'a whole number',
  // numbers in requests are whole numbers
  number: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};
const UNITS: Readonly<Record<string, string>> = { string: ' characters', array: ' entries' };

/** @throws Refusal `request_malformed` with every fault, by its JSON pointer */
export function readShape(shape: z.ZodType, value: unknown): unknown {
  const read = shape.safeParse(value);
  // messages of our own cost several times as much as the check, and most bodies have no fault
  return read.success ? read.data : refuseShape(shape, value);
}

function refuseShape(shape: z.ZodType, value: unknown): never {
  const { error } = shape.safeParse(value, { error: messageOf });
  const fields = (error?.issues ?? []).flatMap((issue): FieldFault[] =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({
          pointer: pointerOf([...issue.path, key]),
          message: 'is not a known field',
        }))
      : [{ pointer: pointerOf(issue.path), message: issue.message }],
  );
  return refuse('request_malformed', { fields: fields.slice(0, FAULTS_MAX) });
}

/** The message of a fault for which the schema has none. */
function messageOf(issue: Issue): string {
  if (issue.input === undefined) return 'is missing';
  if (issue.code === 'invalid_type') return `must be ${TYPES[issue.expected] ?? 'of another type'}`;
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.map(String).join(', ')}`;
  if (issue.code === 'too_small' || issue.code === 'too_big') return boundOf(issue);
  return 'does not have the expected form';
}

function boundOf(issue: IssueOf<'too_small'> | IssueOf<'too_big'>): string {
  const unit = UNITS[issue.origin];
  const bound = issue.code === 'too_small' ? `at least ${issue.minimum}` : `at most ${issue.maximum}`;
  return unit === undefined ? `must be ${bound}` : `must have ${bound}${unit}`;
}
