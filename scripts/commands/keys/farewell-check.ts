/** The check of prepared farewells: apps refuse one that an earlier root key has signed. */

import type { KeyList } from '../../../server/composition/world.ts';
import type { FarewellView } from '../../../server/domain/licensing/farewell.ts';
import type { CheckResult } from '../../cli/check-result.ts';
import { counted } from '../../cli/print.ts';

/** A check for each farewell of another root, and one for the others; none before the first farewell. */
export function farewellChecks(
  farewells: readonly FarewellView[],
  { rootKid }: Pick<KeyList, 'rootKid'>,
): CheckResult[] {
  const check = 'farewells';
  const signed = farewells.filter(({ root }) => root !== null);
  const outdated = signed.filter(({ root }) => root !== rootKid);
  if (outdated.length > 0)
    return outdated.map(({ product }) => {
      const detail = `the farewell of ${product} is signed by another root key than the one of this server`;
      const remedy = `Sign a new one: quietkey farewell sign ${product} --out FILE`;
      return { check, level: 'warn', detail, remedy };
    });
  if (signed.length === 0) return [];
  const published = signed.filter(({ state }) => state === 'published').length;
  const detail = `${counted(signed.length, 'product')} of ${farewells.length} have one, ${published} published`;
  return [{ check, level: 'ok', detail }];
}
