/**
 * Every code that a problem of the API can carry, one row per code: its HTTP status, the SDK calls that can be refused
 * with this code because of the license, and the routes that can answer with it. The texts of the codes are on the
 * server (`server/domain/kernel/*-refusals.ts`); a code without a text does not compile. The rows are in the order of
 * the OpenAPI document.
 */

/** The calls of a client SDK that use a license. */
type ClientCall = 'activate' | 'signIn' | 'startTrial' | 'renew' | 'release';

/**
 * The kinds of routes that can answer with a code: all routes (`any`), the routes whose request has a certain part
 * (such as `body`), or the routes whose own row lists the code (`listed`).
 */
export type RouteKind = 'any' | 'operation' | 'operator' | 'body' | 'idempotency_key' | 'listed';

interface CodeRow {
  readonly status: number;
  /**
   * The SDK calls that can be refused with this code because of the license; an SDK shows such a refusal to the user.
   * Absent: the code describes a fault of the request or of the server.
   */
  readonly refuses?: readonly ClientCall[];
  /**
   * The kind of routes that can answer with this code. Absent: the routes of the calls in `refuses`, and the routes
   * whose own row lists the code.
   */
  readonly routes?: Exclude<RouteKind, 'listed'>;
}

const TABLE = {
  license_key_malformed: { status: 400, refuses: ['activate'] },
  license_key_unknown: { status: 404, refuses: ['activate'] },
  license_suspended: { status: 403, refuses: ['activate', 'signIn'] },
  license_revoked: { status: 403, refuses: ['activate', 'signIn'] },
  license_ended: { status: 403, refuses: ['activate', 'signIn', 'renew'] },
  seats_taken: { status: 409, refuses: ['activate', 'signIn', 'renew'] },
  seats_in_use: { status: 409, refuses: ['activate', 'signIn', 'renew'] },
  demo_full: { status: 409, refuses: ['activate', 'signIn'] },
  username_required: { status: 422, refuses: ['activate'] },
  username_malformed: { status: 422, refuses: ['activate'] },
  username_unknown: { status: 403, refuses: ['activate'] },
  activation_unknown: { status: 404, refuses: ['renew', 'release'] },
  activation_forked: { status: 409, refuses: ['renew', 'release'] },
  proof_invalid: { status: 403, refuses: ['renew', 'release'] },
  release_too_soon: { status: 409, refuses: ['release'] },
  release_limit_reached: { status: 409, refuses: ['release'] },
  // RFC 8628, section 3.5, with the status of RFC 6749, section 5.2
  authorization_pending: { status: 400, refuses: ['signIn'] },
  slow_down: { status: 400, refuses: ['signIn'] },
  access_denied: { status: 400, refuses: ['signIn'] },
  expired_token: { status: 400, refuses: ['signIn'] },
  trial_not_offered: { status: 403, refuses: ['startTrial'] },
  trial_over: { status: 409, refuses: ['startTrial'] },
  request_malformed: { status: 400, routes: 'any' },
  body_too_large: { status: 413, routes: 'body' },
  media_type_unsupported: { status: 415, routes: 'body' },
  not_found: { status: 404 },
  method_not_allowed: { status: 405 },
  too_many_requests: { status: 429, routes: 'operation' },
  token_missing: { status: 401, routes: 'operator' },
  token_invalid: { status: 401, routes: 'operator' },
  scope_missing: { status: 403, routes: 'operator' },
  idempotency_key_reused: { status: 422, routes: 'idempotency_key' },
  already_shown: { status: 409 },
  product_unknown: { status: 404 },
  product_exists: { status: 409 },
  product_retired: { status: 409 },
  license_unknown: { status: 404 },
  license_restricted: { status: 403 },
  list_full: { status: 409 },
  email_malformed: { status: 422 },
  order_mismatch: { status: 409 },
  order_corrected: { status: 409 },
  terms_malformed: { status: 422 },
  operator_token_unknown: { status: 404 },
  receipt_unknown: { status: 404 },
  mail_unknown: { status: 404 },
  issue_secret_absent: { status: 503 },
  bundles_off: { status: 403 },
  bundles_full: { status: 409 },
  bundle_unknown: { status: 404 },
  busy: { status: 429, routes: 'operation' },
  server_unavailable: { status: 503, routes: 'operation' },
  outcome_unknown: { status: 503, routes: 'operation' },
  disk_full: { status: 507, routes: 'operation' },
  internal: { status: 500, routes: 'any' },
} as const satisfies Readonly<Record<string, CodeRow>>;

/** Every code that a refusal or a problem document can carry. The list is closed: a client may switch over it. */
export type Code = keyof typeof TABLE;

/** The codes with which a call can be refused because of the license. */
export type LicenseCode = {
  [C in Code]: (typeof TABLE)[C] extends { refuses: unknown } ? C : never;
}[Code];

/** The kinds of routes that a request of an app is one of. */
export type AppRoute = 'any' | 'body' | 'operation';
/** The codes that an app gets from a wrong URL of the server. */
export const WRONG_URL = ['not_found', 'method_not_allowed'] as const;

/** The codes that an app gets. A sign-in has further codes, which the SDK reads itself. */
export type AppCode =
  | {
      [C in Code]: (typeof TABLE)[C] extends { refuses: readonly (infer Call)[] }
        ? Exclude<Call, 'signIn'> extends never
          ? never
          : C
        : (typeof TABLE)[C] extends { routes: AppRoute }
          ? C
          : never;
    }[Code]
  | (typeof WRONG_URL)[number];

const ROWS: Readonly<Record<Code, CodeRow>> = TABLE;

export const CODES: readonly Code[] = Object.keys(ROWS) as Code[];

export function codeStatus(code: Code): number {
  return ROWS[code].status;
}

/** Whether a code is a refusal because of the license, which an SDK shows to the user of the app. */
export function isLicenseCode(code: Code): code is LicenseCode {
  return ROWS[code].refuses !== undefined;
}

/** The codes with which this call can be refused because of the license. */
export function codesOfCall(call: ClientCall): readonly Code[] {
  return CODES.filter((code) => ROWS[code].refuses?.includes(call));
}

/** The kind of routes that can answer with a code; `listed` if only the routes whose own row lists the code can. */
export function routesOf(code: Code): RouteKind {
  return ROWS[code].routes ?? 'listed';
}
