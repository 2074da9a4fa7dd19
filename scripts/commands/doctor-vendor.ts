/** The checks of `quietkey doctor` for `vendor.json`, and for the last day of the vendor's `security.txt`. */

import { readVendor } from '../../server/config/vendor-file.ts';
import { daysBetween, readDate, type Day } from '../../server/domain/kernel/day.ts';
import type { CheckResult } from '../cli/check-result.ts';
import { counted } from '../cli/print.ts';

/** Doctor warns from this number of days before the last day of `security.txt`. */
const ENDING_DAYS = 30;

/** Checks the file, if there is one. @throws ConfigFault; FileFault */
export function vendorChecks(dataFolder: string, today: Day): CheckResult[] {
  const vendor = readVendor(dataFolder);
  const said = Object.keys(vendor);
  if (said.length === 0) return [];
  const given: CheckResult = { check: 'vendor', level: 'ok', detail: `vendor.json gives ${said.join(', ')}` };
  const lastDay = readDate(vendor.security?.lastDay ?? '');
  return lastDay === undefined ? [given] : [given, securityCheck(daysBetween(today, lastDay))];
}

/** @param left the days until the last one; negative if it is past */
export function securityCheck(left: number): CheckResult {
  const check = 'security.txt';
  const remedy = 'Check the contact, and set a later /security/lastDay in vendor.json.';
  if (left < 0) return { check, level: 'fail', detail: `ended ${counted(-left, 'day')} ago`, remedy };
  const detail = `ends in ${counted(left, 'day')}`;
  return left <= ENDING_DAYS ? { check, level: 'warn', detail, remedy } : { check, level: 'ok', detail };
}
