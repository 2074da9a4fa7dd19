/**
 * What a customer is shown where a request cannot be answered: nothing is there, it comes from another site, it came too
 * often, or the server has a fault. The status of the code tells which page, unless its row names one.
 */

import type { Refusal } from '../domain/kernel/refusal.ts';
import { rowOfCode, statusOf } from '../domain/kernel/refusal-table.ts';
import { retryAfterOf } from '../web/problem.ts';
import type { Frame } from './html/frame.ts';
import { errorPage, type PageError } from './pages/error.ts';
import type { Outcome } from './route/route.ts';

/** @param url where the portal is */
export function presentForeign(frame: Frame, url: string): Outcome {
  return { page: errorPage({ is: 'crossSite', url }, frame), status: 403 };
}

export function presentErrorPage(refusal: Refusal, frame: Frame, requestId: string): Outcome {
  const page = errorPage(errorOf(refusal, requestId), frame);
  return { page, status: statusOf(refusal.code), retryAfter: retryAfterOf(refusal) };
}

function errorOf(refusal: Refusal, requestId: string): PageError {
  const [status, seconds] = [statusOf(refusal.code), retryAfterOf(refusal)];
  const { errorPage: is } = rowOfCode(refusal.code);
  if (is !== undefined) return { is };
  if (status === 404) return { is: 'notFound' };
  if (status < 500) return seconds === undefined ? { is: 'malformed' } : { is: 'tooMany', seconds };
  return seconds === undefined ? { is: 'broken', requestId } : { is: 'busy', seconds };
}
