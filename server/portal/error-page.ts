/**
 * The page that a customer sees if a request cannot be answered: the address has no page, the form comes from another
 * site, requests came too often, or the server has a fault. The status of the refusal code selects the page, unless the
 * row of the code names a page.
 */

import type { Refusal } from '../domain/kernel/refusal.ts';
import { rowOfCode, statusOf } from '../domain/kernel/refusal-table.ts';
import { retryAfterOf } from '../web/problem.ts';
import { withoutAddress, type Frame } from './html/frame.ts';
import { errorPage, type PageError } from './pages/error.ts';
import type { Written } from './route/route.ts';

/**
 * The page that says that a form from another site was refused.
 * @param url the address of the portal
 */
export function presentForeign(frame: Frame, url: string): Written {
  return { page: errorPage({ is: 'crossSite', url }, withoutAddress(frame)), status: 403 };
}

export function presentErrorPage(refusal: Refusal, frame: Frame, requestId: string): Written {
  const page = errorPage(errorOf(refusal, requestId), withoutAddress(frame));
  return { page, status: statusOf(refusal.code), retryAfter: retryAfterOf(refusal) };
}

function errorOf(refusal: Refusal, requestId: string): PageError {
  const [status, seconds] = [statusOf(refusal.code), retryAfterOf(refusal)];
  const { errorPage: is } = rowOfCode(refusal.code);
  if (is === 'busy') return { is, seconds: seconds ?? 1 };
  if (is !== undefined) return { is };
  if (status === 404) return { is: 'notFound' };
  if (status < 500) return seconds === undefined ? { is: 'malformed' } : { is: 'tooMany', seconds };
  return seconds === undefined ? { is: 'broken', requestId } : { is: 'busy', seconds };
}
