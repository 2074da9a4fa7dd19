/**
 * What an operator does for a buyer who has lost the account: takes a license out of it. The license itself stays as it
 * is.
 */

import type { LicenseView } from '../../../client-sdk/typescript/contract/wire.ts';
import { changeLicense, type ChangeLicense } from '../licensing/change.ts';
import { accountQueries } from '../account/account.ts';
import { activationQueries } from '../activation/activation.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import type { Call, Vault } from '../kernel/ports.ts';

/**
 * Takes a license out of its account, with what its machines were called there: for a buyer who has lost the account, or
 * whose key another has used. Whoever has the key may then take it into an account.
 */
export function* disownLicense(
  input: Pick<ChangeLicense, 'license' | 'reason'>,
  call: Call,
  vault: Vault,
): Operation<LicenseView> {
  const { license } = input;
  const view = yield* changeLicense('license disown', input, call, vault, () => ({}));
  const [, activations] = yield* ask(
    accountQueries.dropOwner({ license }),
    activationQueries.listActivations({ license }),
  );
  yield* ask(...activations.map(({ id }) => activationQueries.dropNickname({ activation: id })));
  return view;
}
