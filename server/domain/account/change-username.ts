/**
 * Changes the username of an account, proved by the password. Sessions, recovery codes and licenses belong to the id of
 * the account, so they stay. The former username is deleted wherever it is stored, and is free at once: to keep it from
 * others for some time, the server would have to keep it. A mail about the change is sent to the address for notices.
 */

import { accountQueries } from './account.ts';
import { resetLoginThrottle } from './login-throttle.ts';
import { requireSamePassword, type Credentials } from './login.ts';
import { notifyOwner } from './notify-owner.ts';
import type { MailInLanguage } from '../kernel/letter.ts';
import type { Call, Vault } from '../kernel/ports.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import { usernameQueries } from '../licensing/username.ts';
import { requireFreeUsername, requireUsername, refuseUsername } from './sign-up.ts';

/** Checks a new username. @throws Refusal `username_malformed`, `username_taken` */
export function* considerUsername({ username }: { username: string }): Operation<Record<never, never>> {
  yield* requireFreeUsername(username);
  return {};
}

/** @throws Refusal as `considerUsername` does, and if the password was changed during the operation */
export function* changeUsername(
  input: Credentials & MailInLanguage & { username: string },
  call: Call,
  vault: Vault,
): Operation<{ username: string }> {
  const row = yield* requireSamePassword(input);
  const username = requireUsername(input.username);
  const [changed] = yield* ask(accountQueries.changeUsername({ account: row.id, username }));
  if (changed === 0) refuseUsername();
  const letter = { kind: 'changed', what: 'username', username } as const;
  yield* ask(
    usernameQueries.dropFormerUsername({ account: row.id, username: row.username }),
    ...resetLoginThrottle({ guessed: 'password', username: row.username, asker: 'owner' }, vault),
    ...notifyOwner({ ...row, language: input.language }, letter, call, vault),
  );
  return { username };
}
