/**
 * The account service of the portal: the domain's operations, with the slow password hashing between them, outside of
 * every transaction. A request for an unknown username takes as long as one for a known username. Messages to the
 * browser and the format of its cookie are left to the portal.
 */

import { randomBytes } from 'node:crypto';
import { machineName } from '../../client-sdk/typescript/contract/machine-name.ts';
import { openPasswords } from '../crypto/passwords.ts';
import type { Random } from '../crypto/random.ts';
import type { Credentials } from '../domain/account/login.ts';
import { canonicalPassword, requirePassword } from '../domain/account/password.ts';
import type { Ask } from '../domain/kernel/named-operation.ts';
import { operations } from '../domain/operations.ts';
import type { Passwords } from '../domain/kernel/ports.ts';
import { makeRecoveryCodes } from '../domain/account/recovery-code.ts';
import { refuse } from '../domain/kernel/refusal.ts';
import { runErasure } from '../jobs/erasure.ts';
import type { World } from '../runtime/world.ts';
import type { Accounts } from '../runtime/accounts.ts';

const ACTOR = 'customer';
/** Four-digit numbers in a suggestion: with two words of 256 there are six hundred million suggestions. */
const SUGGESTED_MIN = 1_000;
const SUGGESTED_NUMBERS = 9_000;
const NAME_BYTES = 16;

export function openAccounts(
  world: Pick<World, 'run'>,
  { passwords = openPasswords(), random = randomBytes }: { passwords?: Passwords; random?: Random } = {},
): Accounts {
  const ask: Ask = (operation, input) => world.run(operation, input, ACTOR);
  const check = passwordCheck(ask);
  const prove = passwordProof(ask, passwords);
  const hashOf = (password: string) => passwords.hash(canonicalPassword(password));
  return {
    signUp: async ({ password, ...asked }) => {
      await ask(operations.account.considerSignUp, asked);
      await check(asked.username, password);
      const recoveryCodes = makeRecoveryCodes(random);
      const account = { ...asked, password: await hashOf(password), recoveryCodes };
      const cookie = await ask(operations.account.signUp, account);
      return { cookie, recoveryCodes };
    },
    suggestUsername: () => {
      const bytes = Buffer.from(random(NAME_BYTES));
      const words = machineName(bytes.toString('base64url')).replaceAll(' ', '-');
      return `${words}-${SUGGESTED_MIN + (bytes.readUInt16BE() % SUGGESTED_NUMBERS)}`;
    },
    useRecoveryCode: async ({ username, code, next, language }) => {
      await check(username, next);
      const opened = await ask(operations.account.recoverByCode, {
        username,
        code,
        next: await hashOf(next),
        language,
      });
      if (!opened) refuse('credentials_wrong');
    },
    planDeletion: ({ who, endLicenses }) =>
      ask(operations.privacy.planErasure, { account: who.account, only: [], endLicenses }),
    deleteAccount: async ({ who, password, endLicenses }) => {
      // so that not even the throttle's record is left
      await ask(operations.account.confirmPassword, await prove(who.username, password));
      const erase = { account: who.account, only: [], endLicenses };
      const { receipt } = await runErasure(world, erase, { apply: true, urgent: true, actor: ACTOR });
      return { receipt };
    },
    hashPassword: async ({ username, password }) => {
      await check(username, password);
      return hashOf(password);
    },
    ...sessionsOf(ask),
    ...withPassword(ask, { passwords, random }),
  };
}

/** What the cookie alone permits. */
function sessionsOf(ask: Ask): Pick<Accounts, 'resume' | 'logOut' | 'listSessions' | 'endOtherSessions'> {
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
  };
}

/** What requires the password. */
function withPassword(
  ask: Ask,
  { passwords, random }: { passwords: Passwords; random: Random },
): Pick<Accounts, 'logIn' | 'confirm' | 'changePassword' | 'renewRecoveryCodes'> {
  const check = passwordCheck(ask);
  const prove = passwordProof(ask, passwords);
  return {
    logIn: async ({ username, password, remember }) => {
      const credentials = await prove(username, password);
      return ask(operations.account.logIn, { ...credentials, remember });
    },
    confirm: async ({ who, password }) => {
      await ask(operations.account.confirmPassword, await prove(who.username, password));
    },
    changePassword: async ({ who, password, next, language }) => {
      // before the old password is checked, so that trying out new ones does not count as guessing
      await check(who.username, next);
      const credentials = await prove(who.username, password);
      const hashed = await passwords.hash(canonicalPassword(next));
      const changed = { ...credentials, family: who.family, next: hashed, language };
      return ask(operations.account.changePassword, changed);
    },
    renewRecoveryCodes: async ({ who, password }) => {
      const credentials = await prove(who.username, password);
      const recoveryCodes = makeRecoveryCodes(random);
      await ask(operations.account.renewRecoveryCodes, { ...credentials, recoveryCodes });
      return recoveryCodes;
    },
  };
}

/** Counts the login in the throttle and compares the password; returns the proof for the operation. */
function passwordProof(
  ask: Ask,
  passwords: Passwords,
): (username: string, password: string) => Promise<Credentials> {
  return async (username, password) => {
    const credentials = await ask(operations.account.tryPassword, { username });
    const fits = await passwords.verify(credentials?.password, canonicalPassword(password));
    return fits && credentials !== undefined ? credentials : refuse('credentials_wrong');
  };
}

/** Refuses a password that is easy to guess, or that is close to the username or the name of a product. */
function passwordCheck(ask: Ask): (username: string, password: string) => Promise<void> {
  return async (username, password) => {
    const products = await ask(operations.licensing.listProducts, {});
    requirePassword(password, [username, ...products.flatMap(({ product, name }) => [product, name])]);
  };
}
