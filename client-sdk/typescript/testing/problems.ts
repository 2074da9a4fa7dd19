/**
 * The problems that the real server answers, with its texts for the user of an app. The tests compare each with the
 * server's own answer.
 */
import { API_REFUSALS } from '../contract/api-refusals.ts';
import {
  CODES,
  codesOfCall,
  codeStatus,
  routesOf,
  WRONG_URL,
  type AppCode,
  type AppRoute,
  type Code,
  type RouteKind,
} from '../contract/codes.ts';
import { LICENSE_REFUSALS } from '../contract/license-refusals.ts';
import type { RefusalRow } from '../contract/refusal-row.ts';
import type { Problem } from '../contract/wire.ts';

const APP_CALLS = ['activate', 'startTrial', 'renew', 'release'] as const;
const APP_ROUTES: readonly RouteKind[] = ['any', 'body', 'operation'] satisfies AppRoute[];

const ROWS: Readonly<Record<Code, RefusalRow>> = { ...LICENSE_REFUSALS, ...API_REFUSALS };

/** Every code of the real server's answers to apps. */
export const APP_CODES: readonly AppCode[] = CODES.filter(isAppCode);

function isAppCode(code: Code): code is AppCode {
  const isOfCall = APP_CALLS.some((call) => codesOfCall(call).includes(code));
  return isOfCall || APP_ROUTES.includes(routesOf(code)) || WRONG_URL.some((known) => known === code);
}

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
  const retryAfter = problem.retryAfter ?? ROWS[problem.code].retryAfter;
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
  const { sentence, appUser, integrator } = ROWS[code];
  return {
    type: `urn:quietkey:problem:${code}`,
    title: sentence,
    status: codeStatus(code),
    code,
    detail: detail ?? sentence,
    remedy: appUser ?? integrator ?? '',
    requestId,
  };
}
