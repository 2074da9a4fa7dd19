/**
 * Removes a license from an account, for a buyer who has lost the account. The license itself does not change.
 */

import type { LicenseChange } from '../../../client-sdk/typescript/contract/license-view.ts';
import { changeLicense, type ChangeLicense } from '../licensing/change.ts';
import { requireLicense } from '../licensing/license.ts';
import { usernameQueries } from '../licensing/username.ts';
import { accountQueries } from '../account/account.ts';
import { activationQueries } from '../activation/activation.ts';
import { buryEnded, endMembers } from './remove-member.ts';
import { dayOf } from '../kernel/day.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import type { Call, Vault } from '../kernel/ports.ts';
import { refuse } from '../kernel/refusal.ts';
import { hasHold } from '../kernel/restriction.ts';

/**
 * Removes a license from its account, with the nicknames of its machines, and its members with their machines: for a
 * buyer who has lost the account, or whose key another person used. A person with the license key may then add the
 * license to an account.
 * @throws Refusal `license_held` while a legal hold keeps the license or its account
 */
export function* disownLicense(
  input: Pick<ChangeLicense, 'license' | 'reason'>,
  call: Call,
  vault: Vault,
): Operation<LicenseChange> {
  const { license } = input;
  const today = dayOf(call.now);
  yield* requireLicense(license);
  if (yield* hasHold(license)) refuse('license_held');
  const ended = yield* endMembers(license, today);
  const [dropped, , activations] = yield* ask(
    accountQueries.dropOwner({ license }),
    usernameQueries.dropUnaskedUsernames({ license }),
    activationQueries.listActivationIds({ license }),
  );
  yield* ask(...activations.map(({ id }) => activationQueries.dropNickname({ activation: id })));
  const view = yield* changeLicense('license disown', input, call, vault, () => ({}));
  yield* ask(...buryEnded(ended, today, vault));
  return { ...view, changed: dropped > 0 || ended.members.length > 0 };
}
