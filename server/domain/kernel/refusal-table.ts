/**
 * All refusal codes in one table, and everything that is derived from the table: texts by audience, statuses, which
 * codes count as a guess, how long to wait. A new code of the API is a row in the contract and a row of texts there;
 * codes are listed in no other place.
 */

import { API_REFUSALS } from '../../../client-sdk/typescript/contract/api-refusals.ts';
import { codeStatus, type Code } from '../../../client-sdk/typescript/contract/codes.ts';
import { LICENSE_REFUSALS } from '../../../client-sdk/typescript/contract/license-refusals.ts';
import type {
  Audience,
  RefusalRow,
  RefusalText,
} from '../../../client-sdk/typescript/contract/refusal-row.ts';
import { PORTAL_REFUSALS } from './portal-refusals.ts';

const TABLE = { ...LICENSE_REFUSALS, ...API_REFUSALS, ...PORTAL_REFUSALS };

export type RefusalCode = Code | keyof typeof PORTAL_REFUSALS;

/** The codes for which the portal has texts of its own. */
export type CustomerCode = {
  [C in keyof typeof TABLE]: (typeof TABLE)[C]['customer'] extends null ? never : C;
}[keyof typeof TABLE];

const TOO_MANY_REQUESTS = 429;
const ROWS: Readonly<Record<RefusalCode, RefusalRow>> = TABLE;

export const REFUSAL_CODES: readonly RefusalCode[] = Object.keys(ROWS) as RefusalCode[];

export function rowOfCode(code: RefusalCode): RefusalRow {
  return ROWS[code];
}

/** Whether an API can answer with the refusal code. */
export function isContractCode(code: RefusalCode): code is Code {
  return !Object.hasOwn(PORTAL_REFUSALS, code);
}

export function statusOf(code: RefusalCode): number {
  return isContractCode(code) ? codeStatus(code) : PORTAL_REFUSALS[code].status;
}

/** The text that an audience reads for a refusal code; null: this audience never receives the code. */
export function textFor(audience: Audience, code: RefusalCode): RefusalText | null {
  const { sentence, [audience]: words } = ROWS[code];
  return typeof words === 'string' ? { sentence, remedy: words } : words;
}

/** Whether a request that was refused with the code may succeed when it is repeated later. */
export function isTemporary(code: RefusalCode): boolean {
  return ROWS[code].retryAfter !== undefined || statusOf(code) === TOO_MANY_REQUESTS;
}

/** The customers' texts in English, each as one string. A catalogue of the portal begins with these texts. */
export const CUSTOMER_TEXTS = Object.fromEntries(
  REFUSAL_CODES.flatMap((code) => {
    const text = textFor('customer', code);
    return text === null ? [] : [[code, `${text.sentence} ${text.remedy}`]];
  }),
) as Readonly<Record<CustomerCode, string>>;
