/**
 * The purpose of an operator's look at a customer's record: one of a few kinds, which the customer reads in their own
 * language, and perhaps more after a colon, such as the number of a ticket. A look without a purpose is refused before
 * anything is read. The CLI and the API say where an operator states it. The customer is notified within a day, or
 * after a day before which the law forbids it: on a basis of a closed list, within 12 months. The record of the look
 * states both.
 */

import { freeTextFault } from './free-text.ts';
import type { NamedOperation } from './named-operation.ts';
import type { Call, DelayedNotice } from './ports.ts';
import { refuse } from './refusal.ts';
import { believedDay } from './confirmed-day.ts';
import { addDays, readDate, writeDate, type Day } from './day.ts';

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
      heldUntil(call);
      return operation.operate(input, call, vault);
    },
  };
}

/** The purpose that is recorded for a look. @throws Error if the operation is not marked as one: a fault of the program */
export function purposeOf({ purpose }: Pick<Call, 'purpose'>): string {
  if (purpose === undefined) throw new Error('a look has no purpose: mark its operation with `looking`');
  return purpose;
}

/**
 * Why a customer is not notified before a day. `order`: a court or an authority forbids it. `investigation`: it would
 * endanger the investigation of a crime. `others`: it would endanger the rights of other people.
 */
export const DELAY_BASES = [
  'order',
  'investigation',
  'others',
] as const satisfies readonly DelayedNotice['basis'][];

/** The last day of the longest time for which a look can be held back: 12 months after it. */
const DELAY_DAYS_MAX = 365;

/** The last day of what a call holds back; null: it holds nothing back. @throws Refusal about `/heldBackUntil` */
export function heldUntil(call: Pick<Call, 'now' | 'confirmedDay' | 'heldBack'>): Day | null {
  const { heldBack } = call;
  if (heldBack === undefined) return null;
  const today = believedDay(call);
  const day = readDate(heldBack.until);
  const last = addDays(today, DELAY_DAYS_MAX);
  if (day !== undefined && day >= today && day <= last) return day;
  const message = `must be a date from ${writeDate(today)} to ${writeDate(last)}`;
  return refuse('request_malformed', { fields: [{ pointer: '/heldBackUntil', message }] });
}

/** What the record of a look states of its being held back. */
export function writeHeldLook({ basis, until }: DelayedNotice): string {
  return `${basis} until ${until}`;
}

/** Reads what {@link writeHeldLook} has written; undefined: the text is another reason. */
export function readHeldLook(text: string): DelayedNotice | undefined {
  const [word, until] = /^([a-z]+) until (\d{4}-\d{2}-\d{2})$/.exec(text)?.slice(1) ?? [];
  const basis = DELAY_BASES.find((known) => known === word);
  return basis !== undefined && until !== undefined ? { basis, until } : undefined;
}
