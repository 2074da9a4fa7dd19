/**
 * Forgiveness: an operator discards what was found about copies of a license's machines, after the customer objected.
 * Both machines then go on as if nothing had been found. If both keep renewing, the copy is found again: two places
 * need two seats.
 */

import type { LicenseChange } from '../../../client-sdk/typescript/contract/license-view.ts';
import { forkQueries } from './fork-record.ts';
import { dayOf } from '../kernel/day.ts';
import { once } from '../kernel/idempotency.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import type { Call, Vault } from '../kernel/ports.ts';
import type { ChangeLicense } from '../licensing/change.ts';
import { refuseRevoked, requireLicense, viewLicense } from '../licensing/license.ts';
import { recordAction } from '../operator/action.ts';

export function* forgiveCopies(input: ChangeLicense, call: Call, vault: Vault): Operation<LicenseChange> {
  const today = dayOf(call.now);
  const action = 'license forgive';
  return yield* once({
    input,
    call,
    vault,
    verb: action,
    first: function* () {
      const row = yield* requireLicense(input.license);
      if (row.revokedDay !== null) refuseRevoked(row.revokedDay);
      const [dropped] = yield* ask(forkQueries.dropForks({ license: row.id }));
      yield* recordAction(call, vault, { action, license: row.id, reason: input.reason });
      return { ...viewLicense(row, today), changed: dropped > 0 };
    },
    again: function* (changed) {
      return { ...viewLicense(yield* requireLicense(input.license), today), changed: changed !== '' };
    },
    resultId: ({ license, changed }) => (changed ? license : ''),
  });
}
