/**
 * Changes of an account's credentials: of the password (proved by the old password or a recovery code), and of the
 * recovery codes. Every change of the password ends all earlier sessions and links, so that an intruder is logged out.
 * A mail about the change is sent to the address for notices.
 */

import { accountQueries, type AccountRow } from './account.ts';
import { findTypedAccount } from './find-account.ts';
import { resetLoginThrottle, type Asker } from './login-throttle.ts';
import { knownBrowserQueries, makeKnownBrowser } from './known-browser.ts';
import { requireSamePassword, type Credentials, type LoggedIn } from './login.ts';
import { notifyOwner } from './notify-owner.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import type { Query } from '../kernel/query.ts';
import {
  findRecoveryCode,
  recoveryCodeQueries,
  replaceRecoveryCodes,
  useRecoveryCode,
} from './recovery-code.ts';
import { isRemembered, openSession, sessionQueries, type Who } from './session.ts';
import { linkQueries } from './one-time-link.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import type { MailInLanguage } from '../kernel/letter.ts';
import { toHour } from '../kernel/day.ts';

/**
 * Replaces the password of an account. Ends every session, link and known browser of the account, and resets the
 * asker's count of login tries.
 * @param password the encoded hash of the new password
 */
export function replacePassword(
  row: AccountRow & MailInLanguage & { asker: Asker },
  password: string,
  call: Call,
  vault: Vault,
): Query<number>[] {
  const { id: account, username } = row;
  return [
    accountQueries.changePassword({ account, password }),
    sessionQueries.endSessions({ account }),
    knownBrowserQueries.dropKnownBrowsers({ account }),
    linkQueries.dropLinks({ account }),
    ...resetLoginThrottle({ guessed: 'password', ...row }, vault),
    ...notifyOwner(row, { kind: 'changed', what: 'password', username }, call, vault),
  ];
}

/**
 * Changes the password of an account, proved by the old password.
 * @param input.next the encoded hash of the new password
 */
export function* changePassword(
  input: Credentials & Pick<Who, 'family'> & MailInLanguage & { next: string },
  call: Call,
  vault: Vault,
): Operation<LoggedIn> {
  const row = yield* requireSamePassword(input);
  const remember = yield* isFamilyRemembered(row.id, input.family);
  const { cookie, add } = openSession({ account: row.id, remember }, call, vault);
  const owned = { ...row, language: input.language, asker: 'owner' } as const;
  yield* ask(...replacePassword(owned, input.next, call, vault), ...add);
  return { ...cookie, known: makeKnownBrowser({ ...row, password: input.next }, call, vault) };
}

/** Whether a recovery code belongs to the account with a typed username. The code stays valid. */
export function* isRecoveryCode(
  { username, code }: { username: string; code: string },
  _call: Call,
  vault: Vault,
): Operation<boolean> {
  const row = yield* findTypedAccount(username, vault);
  const [found] = yield* ask(findRecoveryCode(row?.id ?? '', code, vault));
  return found !== undefined;
}

/**
 * Sets the password of an account for a valid recovery code, which is used up. A code is random, so attempts are not
 * counted here. Returns false if the code is not a recovery code of the account.
 * @param input.next the encoded hash of the new password
 */
export function* recoverByCode(
  input: { username: string; code: string; next: string; asker: Asker } & MailInLanguage,
  call: Call,
  vault: Vault,
): Operation<boolean> {
  const { asker, language } = input;
  const typed = yield* findTypedAccount(input.username, vault);
  const [row] = yield* ask(accountQueries.lockAccount({ account: typed?.id ?? '' }));
  const [used] = yield* ask(useRecoveryCode(row?.id ?? '', input.code, vault));
  if (row === undefined || used === 0) return false;
  yield* ask(...replacePassword({ ...row, language, asker }, input.next, call, vault));
  return true;
}

/** Replaces all recovery codes of an account with new codes. */
export function* renewRecoveryCodes(
  input: Credentials & { recoveryCodes: string[] },
  _call: Call,
  vault: Vault,
): Operation<number> {
  const { id, username } = yield* requireSamePassword(input);
  yield* ask(
    ...replaceRecoveryCodes(id, input.recoveryCodes, vault),
    ...resetLoginThrottle({ guessed: 'password', username, asker: 'owner' }, vault),
  );
  return input.recoveryCodes.length;
}

/** The number of unused recovery codes of an account. */
export function* countRecoveryCodes({ account }: { account: Id }): Operation<number> {
  const [counted] = yield* ask(recoveryCodeQueries.countRecoveryCodes({ account }));
  return counted?.held ?? 0;
}

/** Whether the requesting browser is remembered. If so, its next session is remembered too. */
function* isFamilyRemembered(account: Id, family: Id): Operation<boolean> {
  const [rows] = yield* ask(sessionQueries.listSessions({ account, hour: toHour(0) }));
  return rows.some((row) => row.family === family && isRemembered(row));
}
