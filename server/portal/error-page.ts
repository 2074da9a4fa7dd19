/**
 * What a customer is shown where a request cannot be answered: nothing is there, it comes from another site, it came too
 * often, or the server has a fault. Which status goes with which refusal stands here, for the codes of the contract and
 * for the portal's own.
 */

import type { Refusal, RefusalCode } from '../domain/kernel/refusal.ts';
import { retryAfterOf, STATUS as OF_CONTRACT } from '../web/problem.ts';
import type { Frame } from './html/frame.ts';
import { errorPage, type PageError } from './pages/error.ts';
import type { Outcome } from './route/route.ts';

export const STATUS: Readonly<Record<RefusalCode, number>> = {
  ...OF_CONTRACT,
  account_unknown: 404,
  username_taken: 409,
  password_refused: 422,
  credentials_wrong: 403,
  link_unknown: 404,
  license_owned: 409,
  email_mismatch: 403,
  mail_absent: 503,
};

/** @param url where the portal is */
export function presentForeign(frame: Frame, url: string): Outcome {
  return { page: errorPage({ is: 'crossSite', url }, frame), status: 403 };
}

export function presentErrorPage(refusal: Refusal, frame: Frame, requestId: string): Outcome {
  const page = errorPage(errorOf(refusal, requestId), frame);
  return { page, status: STATUS[refusal.code], retryAfter: retryAfterOf(refusal) };
}

function errorOf(refusal: Refusal, requestId: string): PageError {
  const [status, seconds] = [STATUS[refusal.code], retryAfterOf(refusal)];
  if (refusal.code === 'outcome_unknown') return { is: 'unsure' };
  if (refusal.code === 'mail_absent' || refusal.code === 'issue_secret_absent') return { is: 'noMail' };
  if (status === 404) return { is: 'notFound' };
  if (status < 500) return seconds === undefined ? { is: 'malformed' } : { is: 'tooMany', seconds };
  return seconds === undefined ? { is: 'broken', requestId } : { is: 'busy', seconds };
}
