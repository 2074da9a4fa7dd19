/**
 * The networks of apps that wait for a customer, so that the portal can warn a customer whose browser is in another
 * one: the code may then come from somebody else. They are kept in memory only, as digests under a key of the process,
 * for as long as the codes are valid. Another server does not know them, and then there is no warning.
 */

import { SIGN_IN_SECONDS } from '../../client-sdk/typescript/contract/sign-in.ts';
import { privateNames } from './rate-limits.ts';

/** `unknown`: nothing is known of the app's network, or one of the two is an IPv4 network and the other IPv6. */
export type NetworkMatch = 'same' | 'other' | 'unknown';

export interface AppNetworks {
  /** Notes the network from which an app asked to sign in; null: it cannot be read. */
  note(signIn: string, origin: string | null): void;
  compare(signIn: string, origin: string | null): NetworkMatch;
}

/** The maximum number of networks in memory. One takes about 200 bytes. */
const NOTED_MAX = 20_000;
/** Codes end with a whole minute. */
const NOTED_SECONDS = SIGN_IN_SECONDS + 60;

interface Noted {
  readonly digest: string;
  readonly family: Family;
  /** In seconds of the clock. */
  readonly time: number;
}
type Family = 'IPv4' | 'IPv6';

/** @param seconds a clock that never runs backwards */
export function openAppNetworks(seconds: () => number): AppNetworks {
  const nameOf = privateNames();
  const digestOf = (signIn: string, origin: string) => nameOf(JSON.stringify([signIn, origin]));
  const noted = new Map<string, Noted>();
  const dropOld = (): void => {
    for (const [signIn, { time }] of noted) {
      if (time + NOTED_SECONDS >= seconds() && noted.size <= NOTED_MAX) return;
      noted.delete(signIn);
    }
  };
  return {
    note(signIn, origin) {
      if (origin !== null)
        noted.set(signIn, { digest: digestOf(signIn, origin), family: familyOf(origin), time: seconds() });
      dropOld();
    },
    compare(signIn, origin) {
      dropOld();
      const app = noted.get(signIn);
      // one computer may reach the server by IPv4 with its app and by IPv6 with its browser
      if (app === undefined || origin === null || app.family !== familyOf(origin)) return 'unknown';
      return app.digest === digestOf(signIn, origin) ? 'same' : 'other';
    },
  };
}

function familyOf(origin: string): Family {
  return origin.includes(':') ? 'IPv6' : 'IPv4';
}
