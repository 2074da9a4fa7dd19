/**
 * What a client is told when it is told no: RFC 9457 problem+json. One table maps each code to its HTTP status. What is
 * not a refusal is a bug: the client learns only `internal` and the request id, and the log gets the rest.
 */

import { CODES, type Code, type Problem } from '../../client-sdk/typescript/contract/wire.ts';
import { Refusal, SENTENCES, type RefusalCode } from '../domain/kernel/refusal.ts';

export const STATUS: Readonly<Record<Code, number>> = {
  license_key_malformed: 400,
  license_key_unknown: 404,
  license_suspended: 403,
  license_revoked: 403,
  license_ended: 403,
  seats_taken: 409,
  username_required: 422,
  username_malformed: 422,
  activation_unknown: 404,
  activation_forked: 409,
  proof_invalid: 403,
  release_too_soon: 409,
  release_limit_reached: 409,
  request_malformed: 400,
  body_too_large: 413,
  media_type_unsupported: 415,
  not_found: 404,
  method_not_allowed: 405,
  too_many_requests: 429,
  token_missing: 401,
  token_invalid: 401,
  scope_missing: 403,
  idempotency_key_reused: 422,
  already_shown: 409,
  product_unknown: 404,
  product_exists: 409,
  license_unknown: 404,
  receipt_unknown: 404,
  email_malformed: 422,
  order_mismatch: 409,
  terms_malformed: 422,
  operator_token_unknown: 404,
  issue_secret_absent: 503,
  busy: 503,
  outcome_unknown: 503,
  disk_full: 507,
  internal: 500,
};

/** Seconds that a client is asked to wait where the refusal names none. */
const RETRY_SECONDS: Partial<Record<RefusalCode, number>> = { busy: 1, outcome_unknown: 1, disk_full: 30 };

/** RFC 6750. */
const CHALLENGES: Partial<Record<Code, string>> = {
  token_missing: 'Bearer realm="quietkey"',
  token_invalid: 'Bearer realm="quietkey", error="invalid_token"',
  scope_missing: 'Bearer realm="quietkey", error="insufficient_scope"',
};

export const PROBLEM_TYPE = 'application/problem+json';

export interface Presented {
  status: number;
  body: unknown;
  headers?: Readonly<Record<string, string>>;
}

/** The answer to a refusal. */
export function presentProblem(refusal: Refusal, requestId: string): Presented & { body: Problem } {
  const code = contractCode(refusal.code);
  const { detail, fields } = refusal.parts;
  const retryAfter = retryAfterOf(refusal);
  const { says, remedy } = SENTENCES[code];
  const challenge = CHALLENGES[code];
  const body: Problem = {
    type: `urn:quietkey:problem:${code}`,
    title: says,
    status: STATUS[code],
    code,
    detail: detail ?? says,
    remedy,
    requestId,
    ...(fields === undefined ? {} : { errors: [...fields] }),
  };
  const headers = {
    'content-type': PROBLEM_TYPE,
    ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
    ...(challenge === undefined ? {} : { 'www-authenticate': challenge }),
  };
  return { status: body.status, body, headers };
}

/** Seconds to wait before the request is repeated; undefined if waiting does not help. */
export function retryAfterOf({ code, parts }: Refusal): number | undefined {
  return parts.retryAfter ?? RETRY_SECONDS[code];
}

/** No address of this door meets a code that the contract has not: it would be a bug. */
function contractCode(code: RefusalCode): Code {
  return CODES.find((one) => one === code) ?? 'internal';
}

/** An error as a refusal; a bug becomes `internal`. The router throws a URIError for invalid percent-encoding. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  return new Refusal({ code: error instanceof URIError ? 'request_malformed' : 'internal' });
}
