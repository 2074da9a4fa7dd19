/** The checks of the root key and of the key set. */

import type { KeyList } from '../../../server/composition/world.ts';
import type { CheckResult } from '../../cli/check-result.ts';
import { counted } from '../../cli/print.ts';

/** Doctor warns from this number of days before the key set expires. */
const EXPIRY_WARNING_DAYS = 60;

export function rootCheck({ rootKeyFile }: KeyList): CheckResult {
  const check = 'root key';
  if (rootKeyFile === null) return { check, level: 'ok', detail: 'its private half is not on this server' };
  const detail = 'its private half is on this server: someone who steals the server could make keys';
  return { check, level: 'warn', detail, remedy: 'Move it away: quietkey key root move FOLDER' };
}

export function keySetCheck({ version, daysLeft, expiresOn }: KeyList): CheckResult {
  const check = 'key set';
  const remedy = 'Make new signing keys: quietkey key rotate';
  if (daysLeft < 0)
    return { check, level: 'fail', detail: `version ${version} expired on ${expiresOn}`, remedy };
  const detail = `version ${version} expires on ${expiresOn}, in ${counted(daysLeft, 'day')}`;
  return daysLeft <= EXPIRY_WARNING_DAYS
    ? { check, level: 'warn', detail, remedy }
    : { check, level: 'ok', detail };
}
