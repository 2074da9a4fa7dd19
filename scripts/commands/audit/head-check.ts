/** The check of the audit chain's head: whether the chain still has the head that is kept beside the database. */

import type { HeadState } from '../../../server/composition/audit.ts';
import type { CheckResult } from '../../cli/check-result.ts';
import { counted } from '../../cli/print.ts';

const VERIFY = 'See which leaves: quietkey audit verify';
const COMPARE = 'Compare with a head that you keep elsewhere: quietkey audit verify --from FILE';

/** What is said of the remembered head, by how it relates to the chain. */
const REMEMBERED: Readonly<
  Record<HeadState['remembered'], readonly [CheckResult['level'], detail: string, remedy?: string]>
> = {
  kept: ['ok', 'has the head that is kept beside the database'],
  restored: ['ok', 'a restore explains the leaves that it has lost'],
  none: ['warn', 'no head is kept beside the database, so a chain that was rolled back looks whole', COMPARE],
  damaged: ['fail', 'the head that is kept beside the database cannot be read', COMPARE],
  'rolled back': ['fail', 'was rolled back: it has lost leaves that are not explained by a restore', VERIFY],
  replaced: ['fail', 'has other leaves than those that were signed', VERIFY],
};

/**
 * The check; none before the first leaf.
 * @param folders.isOnlyFolder whether no other data folder remembers the heads of this database
 */
export function headChecks(
  { leaves, isWhole, remembered }: HeadState,
  { isOnlyFolder }: { readonly isOnlyFolder: boolean },
): CheckResult[] {
  const check = 'audit chain';
  if (leaves === 0 && remembered === 'none') return [];
  if (!isWhole)
    return [{ check, level: 'fail', detail: 'its last leaf is not that of its head', remedy: VERIFY }];
  if (remembered === 'none' && !isOnlyFolder)
    return [{ check, level: 'ok', detail: 'another server keeps its head' }];
  const [level, said, remedy] = REMEMBERED[remembered];
  const detail = `${counted(leaves, 'leaf', 'leaves')}; ${said}`;
  return [{ check, level, detail, ...(remedy === undefined ? {} : { remedy }) }];
}
