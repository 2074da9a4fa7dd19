/**
 * Proofs of passwords: what an operation needs to know that the right password was typed. Cheap checks refuse before
 * the slow hash gets a turn. A try is counted only when its turn has come, so that a busy server costs nobody a try.
 */

import type { Asker } from '../domain/account/login-throttle.ts';
import type { Credentials } from '../domain/account/login.ts';
import { canonicalPassword } from '../domain/account/password.ts';
import type { Who } from '../domain/account/session.ts';
import type { Ask } from '../domain/kernel/named-operation.ts';
import type { Passwords, Turn } from '../domain/kernel/ports.ts';
import { refuse } from '../domain/kernel/refusal.ts';
import { operations } from '../domain/operations.ts';

export interface PasswordProof {
  /** @throws Refusal `credentials_wrong`, `too_many_requests`, `server_unavailable` */
  ofVisitor(typed: { username: string; password: string; asker: Asker }): Promise<Credentials>;
  /**
   * Proves the password of a customer who is logged in. A form checks a password and then uses it. Within one request,
   * which has its own object `who`, the right password is hashed only once.
   * @throws Refusal as `ofVisitor` does
   */
  ofOwner(who: Who, password: string): Promise<Credentials>;
  /** The turn for all hashes of a request of a customer who is logged in. */
  turnOf(who: Who): Turn;
}

/**
 * The number of recent turns that do not count for a live session or a known browser. Their owner then runs before any
 * number of networks, unless the owner asks more than once a second for a long time.
 */
export const PROVEN_ALLOWANCE_TURNS = 16;

interface Proved {
  readonly turn: Turn;
  password?: string;
  credentials?: Credentials;
}

export function openPasswordProof(ask: Ask, passwords: Passwords): PasswordProof {
  const requests = new WeakMap<Who, Proved>();
  const requestOf = (who: Who): Proved => {
    const made = requests.get(who) ?? {
      turn: passwords.turnOf(`account ${who.account}`, PROVEN_ALLOWANCE_TURNS),
    };
    requests.set(who, made);
    return made;
  };
  const prove = async (
    { username, password, asker }: { username: string; password: string; asker: Asker },
    turn: Turn | undefined,
  ): Promise<Credentials> => {
    const { known } = await ask(operations.account.considerLogin, { username, asker });
    let credentials: Credentials | undefined;
    const load = async (): Promise<string | undefined> => {
      credentials = await ask(operations.account.tryPassword, { username, asker });
      return credentials?.password;
    };
    const mine =
      turn ??
      (known === null
        ? passwords.turnOf(turnName(asker))
        : passwords.turnOf(`browser of ${known}`, PROVEN_ALLOWANCE_TURNS));
    const fits = await passwords.verify(load, canonicalPassword(password), mine);
    return fits && credentials !== undefined ? credentials : refuse('credentials_wrong');
  };
  return {
    ofVisitor: (typed) => prove(typed, undefined),
    ofOwner: async (who, password) => {
      const request = requestOf(who);
      if (request.credentials !== undefined && request.password === password) return request.credentials;
      const credentials = await prove({ username: who.username, password, asker: 'owner' }, request.turn);
      Object.assign(request, { password, credentials });
      return credentials;
    },
    turnOf: (who) => requestOf(who).turn,
  };
}

/** The name under which the turns of a visitor are counted. */
export function turnName(asker: Asker): string {
  return asker === 'owner' ? '' : (asker.network ?? '');
}
