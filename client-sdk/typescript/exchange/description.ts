/**
 * What the requests to the license server contain and where it comes from, as data that an app can show to the person
 * before anything is read. Telemetry has its own preview. A field of the wire without a row does not compile.
 */
import type { Sources } from '../machine/sources.ts';
import type { SignInActivation } from '../contract/sign-in.ts';
import type { ActivateRequest, Identity, ProvenRequest } from '../contract/wire.ts';
import type { Setting } from './setting.ts';

/** A call of the SDK that sends a request with the license. */
export type RequestCall = 'activate' | 'activateBySignIn' | 'renew' | 'release';

/** One field of the requests. */
export interface DescribedField {
  /** The name of the field in the JSON of the request; `activation` is in the path of `renew` and `release`. */
  field: string;
  /** The calls that send the field. */
  calls: readonly RequestCall[];
  /** What the field contains and where it comes from, in English. */
  content: string;
}

/** What `describe()` returns. */
export interface Description {
  identity: Identity;
  /**
   * What is read from the network adapters: by `check()` on an activated machine, and by each request (`inventory`).
   */
  reads: Sources;
  sends: readonly DescribedField[];
}

export type Field = keyof ActivateRequest | keyof SignInActivation | keyof ProvenRequest | 'activation';
type Row = readonly [calls: readonly RequestCall[], content: string | Readonly<Record<Identity, string>>];

const ALL: readonly RequestCall[] = ['activate', 'activateBySignIn', 'renew', 'release'];
const TAKING: readonly RequestCall[] = ['activate', 'activateBySignIn'];
const PROVEN: readonly RequestCall[] = ['renew', 'release'];
const ACTIVATE: readonly RequestCall[] = ['activate'];

const ROWS: Readonly<Record<Field, Row>> = {
  product: [TAKING, 'The id of the product, from the app.'],
  licenseKey: [ACTIVATE, 'The license key that you typed.'],
  deviceCode: [
    ['activateBySignIn'],
    'A secret from the server, which only this app knows and which lives ten minutes.',
  ],
  username: [ACTIVATE, 'Your username, if the app gives one.'],
  identity: [
    ALL,
    {
      adapters: 'The word "adapters", or "install" if this computer has no network adapter of its own.',
      install: 'The word "install".',
      none: 'The word "none".',
    },
  ],
  tags: [
    ALL,
    {
      adapters:
        "One to four keyed hashes of the addresses of this computer's own network adapters, or one keyed hash of the install id if it has none. The key is derived from the license key or, with a sign-in, random.",
      install:
        'One keyed hash of the install id. The key is derived from the license key or, with a sign-in, random.',
      none: 'An empty list.',
    },
  ],
  nonce: [ALL, 'A random text, new for each request.'],
  held: [
    TAKING,
    'Only if this app is activated already: the id of the activation, its two counters and a proof.',
  ],
  activation: [PROVEN, 'The id of the activation, which the server chose at random.'],
  epoch: [PROVEN, "A counter, from the server's previous answer."],
  sequence: [PROVEN, "A counter, from the server's previous answer."],
  proof: [PROVEN, "A keyed hash of the other fields. Its key is a secret from the server's previous answer."],
};

/** Describes the requests of an app. Reads nothing. */
export function describeRequests({ identity, sources }: Pick<Setting, 'identity' | 'sources'>): Description {
  const sends = Object.entries(ROWS).map(([field, [calls, content]]) => ({
    field,
    calls,
    content: typeof content === 'string' ? content : content[identity],
  }));
  return { identity, reads: sources(), sends };
}
