/**
 * The account service of the portal: it runs the domain's operations and, between them, the slow password hashing
 * outside of every transaction. A request for an unknown username takes as long as one for a known username. The portal
 * defines the messages to the browser and the format of its cookie.
 */

import { randomBytes } from 'node:crypto';
import { machineName } from '../../client-sdk/typescript/contract/machine-name.ts';
import { openPasswords } from '../crypto/passwords.ts';
import type { Random } from '../crypto/random.ts';
import type { Asker } from '../domain/account/login-throttle.ts';
import { canonicalPassword, requirePassword } from '../domain/account/password.ts';
import type { Ask } from '../domain/kernel/named-operation.ts';
import { operations } from '../domain/operations.ts';
import type { Passwords } from '../domain/kernel/ports.ts';
import { makeRecoveryCodes } from '../domain/account/recovery-code.ts';
import { refuse } from '../domain/kernel/refusal.ts';
import { runErasure } from '../jobs/erasure.ts';
import type { World } from '../runtime/world.ts';
import { openPasswordProof, turnName, type PasswordProof } from './password-proof.ts';
import type { LoggedIn } from '../domain/account/login.ts';
import type { Accounts, NewVisitor, SignedUp } from '../runtime/accounts.ts';

const ACTOR = 'customer';
/**
 * The smallest of the four-digit numbers with which suggested usernames end. With two words of 256 there are six
 * hundred million suggestions.
 */
const SUGGESTED_MIN = 1_000;
const SUGGESTED_NUMBERS = 9_000;
const NAME_BYTES = 16;
/** An asker who cannot be distinguished from others. */
const NOBODY: Asker = { network: null };

export function openAccounts(
  world: Pick<World, 'run'>,
  { passwords = openPasswords(), random = randomBytes }: { passwords?: Passwords; random?: Random } = {},
): Accounts {
  const ask: Ask = (operation, input) => world.run(operation, input, ACTOR);
  const check = passwordCheck(ask);
  const proof = openPasswordProof(ask, passwords);
  const hashOf = (password: string, asker: Asker) =>
    passwords.hash(canonicalPassword(password), passwords.turnOf(turnName(asker)));
  const checkRecoveryCode: Accounts['checkRecoveryCode'] = async (typed) => {
    if (!(await ask(operations.account.isRecoveryCode, typed))) refuse('credentials_wrong');
  };
  return {
    checkRecoveryCode,
    findUsername: async (typed) => {
      const { username } = await ask(operations.account.findUsername, typed);
      const fields = [{ pointer: '/licenseKey', message: 'and the code are not of one account' }];
      return username ?? refuse('credentials_wrong', { fields });
    },
    useRecoveryCode: async ({ username, code, next, asker, language }) => {
      await checkRecoveryCode({ username, code });
      await check(username, next);
      const opened = await ask(operations.account.recoverByCode, {
        username,
        code,
        next: await hashOf(next, asker),
        asker,
        language,
      });
      if (!opened) refuse('credentials_wrong');
    },
    planDeletion: ({ who, endLicenses }) =>
      ask(operations.privacy.planErasure, { account: who.account, only: [], endLicenses }),
    deleteAccount: async ({ who, password, endLicenses }) => {
      // confirming the password also deletes the record of the login throttle, so that nothing of the account remains
      await ask(operations.account.confirmPassword, await proof.ofOwner(who, password));
      const erase = { account: who.account, only: [], endLicenses };
      const { receipt, held } = await runErasure(world, erase, { apply: true, urgent: true, actor: ACTOR });
      return { receipt, isHeld: held.some(({ rows }) => rows > 0) };
    },
    hashPassword: async ({ username, password, asker = NOBODY }) => {
      await check(username, password);
      return hashOf(password, asker);
    },
    ...signUpOf(ask, { hashOf, random }),
    ...sessionsOf(ask),
    ...withPassword(ask, { passwords, proof, random }),
  };
}

/** What a visitor entered, with the hash of the password and new recovery codes. */
type Prepared<Asked> = Omit<Asked, 'asker' | 'password'> & { password: string; recoveryCodes: string[] };

/** The functions of the account service with which a visitor creates an account. */
function signUpOf(
  ask: Ask,
  { hashOf, random }: { hashOf: (password: string, asker: Asker) => Promise<string>; random: Random },
): Pick<Accounts, 'checkSignUp' | 'checkPassword' | 'signUp' | 'signUpInvited' | 'suggestUsername'> {
  const check = passwordCheck(ask);
  const make = async <Asked extends NewVisitor>(
    { password, asker = NOBODY, ...asked }: Asked,
    create: (account: Prepared<Asked>) => Promise<LoggedIn>,
  ): Promise<SignedUp> => {
    await ask(operations.account.considerSignUp, asked);
    await check(asked.username, password);
    const recoveryCodes = makeRecoveryCodes(random);
    const account = { ...asked, password: await hashOf(password, asker), recoveryCodes };
    return { cookie: await create(account), recoveryCodes };
  };
  return {
    checkSignUp: async (typed) => {
      await ask(operations.account.considerSignUp, typed);
    },
    checkPassword: ({ username, password }) => check(username, password),
    signUp: (asked) => make(asked, (account) => ask(operations.account.signUp, account)),
    signUpInvited: async (asked) => {
      await ask(operations.sharing.showInvitation, asked);
      return make(asked, (account) => ask(operations.sharing.signUpInvited, account));
    },
    suggestUsername: () => suggestUsername(Buffer.from(random(NAME_BYTES))),
  };
}

function suggestUsername(bytes: Buffer): string {
  const words = machineName(bytes.toString('base64url')).replaceAll(' ', '-');
  return `${words}-${SUGGESTED_MIN + (bytes.readUInt16BE() % SUGGESTED_NUMBERS)}`;
}

/** The functions of the account service for which a cookie suffices. */
function sessionsOf(
  ask: Ask,
): Pick<
  Accounts,
  'resume' | 'logOut' | 'listSessions' | 'endOtherSessions' | 'recogniseBrowser' | 'forgetBrowser'
> {
  return {
    resume: async (token) => {
      const { kind, who } = await ask(operations.account.findSession, { token });
      if (kind === 'unknown') return undefined;
      if (who !== undefined) return { who, cookie: undefined };
      return ask(operations.account.exchangeSession, { token });
    },
    logOut: async (token) => {
      await ask(operations.account.endSession, { token });
    },
    listSessions: (who) => ask(operations.account.listSessions, who),
    endOtherSessions: async (who) => {
      await ask(operations.account.endOtherSessions, who);
    },
    recogniseBrowser: (request) => ask(operations.account.recogniseBrowser, request),
    forgetBrowser: async (request) => {
      await ask(operations.account.forgetBrowser, request);
    },
  };
}

/** The functions of the account service that require the password. */
function withPassword(
  ask: Ask,
  { passwords, proof, random }: { passwords: Passwords; proof: PasswordProof; random: Random },
): Pick<
  Accounts,
  'logIn' | 'confirm' | 'checkUsername' | 'changeUsername' | 'changePassword' | 'renewRecoveryCodes'
> {
  const check = passwordCheck(ask);
  return {
    logIn: async ({ username, password, remember, asker }) => {
      const credentials = await proof.ofVisitor({ username, password, asker });
      return ask(operations.account.logIn, { ...credentials, remember, asker });
    },
    confirm: async ({ who, password }) => {
      await ask(operations.account.confirmPassword, await proof.ofOwner(who, password));
    },
    checkUsername: async (username) => {
      await ask(operations.account.considerUsername, { username });
    },
    changeUsername: async ({ who, password, username, language }) => {
      const credentials = await proof.ofOwner(who, password);
      await ask(operations.account.changeUsername, { ...credentials, username, language });
    },
    changePassword: async ({ who, password, next, language }) => {
      // the new password is checked first, so that a refused new password does not count as a guess of the old one
      await check(who.username, next);
      const credentials = await proof.ofOwner(who, password);
      const hashed = await passwords.hash(canonicalPassword(next), proof.turnOf(who));
      const changed = { ...credentials, family: who.family, next: hashed, language };
      return ask(operations.account.changePassword, changed);
    },
    renewRecoveryCodes: async ({ who, password }) => {
      const credentials = await proof.ofOwner(who, password);
      const recoveryCodes = makeRecoveryCodes(random);
      await ask(operations.account.renewRecoveryCodes, { ...credentials, recoveryCodes });
      return recoveryCodes;
    },
  };
}

/**
 * Returns a function that refuses a password that is easy to guess, or that is close to the username or the name of a
 * product.
 */
function passwordCheck(ask: Ask): (username: string, password: string) => Promise<void> {
  return async (username, password) => {
    const products = await ask(operations.licensing.listProductNames, {});
    requirePassword(password, [username, ...products.flatMap(({ id, name }) => [id, name])]);
  };
}
