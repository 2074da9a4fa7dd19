/** The check of requests about personal data: one that is over its day, or near it, needs an operator. */

import { NEAR_DAYS } from '../../../server/domain/rights/clocks.ts';
import type { CheckResult } from '../../cli/check-result.ts';
import { counted } from '../../cli/print.ts';

/** Nothing if no request is open. */
export function requestChecks({
  held,
  overdue,
  near,
}: {
  readonly held: number;
  readonly overdue: number;
  readonly near: number;
}): CheckResult[] {
  const check = 'requests';
  if (held === 0) return [];
  const open = `${counted(held, 'request')} about personal data`;
  const remedy = 'See them: quietkey request list';
  if (overdue > 0) return [{ check, level: 'fail', detail: `${open}, ${overdue} overdue`, remedy }];
  if (near > 0) {
    const detail = `${open}, ${near} due within ${counted(NEAR_DAYS, 'day')}`;
    return [{ check, level: 'warn', detail, remedy }];
  }
  return [{ check, level: 'ok', detail: `${open}, none due within ${counted(NEAR_DAYS, 'day')}` }];
}
