/**
 * The privacy manifest: everything that the SDK sends, as data for an app's privacy notice, an auditor or a firewall.
 * The build writes it into the package as `privacy-manifest.json`. It is made from the tables by which the SDK describes
 * its requests; a test compares it with captured traffic.
 */
import { BUNDLE_HEADER, BUNDLE_TYPE } from './contract/bundle.ts';
import { PRODUCT_ID } from './contract/product-id.ts';
import {
  NO_LISTS,
  SDK_VERSION,
  TELEMETRY_PATHS,
  countersOn,
  VOCABULARY_RELEASED,
  type Counter,
} from './contract/telemetry-vocabulary.ts';
import { USERNAME } from './contract/username.ts';
import { PATHS, type HeldActivation, type Identity } from './contract/wire.ts';
import {
  describeRequests,
  type DescribedField,
  type Field,
  type RequestCall,
} from './exchange/description.ts';
import { HEADERS } from './network/transport.ts';
import { describeSources, type Sources } from './machine/sources.ts';

/** A field of a request. */
export interface ManifestField {
  /** Where it is: `path`, `body` as a whole, or a JSON pointer into the body; `*` is any index or name. */
  field: string;
  /** What it contains and where it comes from; where that depends on the option `identity`, for each of its values. */
  content: string | Readonly<Record<Identity, string>>;
  purpose: string;
  /** A regular expression that the value, as text, matches. */
  form: string;
  /** Whether some requests of this kind are without it. */
  optional: boolean;
}

/** A kind of request. All are POST, with a body of JSON; a support bundle is a zip. */
export interface ManifestRequest {
  kind: string;
  /** The path below the server's URL; null: it is not sent, but written into a file that a person carries. */
  path: string | null;
  when: string;
  fields: readonly ManifestField[];
}

interface PrivacyManifest {
  /** The version of this form. */
  format: 1;
  package: '@quietkey/client';
  sdk: string;
  requests: readonly ManifestRequest[];
  /** Every header of a request. `by`: the SDK, or the function of the runtime that sends. */
  headers: readonly { name: string; by: 'sdk' | 'runtime'; form: string; content: string }[];
  /** What is read from the machine's network adapters, on each platform; nothing without `identity: 'adapters'`. */
  reads: Readonly<Record<'linux' | 'darwin' | 'win32' | 'other', Sources>>;
  /** The counters of telemetry. The app adds its own versions and features. */
  telemetry: readonly Counter[];
  neverSent: readonly string[];
  notes: readonly string[];
}

const ID = '^[\\w-]{22}$';
const COUNTER = '^\\d{1,16}$';
const DIGEST = '^[\\w-]{43}$';

type Meaning = readonly [purpose: string, form: string];
const MEANINGS: Readonly<Record<Field, Meaning>> = {
  product: ['Says which product the license must be for.', PRODUCT_ID.source],
  licenseKey: ['Shows which license is meant.', '^.{8,160}$'],
  deviceCode: ['Shows which sign-in is meant.', '^[\\w-]{22}\\.[\\w-]{43}$'],
  username: [
    'Binds the activation to an account, if the terms of the product require that.',
    USERNAME.source,
  ],
  identity: [
    'Says what the tags are made of, so that they are compared only with tags of the same kind.',
    '^(adapters|install|none)$',
  ],
  tags: ['Recognise the machine, so that it keeps its seat.', ID],
  trialTags: ['Recognise a machine that had a trial, which it can have once in twelve months.', ID],
  nonce: ['Lets a request whose answer was lost be repeated without being done twice.', ID],
  held: ['Keeps the seat that this machine has.', ''],
  activation: ['Shows which activation is meant.', ID],
  epoch: ['Shows the state of the machine, so that a copy of it is found.', COUNTER],
  sequence: ['Shows the state of the machine, so that a copy of it is found.', COUNTER],
  borrowDays: ['Says for how long the machine keeps its seat without network.', '^\\d{1,3}$'],
  proof: ['Proves that the request comes from the activated machine.', DIGEST],
};
const HELD: readonly (keyof HeldActivation)[] = ['activation', 'epoch', 'sequence', 'proof'];

const IDENTITIES: readonly Identity[] = ['adapters', 'install', 'none'];
const NO_SOURCES: Sources = { check: [], inventory: [] };
/** Each described field, with its content for each identity. */
const DESCRIBED = IDENTITIES.map(
  (identity) => [identity, describeRequests({ identity, sources: () => NO_SOURCES }).sends] as const,
);

function contentOf(field: string): ManifestField['content'] {
  const texts = DESCRIBED.map(([identity, sends]) => [
    identity,
    sends.find((row) => row.field === field)?.content ?? '',
  ]);
  const [first] = texts;
  if (texts.every(([, text]) => text === first?.[1])) return first?.[1] ?? '';
  return Object.fromEntries(texts) as Record<Identity, string>;
}

/** The fields that a call sends, below a place in the body. */
function fieldsOf(call: RequestCall, below = ''): ManifestField[] {
  const [[, sends]] = DESCRIBED as [readonly [Identity, readonly DescribedField[]]];
  const names = sends.filter(({ calls }) => calls.includes(call)).map(({ field }) => field as Field);
  return names.flatMap((name): ManifestField[] => {
    const [purpose, form] = MEANINGS[name];
    const row = {
      content: contentOf(name),
      purpose,
      form,
      optional: name === 'username' || name === 'borrowDays',
    };
    // no file borrows a seat
    if (name === 'borrowDays' && below !== '') return [];
    if (name === 'held') return HELD.map((member) => heldField(member, below));
    if (name === 'activation' && below === '') return [{ field: 'path', ...row }];
    if (name === 'tags' || name === 'trialTags')
      return [{ field: `${below}/${name}/*`, ...row, optional: true }];
    return [{ field: `${name === 'activation' ? '' : below}/${name}`, ...row }];
  });
}

function heldField(member: keyof HeldActivation, below: string): ManifestField {
  const [purpose] = MEANINGS.held;
  const [, form] = MEANINGS[member];
  return { field: `${below}/held/${member}`, content: contentOf('held'), purpose, form, optional: true };
}

const CELLS: ManifestField = {
  field: '/cells/*',
  content: 'At most four cells of the counters below, drawn at random.',
  purpose: 'Answers the question of its counter.',
  form: '^[01]$',
  optional: true,
};

const ZIP: ManifestField = {
  field: 'body',
  content: 'The support bundle as the person has read and edited it.',
  purpose: "Helps the vendor's support to find a fault.",
  form: '^PK',
  optional: false,
};

const ANSWER_KEY: ManifestField = {
  field: '/key',
  content: 'A public key that the app made for this request.',
  purpose: 'Lets only this machine read the answer.',
  form: DIGEST,
  optional: false,
};
const CALL: ManifestField = {
  field: '/call',
  content: 'The word "activate", "renew" or "release".',
  purpose: 'Says what is asked for.',
  form: '^(activate|renew|release)$',
  optional: false,
};

const BY_PERSON = 'When the app calls it, after a person';
const REQUESTS: readonly ManifestRequest[] = [
  {
    kind: 'activate',
    path: PATHS.activations,
    when: `${BY_PERSON} entered a license key: activate().`,
    fields: fieldsOf('activate'),
  },
  {
    kind: 'begin sign-in',
    path: PATHS.signIns,
    when: `${BY_PERSON} chose to sign in: activateBySignIn().`,
    fields: fieldsOf('activateBySignIn').filter(({ field }) => field === '/product'),
  },
  {
    kind: 'poll sign-in',
    path: PATHS.signInActivations,
    when: 'Every few seconds while the app waits for the person to sign in, ten minutes at most.',
    fields: fieldsOf('activateBySignIn'),
  },
  {
    kind: 'start trial',
    path: PATHS.trials,
    when: `${BY_PERSON} asked for a trial: startTrial().`,
    fields: fieldsOf('startTrial'),
  },
  {
    kind: 'renew',
    path: PATHS.lease,
    when: 'When the app calls renew() or borrowSeat(), or calls keepFresh() and a renewal is due; before a release, if the answer to a renewal was lost.',
    fields: fieldsOf('renew'),
  },
  {
    kind: 'release',
    path: PATHS.release,
    when: `${BY_PERSON} gave the seat back: release().`,
    fields: fieldsOf('release'),
  },
  {
    kind: 'telemetry report',
    path: TELEMETRY_PATHS.report,
    when: 'Only if the person has opted in: in one week out of four, when the app calls telemetry.report().',
    fields: [CELLS],
  },
  {
    kind: 'support bundle',
    path: PATHS.bundles,
    when: 'Only if the person has made a support bundle and wants it sent: sendSupportBundle().',
    fields: [ZIP],
  },
  ...(['activate', 'renew', 'release'] as const).map((call) => ({
    kind: `${call}, in a file`,
    path: null,
    when: 'When the app of a machine without network writes a request file, which a person carries to the vendor.',
    fields: [CALL, ANSWER_KEY, ...fieldsOf(call, '/body')],
  })),
];

const NEVER_SENT = [
  'the name of the computer, or of an account on it',
  'the path of a file or folder',
  'the address or the name of a network adapter',
  'the install id, the secret of an activation, and the keys of the tags',
  'the license key, in any request but that of an activation',
  'language, time zone and clock',
  'the version of the app, the SDK or the operating system, unless the person has opted in to telemetry',
  'what a person does in the app, unless the person has opted in to telemetry of the features that the app names',
  'cookies and ids of advertising',
] as const;

const NOTES = [
  'Nothing is sent by the import, the constructor or check().',
  'sent() shows each request on the machine for 90 days, and telemetry.sent() each report.',
  'As with any connection, the server and the networks on the way see the network address from which a request comes.',
  'A proxy, if the app or the environment names one, gets the name and port of the server, and its own user and password.',
  'An app that passes its own fetch, such as that of Electron, may add headers of that runtime.',
] as const;

const exactly = (...values: string[]): string => `^(${values.join('|').replaceAll('+', '\\+')})$`;
const BY_SDK: Readonly<Record<keyof typeof HEADERS | typeof BUNDLE_HEADER, Meaning>> = {
  'content-type': ['The type of the body.', exactly(HEADERS['content-type'], BUNDLE_TYPE)],
  accept: ['The types of answer that the SDK reads.', exactly(HEADERS.accept)],
  'user-agent': ['The same word for every app, version and system.', exactly(HEADERS['user-agent'])],
  [BUNDLE_HEADER]: [
    'Only with a support bundle: a random nonce and, if the app is activated, the id of the activation, its two counters and a proof.',
    '^[\\w-]{22}(\\.[\\w-]{22}\\.\\d+\\.\\d+\\.[\\w-]{43})?$',
  ],
};
const BY_RUNTIME: Readonly<Record<string, Meaning>> = {
  host: ['The host of the license server, from the app.', '^[^\\s/]+$'],
  connection: ['Whether the connection stays open.', '^(keep-alive|close)$'],
  'content-length': ['The length of the body.', '^\\d+$'],
  'accept-encoding': ['The compressions that the runtime reads.', '^[a-z, ]+$'],
  'accept-language': ['A star: any language.', '^\\*$'],
  'sec-fetch-mode': ['The mode of fetch.', '^cors$'],
};

const headersOf = (by: 'sdk' | 'runtime', meanings: Readonly<Record<string, Meaning>>) =>
  Object.entries(meanings).map(([name, [content, form]]) => ({ name, by, form, content }));

/** Makes the manifest of this version of the SDK. */
export function makePrivacyManifest(): PrivacyManifest {
  return {
    format: 1,
    package: '@quietkey/client',
    sdk: SDK_VERSION,
    requests: REQUESTS,
    headers: [...headersOf('sdk', BY_SDK), ...headersOf('runtime', BY_RUNTIME)],
    reads: {
      linux: describeSources('linux'),
      darwin: describeSources('darwin'),
      win32: describeSources('win32'),
      other: describeSources('other'),
    },
    telemetry: countersOn(VOCABULARY_RELEASED, NO_LISTS),
    neverSent: NEVER_SENT,
    notes: NOTES,
  };
}
