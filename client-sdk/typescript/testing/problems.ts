/**
 * The problems that the real server answers, with its texts for the user of an app. Each code of the contract has a row:
 * a new code without a row does not compile, and the tests compare every row with the server's own answer.
 */
import { CODES, codeStatus, type Code } from '../contract/codes.ts';
import { USERNAME_FORM } from '../contract/username.ts';
import type { Problem } from '../contract/wire.ts';

interface Row {
  readonly title: string;
  readonly remedy: string;
  /** The seconds of the header Retry-After. */
  readonly retryAfter?: number;
}

/** The rows by code. Null: only a route of operators, of a sign-in or of a support bundle answers with the code. */
const ROWS = {
  license_key_malformed: {
    title: 'This license key has a typing error.',
    remedy: 'Enter one key, as you received it: 30 letters and digits in six groups of five.',
  },
  license_key_unknown: {
    title: 'This license key is unknown for this product.',
    remedy: 'Check that the key belongs to this product, or ask the vendor to find your license.',
  },
  license_suspended: {
    title: 'This license is suspended.',
    remedy: 'Ask the vendor for the reason. A suspended license can be reinstated.',
  },
  license_revoked: {
    title: 'This license was revoked.',
    remedy: 'Ask the vendor if you think that this is a mistake.',
  },
  license_ended: { title: 'This license has ended.', remedy: 'Renew the license with the vendor.' },
  seats_taken: {
    title: 'All seats of this license are taken.',
    remedy:
      'Release a machine that you no longer use, or the old installation on this machine, or buy another seat.',
  },
  seats_in_use: {
    title: 'All seats of this license are in use.',
    remedy:
      'Try again when somebody has quit the app, or ask for another seat. A seat is also free some time after its machine was last online.',
  },
  demo_full: {
    title: 'This demo has no activation left today.',
    remedy: 'Try again tomorrow. Each activation of a demo is gone after a day.',
  },
  username_required: {
    title: 'This product requires your account username for activation.',
    remedy: 'Enter the username of your account.',
  },
  username_malformed: { title: 'This is not a valid username.', remedy: USERNAME_FORM },
  username_unknown: {
    title: 'This license belongs to an account with another username.',
    remedy:
      'Enter the username of the account that has this license, or ask its owner for a license of your own.',
  },
  activation_unknown: {
    title: 'The server does not know this activation.',
    remedy: 'Activate again with your license key. The lease on this machine stays valid until it ends.',
  },
  activation_forked: {
    title: 'Two machines use the same activation.',
    remedy:
      'Activate this machine with your license key: it then takes a seat of its own. Ask the vendor if you have only one machine.',
  },
  proof_invalid: {
    title: 'The request does not prove that it comes from the activated machine.',
    remedy: 'Activate again with your license key. The lease on this machine stays valid until it ends.',
  },
  release_too_soon: {
    title: 'A seat of this license was released too recently.',
    remedy: 'Wait until the cool-down ends, or ask the vendor to release the seat.',
  },
  release_limit_reached: {
    title: 'All releases of this license for this year are used.',
    remedy: 'Wait for the next year, or ask the vendor to release the seat.',
  },
  authorization_pending: null,
  slow_down: null,
  access_denied: null,
  expired_token: null,
  trial_not_offered: { title: 'This product has no trial.', remedy: 'Enter a license key.' },
  trial_over: {
    title: 'The trial of this product on this machine is over.',
    remedy: 'Enter a license key. Another trial can be started twelve months after the last one began.',
  },
  request_malformed: {
    title: 'The request does not have the form that this endpoint expects.',
    remedy: 'Correct the listed fields and retry.',
  },
  body_too_large: {
    title: 'The request body is too large.',
    remedy: 'Send at most 16 kB, or 256 kB if it is a support bundle.',
  },
  media_type_unsupported: {
    title: 'The media type of the request body is not supported.',
    remedy:
      'Send application/json in UTF-8, or application/zip for a support bundle, without content encoding.',
  },
  not_found: { title: 'No resource exists at this path.', remedy: 'Compare the path with /openapi.json.' },
  method_not_allowed: {
    title: 'This endpoint does not support this method.',
    remedy: 'Use one of the methods in the Allow header.',
  },
  too_many_requests: {
    title: 'Too many requests were received.',
    remedy: 'Wait a few minutes and try again.',
  },
  token_missing: null,
  token_invalid: null,
  scope_missing: null,
  idempotency_key_reused: null,
  already_shown: null,
  product_unknown: null,
  product_exists: null,
  product_retired: null,
  license_unknown: null,
  license_restricted: null,
  list_full: null,
  email_malformed: null,
  order_mismatch: null,
  order_corrected: null,
  terms_malformed: null,
  operator_token_unknown: null,
  receipt_unknown: null,
  mail_unknown: null,
  issue_secret_absent: null,
  bundles_off: null,
  bundles_full: null,
  bundle_unknown: null,
  busy: { title: 'The server is busy.', remedy: 'Try again in a moment.', retryAfter: 1 },
  server_unavailable: {
    title: 'The server is not available now.',
    remedy: 'Try again in a moment.',
    retryAfter: 1,
  },
  outcome_unknown: {
    title: 'The server does not know whether the request succeeded.',
    remedy: 'Try again. Nothing is done twice.',
    retryAfter: 1,
  },
  disk_full: { title: 'The disk of the server is full.', remedy: 'Try again later.', retryAfter: 30 },
  internal: {
    title: 'The server had an internal error.',
    remedy: 'Try again later. If the error remains, tell the vendor the request id.',
  },
} as const satisfies Readonly<Record<Code, Row | null>>;

/** A code of the real server's answers to apps. */
export type AppCode = {
  [C in Code]: (typeof ROWS)[C] extends null ? never : C;
}[Code];

/** Every code of the real server's answers to apps. */
export const APP_CODES: readonly AppCode[] = CODES.filter((code): code is AppCode => ROWS[code] !== null);

/** A problem that the fake server answers. */
export interface PlannedProblem {
  code: AppCode;
  /** The text about this case; by default the title. */
  detail?: string;
  /** The seconds of the header Retry-After; by default those of the real server. */
  retryAfter?: number;
}

/** A refusal of a request by the fake server. */
export class RefusedRequest extends Error {
  readonly problem: PlannedProblem;

  constructor(problem: PlannedProblem) {
    super(problem.code);
    this.problem = problem;
  }
}

export function refuse(code: AppCode, detail?: string): never {
  throw new RefusedRequest({ code, ...(detail !== undefined && { detail }) });
}

/** The response of a problem, as the real server sends it. */
export function respondWith(problem: PlannedProblem, requestId: string): Response {
  const row: Row = ROWS[problem.code];
  const retryAfter = problem.retryAfter ?? row.retryAfter;
  return new Response(JSON.stringify(writeProblem(problem, requestId)), {
    status: codeStatus(problem.code),
    headers: {
      'content-type': 'application/problem+json',
      ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
    },
  });
}

/** The document of a problem, as the real server writes it (RFC 9457). */
function writeProblem({ code, detail }: PlannedProblem, requestId: string): Problem {
  const { title, remedy } = ROWS[code];
  return {
    type: `urn:quietkey:problem:${code}`,
    title,
    status: codeStatus(code),
    code,
    detail: detail ?? title,
    remedy,
    requestId,
  };
}
