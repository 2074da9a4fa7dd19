/** The check of legal holds: one that was not reviewed in time stays in force, and needs an operator. */

import { REMIND_DAYS } from '../../../server/domain/privacy/hold.ts';
import type { CheckResult } from '../../cli/check-result.ts';
import { counted } from '../../cli/print.ts';

/** Nothing if nothing is held. */
export function holdChecks({
  held,
  overdue,
  near,
}: {
  readonly held: number;
  readonly overdue: number;
  readonly near: number;
}): CheckResult[] {
  const check = 'holds';
  if (held === 0) return [];
  const all = `${counted(held, 'legal hold')} in force`;
  const remedy = 'Review them: quietkey hold list';
  if (overdue > 0)
    return [{ check, level: 'warn', detail: `${all}, ${overdue} not reviewed for 12 months`, remedy }];
  if (near > 0) {
    const detail = `${all}, ${near} to be reviewed within ${counted(REMIND_DAYS, 'day')}`;
    return [{ check, level: 'warn', detail, remedy }];
  }
  return [{ check, level: 'ok', detail: `${all}, each reviewed in time` }];
}
