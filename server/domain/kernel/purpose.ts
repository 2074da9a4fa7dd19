/**
 * The purpose of an operator's look at a customer's record: one of a few kinds, which the customer reads in their own
 * language, and perhaps more after a colon, such as the number of a ticket. A look without a purpose is refused before
 * anything is read. The CLI and the API say where an operator states it.
 */

import { freeTextFault } from './free-text.ts';
import type { NamedOperation } from './named-operation.ts';
import type { Call } from './ports.ts';
import { refuse } from './refusal.ts';

/**
 * The kinds of purposes. `support`: the customer asked for help. `order`: an order, a payment or a refund. `abuse`: the
 * license may be abused. `legal`: a law, an authority or the customer's rights require it. `maintenance`: a fault of the
 * server or of its data is looked for.
 */
export const PURPOSE_KINDS = ['support', 'order', 'abuse', 'legal', 'maintenance'] as const;
export type PurposeKind = (typeof PURPOSE_KINDS)[number];

const EXAMPLE = 'support: ticket T-1017';
const KINDS = `${PURPOSE_KINDS.slice(0, -1).join(', ')} or ${PURPOSE_KINDS.at(-1)}`;
/** What a purpose is, for the help of commands and the documents of the API. */
export const PURPOSE_FORM = `${KINDS}, and more after a colon, such as "${EXAMPLE}"`;

/** The kind of a purpose, and what was written after it; undefined: it has none of the kinds. */
export function readPurpose(text: string): { kind: PurposeKind; more: string | undefined } | undefined {
  const [word = '', more] = /^([a-z]+)(?:: *(\S.*))?$/s.exec(text)?.slice(1) ?? [];
  const kind = PURPOSE_KINDS.find((known) => known === word);
  return kind && { kind, more };
}

/** What is wrong with a purpose, as a message that follows its name; undefined: it can be stored. */
export function purposeFault(text: string): string | undefined {
  return readPurpose(text) === undefined ? `must be ${PURPOSE_FORM}` : freeTextFault('purpose', text);
}

/** Refuses a purpose that must not be stored, and one that was not given. */
function requirePurpose(purpose: string | undefined): void {
  const message = purpose === undefined ? `is required: ${PURPOSE_FORM}` : purposeFault(purpose);
  if (message !== undefined) refuse('request_malformed', { fields: [{ pointer: '/purpose', message }] });
}

/**
 * Marks an operation as a look at a customer's record. It is refused without a purpose.
 * @param isLook whether a call is one; by default every call is
 */
export function looking<Input, Answer>(
  operation: NamedOperation<Input, Answer>,
  isLook: (input: Input) => boolean = () => true,
): NamedOperation<Input, Answer> {
  return {
    ...operation,
    looks: true,
    operate: (input, call, vault) => {
      if (isLook(input)) requirePurpose(call.purpose);
      return operation.operate(input, call, vault);
    },
  };
}

/** The purpose that is recorded for a look. @throws Error if the operation is not marked as one: a fault of the program */
export function purposeOf({ purpose }: Pick<Call, 'purpose'>): string {
  if (purpose === undefined) throw new Error('a look has no purpose: mark its operation with `looking`');
  return purpose;
}
