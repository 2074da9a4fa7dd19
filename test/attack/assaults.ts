/**
 * The requests of the attackers, one kind for each name. Each is a guess that must be refused. A password of an attacker
 * names the assault and whom it is tried on, so that the server process can count those that reached a comparison.
 */

import { randomBytes } from 'node:crypto';
import { PATHS } from '../../client-sdk/typescript/contract/wire.ts';
import { writeLicenseKey } from '../../client-sdk/typescript/contract/license-key.ts';
import { makeRecoveryCodes } from '../../server/domain/account/recovery-code.ts';
import { PATHS as PAGES } from '../../server/portal/html/paths.ts';
import { newActivation, renewal } from '../bench/machines.ts';
import { ATTACKER } from './server-messages.ts';
import { attackerAt, FLOODING } from './networks.ts';
import { form, json, type Sent } from './requests.ts';
import { CUSTOMERS, emailOf, type Customer } from './site.ts';

/** `echoed`: what an echo is flooded with, to find the rate of the others. */
export type Flood = 'echoed' | 'keys' | 'logins' | 'codes';

const KEY_BYTES = 17;
const random22 = (): string => randomBytes(16).toString('base64url');
const floodingAt = (n: number): string => attackerAt(n % FLOODING);
const customerAt = (n: number): Customer => CUSTOMERS[n % CUSTOMERS.length] ?? 'ada';

/** The n-th request of a flood. */
export const requestOf: Readonly<Record<Flood, (port: number, n: number) => Sent>> = {
  echoed: (_port, n) => wrongKey(floodingAt(n)),
  keys: (_port, n) => wrongSecret(n, floodingAt(n)),
  logins: (port, n) => {
    // every other one tries a name that nobody has
    const username = n % 2 === 0 ? customerAt(n / 2) : `nobody-${n}`;
    return wrongLogin({ port, username, from: floodingAt(n), assault: 'logins' });
  },
  codes: (port, n) => wrongCode(port, customerAt(n), floodingAt(n)),
};

/** A license key, a token or the proof of an activation: each is right by its form. */
function wrongSecret(n: number, from: string): Sent {
  if (n % 10 === 8) {
    const headers = { authorization: `Bearer qkop_${random22()}${random22().slice(0, 21)}` };
    return { method: 'GET', path: PATHS.products, from, headers };
  }
  if (n % 10 === 9) {
    const answer = { activation: random22(), epoch: 1, sequence: 1, secret: random22() };
    const { path, body } = renewal({ tags: [random22(), random22()], answer });
    return json(path, from, body);
  }
  return wrongKey(from);
}

function wrongKey(from: string): Sent {
  const key = writeLicenseKey({ generation: 1, payload: randomBytes(KEY_BYTES) });
  return json(PATHS.activations, from, newActivation([key]));
}

interface Guess {
  readonly port: number;
  readonly username: string;
  readonly from: string;
  readonly assault: string;
}

export function wrongLogin({ port, username, from, assault }: Guess): Sent {
  const password = `${ATTACKER}${assault} ${username} ${random22()}`;
  return form({ port, path: PAGES.logIn, from, typed: { username, password } });
}

export function wrongCode(port: number, username: Customer, from: string): Sent {
  const [code = ''] = makeRecoveryCodes(randomBytes);
  const typed = { username, code, next: `${ATTACKER}codes ${username} ${random22()}` };
  return form({ port, path: PAGES.recoverCode, from, typed });
}

export function mailFor(port: number, customer: Customer, from: string): Sent {
  return form({ port, path: PAGES.recoverKey, from, typed: { email: emailOf(customer) } });
}
