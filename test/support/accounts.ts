/**
 * A world with a product, buyers and their accounts, on either engine, for the tests of accounts.
 */

import { openAccounts } from '../../server/accounts/accounts.ts';
import { openPasswords } from '../../server/crypto/passwords.ts';
import type { Passwords } from '../../server/domain/kernel/ports.ts';
import { Refusal } from '../../server/domain/kernel/refusal.ts';
import type { LoggedIn } from '../../server/domain/account/login.ts';
import type { Who } from '../../server/domain/account/session.ts';
import { openPostgresWorld, openTestWorld, type TestWorld } from './world.ts';
import { operations } from '../../server/domain/operations.ts';
import type { Accounts } from '../../server/runtime/accounts.ts';

export const PASSWORD = 'correct horse battery staple';
/** A visitor from one network. */
export const HERE = { network: '203.0.113.0/24' };
export const OTHER_PASSWORD = 'fjord anvil and seven herons';

/** Hashes of the same kind as a server's at a thirtieth of the cost, for tests whose subject is not the hash. */
export function quickPasswords(): Passwords {
  return openPasswords({ memoryCost: 1024, timeCost: 1 });
}

/** Both engines, each with a function that opens a world on it. */
export const WORLDS: readonly [engine: string, open: () => Promise<TestWorld>][] = [
  ['SQLite', () => openTestWorld()],
  ['PostgreSQL', () => openPostgresWorld()],
];

export interface Shop {
  readonly test: TestWorld;
  readonly accounts: Accounts;
  /** Sells a license. */
  sell(email?: string): Promise<{ licenseKey: string; license: string }>;
  /** Signs up with a new license. */
  signUp(username: string, email?: string): Promise<Customer>;
}

export interface Customer {
  readonly username: string;
  readonly license: string;
  readonly licenseKey: string;
  readonly cookie: LoggedIn;
  readonly recoveryCodes: readonly string[];
  readonly who: Who;
}

export async function openShop(test: TestWorld): Promise<Shop> {
  await test.run(operations.licensing.addProduct, { product: 'sonar', name: 'Sonar', terms: { seats: 3 } });
  const accounts = openAccounts(test.world, { passwords: quickPasswords() });
  const sell = async (email = 'ada@example.com') => {
    const { license, licenseKey } = await test.run(operations.licensing.issueLicense, {
      product: 'sonar',
      email,
    });
    return { license: license.license, licenseKey };
  };
  return {
    test,
    accounts,
    sell,
    signUp: async (username, email) => {
      const sold = await sell(email);
      const { licenseKey } = sold;
      const asked = { username, password: PASSWORD, licenseKey, terms: '2026-01', remember: false };
      const signedUp = await accounts.signUp(asked);
      const resumed = await accounts.resume(signedUp.cookie.token);
      if (resumed === undefined) throw new Error('a new session is nobody’s');
      return { username, ...sold, ...signedUp, who: resumed.who };
    },
  };
}

/** The code of the refusal, or `done`. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'done';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}
