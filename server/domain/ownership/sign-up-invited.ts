/** Sign-up with an invitation: a person without a license key makes an account that is a member of the license. */

import type { LoggedIn } from '../account/login.ts';
import { countInvited } from '../account/login-throttle.ts';
import { makeAccount, type NewAccount } from '../account/sign-up.ts';
import type { Operation } from '../kernel/operation.ts';
import type { Call, Vault } from '../kernel/ports.ts';
import { join } from './answer-offer.ts';
import { requireInvitation } from './offers.ts';

/** @throws Refusal `invitation_unknown`, `username_malformed`, `username_taken`, `invitations_used_up` */
export function* signUpInvited(
  { token, ...input }: NewAccount & { token: string },
  call: Call,
  vault: Vault,
): Operation<LoggedIn> {
  const offer = yield* requireInvitation(token, call, vault);
  const { row, loggedIn } = yield* makeAccount(input, call, vault);
  yield* join(offer, row.id, call);
  yield* countInvited(offer.license, call, vault);
  return loggedIn;
}
