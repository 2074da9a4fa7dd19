/** The check of take-overs: after the owner has refused, nothing happens until an operator decides. */

import type { TakeoverCounts } from '../../../server/domain/takeover/decide-takeover.ts';
import type { CheckResult } from '../../cli/check-result.ts';
import { counted } from '../../cli/print.ts';

/** Nothing if no take-over is open. */
export function takeoverChecks({ open, contested, firstEndsOn }: TakeoverCounts): CheckResult[] {
  const check = 'take-overs';
  if (open === 0) return [];
  const all = `${counted(open, 'take-over')} open`;
  if (contested === 0) return [{ check, level: 'ok', detail: `${all}, none waits for you` }];
  const waiting = contested === 1 ? '1 waits' : `${contested} wait`;
  const detail = `${all}, ${waiting} for you, since the owner has refused; the first ends on ${firstEndsOn}`;
  return [{ check, level: 'warn', detail, remedy: 'Grant or refuse each: quietkey takeover list' }];
}
