/**
 * How the API answers a refusal: RFC 9457 problem+json, from the table of refusal codes. An error that is not a refusal
 * is a bug. For a bug, the client gets only `internal` and the request id, and the log gets the details.
 */

import type { Problem } from '../../client-sdk/typescript/contract/wire.ts';
import { messageOf, Refusal } from '../domain/kernel/refusal.ts';
import { isContractCode, rowOfCode, statusOf } from '../domain/kernel/refusal-table.ts';

export const PROBLEM_TYPE = 'application/problem+json';

export interface Presented {
  status: number;
  body: unknown;
  headers?: Readonly<Record<string, string>>;
}

/** The reader of a problem: the user of an app, to whom the SDK shows the remedy, or an integrator. */
export type Reader = 'appUser' | 'integrator';

/**
 * Makes the answer to a refusal. The title is the same for every reader (RFC 9457, 3.1.3); the remedy depends on the
 * reader.
 */
export function presentProblem(
  refusal: Refusal,
  requestId: string,
  reader: Reader = 'integrator',
): Presented & { body: Problem } {
  // a code that the contract does not have is a bug, because no operation of an API route may refuse with it
  const code = isContractCode(refusal.code) ? refusal.code : 'internal';
  const { detail, fields } = refusal.parts;
  const { sentence, challenge, ...row } = rowOfCode(code);
  const retryAfter = retryAfterOf(refusal);
  const body: Problem = {
    type: `urn:quietkey:problem:${code}`,
    title: sentence,
    status: statusOf(code),
    code,
    detail: detail ?? sentence,
    remedy: row[reader] ?? row.integrator ?? row.appUser ?? '',
    requestId,
    ...(fields === undefined
      ? {}
      : {
          errors: fields.map((field) => ({ pointer: field.pointer, message: messageOf(field, 'program') })),
        }),
  };
  const headers = {
    'content-type': PROBLEM_TYPE,
    ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
    ...(challenge === undefined ? {} : { 'www-authenticate': challenge }),
  };
  return { status: body.status, body, headers };
}

/** The seconds to wait before a refused request is repeated; undefined if waiting does not help. */
export function retryAfterOf({ code, parts }: Refusal): number | undefined {
  return parts.retryAfter ?? rowOfCode(code).retryAfter;
}

/**
 * Turns an error into a refusal. A bug becomes `internal`. The router throws a URIError for invalid percent-encoding.
 */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  return new Refusal({ code: error instanceof URIError ? 'request_malformed' : 'internal' });
}
