/**
 * What the requests to the license server contain and where it comes from, as data that an app can show to the person
 * before anything is read. Telemetry has its own preview. A field of the wire without a row does not compile.
 */
import type { Sources } from '../machine/sources.ts';
import type { SignInActivation } from '../contract/sign-in.ts';
import type { TrialRequest } from '../contract/trial.ts';
import type { ActivateRequest, Identity, RenewRequest } from '../contract/wire.ts';
import type { Setting } from './setting.ts';

/** A call of the SDK that sends a request with the license. */
export type RequestCall = 'activate' | 'activateBySignIn' | 'startTrial' | 'renew' | 'release';

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

export type Field =
  keyof ActivateRequest | keyof SignInActivation | keyof TrialRequest | keyof RenewRequest | 'activation';
type Row = readonly [calls: readonly RequestCall[], content: string | Readonly<Record<Identity, string>>];

const SEATED: readonly RequestCall[] = ['activate', 'activateBySignIn', 'renew', 'release'];
const ALL: readonly RequestCall[] = [...SEATED, 'startTrial'];
const TAKING: readonly RequestCall[] = ['activate', 'activateBySignIn'];
const PROVEN: readonly RequestCall[] = ['renew', 'release'];
const ACTIVATE: readonly RequestCall[] = ['activate'];

const INSTALL_TRIAL =
  'One slow hash of the install id, by which the server knows for twelve months that there was a trial.';

const ROWS: Readonly<Record<Field, Row>> = {
  product: [[...TAKING, 'startTrial'], 'The id of the product, from the app.'],
  licenseKey: [ACTIVATE, 'The license key that you typed.'],
  deviceCode: [
    ['activateBySignIn'],
    'A secret from the server, which only this app knows and which lives ten minutes.',
  ],
  username: [
    ACTIVATE,
    'Your username, if the app gives one. The owner of the license may see it beside the name of this computer.',
  ],
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
        "One to four keyed hashes of the addresses of this computer's own network adapters, or one keyed hash of the install id if it has none. The key is derived from the license key or, with a sign-in or a trial, random.",
      install:
        'One keyed hash of the install id. The key is derived from the license key or, with a sign-in or a trial, random.',
      none: 'An empty list.',
    },
  ],
  trialTags: [
    ['startTrial'],
    {
      adapters:
        'One to four slow hashes of the same addresses, or one of the install id, by which the server knows for twelve months that this computer had a trial. Anyone who has one can try addresses, which takes a tenth of a second for each.',
      install: INSTALL_TRIAL,
      none: INSTALL_TRIAL,
    },
  ],
  nonce: [SEATED, 'A random text, new for each request.'],
  held: [
    TAKING,
    'Only if this app is activated already: the id of the activation, its two counters and a proof.',
  ],
  activation: [PROVEN, 'The id of the activation, which the server chose at random.'],
  epoch: [PROVEN, "A counter, from the server's previous answer."],
  sequence: [PROVEN, "A counter, from the server's previous answer."],
  borrowDays: [['renew'], 'Only if this computer borrows a floating seat: for how many days.'],
  proof: [PROVEN, "A keyed hash of the other fields. Its key is a secret from the server's previous answer."],
};

/** Describes the requests of an app. Reads nothing. An app with the identity `none` starts no trial. */
export function describeRequests({ identity, sources }: Pick<Setting, 'identity' | 'sources'>): Description {
  const mayCall = (call: RequestCall): boolean => identity !== 'none' || call !== 'startTrial';
  const sends = Object.entries(ROWS).map(([field, [calls, content]]) => ({
    field,
    calls: calls.filter(mayCall),
    content: typeof content === 'string' ? content : content[identity],
  }));
  return { identity, reads: sources(), sends: sends.filter(({ calls }) => calls.length > 0) };
}
