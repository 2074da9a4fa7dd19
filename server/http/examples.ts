/**
 * The examples of the OpenAPI document: a request and an answer for each operation, all from one small shop. Tokens are
 * shortened with "…". `test/server/http/examples.test.ts` compares each example with its schema, and fails for an
 * operation without an example.
 */

import type { BundleAnswer } from '../../client-sdk/typescript/contract/bundle.ts';
import { DEFAULT_TERMS, type ProductView } from '../../client-sdk/typescript/contract/product-terms.ts';
import type {
  PublicTelemetry,
  TelemetryReport,
} from '../../client-sdk/typescript/contract/telemetry-vocabulary.ts';
import type {
  ActivationView,
  CorrectionAnswer,
  CorrectionRequest,
  IssueAnswer,
  IssueRequest,
  LicenseDetails,
  LicenseView,
} from '../../client-sdk/typescript/contract/license-view.ts';
import type { OfflineAnswer } from '../../client-sdk/typescript/contract/offline.ts';
import type {
  SignInActivation,
  SignInAnswer,
  SignInRequest,
} from '../../client-sdk/typescript/contract/sign-in.ts';
import type { TrialAnswer, TrialRequest } from '../../client-sdk/typescript/contract/trial.ts';
import type {
  ActivateAnswer,
  ActivateRequest,
  ProvenRequest,
  StatementAnswer,
} from '../../client-sdk/typescript/contract/wire.ts';

export interface Example {
  /** Absent: the operation reads no body. */
  readonly body?: object;
  readonly answer: unknown;
  /** The answer to a repeated request, if it differs from the first answer. */
  readonly repeated?: unknown;
}

/** The `requestId` of the examples of problems. */
export const REQUEST_ID = 'q1uWz3eAwnN0kQm2rVb8sY';

const LICENSE = '6p2iRu0mXw1cZb9yKq4dTA';
const ACTIVATION = 'Tq3vXw1cZb9yKq4dTA6p2i';
const TAG = 'nN0kQm2rVb8sYt1uWz3eAw';
const NONCE = 'c4Vb8sYt1uWz3eAwnN0kQm';
const PROOF = 'hV2bq0mXw1cZb9yKq4dTA6p2iRu0mXw1cZb9yKq4dTA';
/** The placeholder for the rest of a text that is cut. */
const CUT = 'eyJjYWxsIjoiYWN0aXZhdGUiLCJr…';
const LICENSE_KEY = 'SONAR-1NN7X-H7REJ-PC2KB-SZMN6-NGYMS-T4WWQ';
const [LEASE, STATEMENT, KEY_SET] = ['lease', 'statement', 'key-set'].map(cutToken) as [
  string,
  string,
  string,
];

/** The header of a token, and the beginning of its payload. */
function cutToken(kind: string): string {
  const header = { alg: 'EdDSA', typ: `quietkey-${kind}+jwt`, kid: 'r9hcK3TV2XE4sexR47zLB5' };
  return `${Buffer.from(JSON.stringify(header)).toString('base64url')}.eyJpc3MiOiJxdWlldGtleTo…`;
}

/** The only page of a list with one item. */
function onePage(item: object): object {
  return { items: [item], next: null, more: 0 };
}

const product: ProductView = {
  product: 'sonar',
  name: 'Sonar Pro',
  prefix: 'SONAR',
  terms: { ...DEFAULT_TERMS, seats: 3, durationDays: 365, entitlements: ['pro'] },
  demo: false,
  createdOn: '2026-11-24',
  keptUntil: null,
};
const license: LicenseView = {
  license: LICENSE,
  product: 'sonar',
  status: 'active',
  seats: 3,
  used: 1,
  endsOn: '2027-11-23',
  updatesUntil: null,
  entitlements: ['pro'],
  createdOn: '2026-11-24',
  suspendedOn: null,
  revokedOn: null,
};
const details: LicenseDetails = {
  ...license,
  reason: null,
  orders: [{ order: 'A-1017', product: 'sonar', orderedOn: '2026-11-24' }],
  account: 'ada',
};
const activation: ActivationView = {
  activation: ACTIVATION,
  machine: 'distant arbor',
  status: 'active',
  username: null,
  network: '203.0.113.0/24',
  createdOn: '2026-11-24',
  lastSeenOn: '2026-11-24',
  leaseEndsOn: '2026-12-24',
};
const activated: ActivateAnswer = {
  activation: ACTIVATION,
  epoch: 1,
  sequence: 1,
  secret: PROOF,
  lease: LEASE,
  keySet: KEY_SET,
};
const stated: StatementAnswer = { statement: STATEMENT, keySet: KEY_SET };
const proven: ProvenRequest = {
  epoch: 1,
  sequence: 1,
  nonce: NONCE,
  tags: [TAG],
  identity: 'adapters',
  proof: PROOF,
};
const issued: IssueAnswer = {
  license: { ...license, used: 0 },
  licenseKey: LICENSE_KEY,
  alreadyIssued: false,
};
const correction: CorrectionAnswer = { license: { ...license, seats: 5 }, licenseKey: null };
const telemetry: PublicTelemetry = {
  $schema: '/telemetry/public.schema.json',
  epsilon: 1,
  counters: [
    {
      name: 'arch',
      owner: "the vendor's product owner",
      question: 'Which processors must be built for?',
      expires: '2027-11-01',
      cells: ['arch/x64', 'arch/arm64', 'arch/other'],
    },
  ],
  weeks: [
    { week: '2026-W48', total: 412, cells: { 'arch/x64': 301, 'arch/arm64': 108, 'arch/other': '<20' } },
  ],
};

/** The examples, by the names of the operations. */
export const EXAMPLES: Readonly<Record<string, Example>> = {
  activate: {
    body: {
      product: 'sonar',
      licenseKey: LICENSE_KEY,
      tags: [TAG],
      identity: 'adapters',
      nonce: NONCE,
    } satisfies ActivateRequest,
    answer: activated,
  },
  takeBundle: { answer: { bundle: ACTIVATION } satisfies BundleAnswer },
  beginSignIn: {
    body: { product: 'sonar' } satisfies SignInRequest,
    answer: {
      deviceCode: `${ACTIVATION}.${PROOF}`,
      userCode: 'BCDF-GHJK',
      words: 'distant arbor',
      page: '/activate',
      expiresIn: 600,
      interval: 5,
    } satisfies SignInAnswer,
  },
  startTrial: {
    body: {
      product: 'sonar',
      trialTags: [NONCE],
      tags: [TAG],
      identity: 'adapters',
    } satisfies TrialRequest,
    answer: { ...activated, per: 'machine', endsOn: '2026-12-08' } satisfies TrialAnswer,
  },
  activateSignedIn: {
    body: {
      product: 'sonar',
      deviceCode: `${ACTIVATION}.${PROOF}`,
      tags: [TAG],
      identity: 'adapters',
      nonce: NONCE,
    } satisfies SignInActivation,
    answer: activated,
  },
  renewLease: { body: proven, answer: { ...activated, sequence: 2 } },
  releaseLease: { body: proven, answer: stated },
  answerOffline: {
    body: { request: `qkreq1.${CUT}` },
    answer: {
      call: 'renew',
      outcome: 'lease',
      product: 'sonar',
      license: LICENSE,
      activation: ACTIVATION,
      machine: 'distant arbor',
      leaseEndsOn: '2026-12-24',
      answer: `qkans1.${NONCE}.${PROOF}.${CUT}`,
    } satisfies OfflineAnswer,
  },
  keySet: { answer: { keySet: KEY_SET } },
  showHead: {
    answer: {
      leaves: 128,
      head: 'q1ebRm7QOVqgMpRlxZAFjtcMzC2P0pBlZQ0X6kqzW3g',
      token: cutToken('audit-head'),
    },
  },
  listProducts: { answer: onePage(product) },
  addProduct: {
    body: {
      product: 'sonar',
      name: 'Sonar Pro',
      prefix: 'SONAR',
      terms: { seats: 3, durationDays: 365, entitlements: ['pro'] },
    },
    answer: product,
  },
  showProduct: { answer: product },
  changeProduct: {
    body: { terms: { leaseDays: 60 } },
    answer: { ...product, terms: { ...product.terms, leaseDays: 60 } },
  },
  issueLicense: {
    body: { product: 'sonar', email: 'ada@example.com', order: 'A-1017', seats: 3 } satisfies IssueRequest,
    answer: issued,
    repeated: { ...issued, alreadyIssued: true },
  },
  findLicenses: { body: { order: 'A-1017' }, answer: onePage(license) },
  showLicense: { answer: details },
  renewLicense: {
    body: { endsOn: '2028-11-23', reason: 'renewal paid' },
    answer: { ...license, endsOn: '2028-11-23', changed: true },
  },
  suspendLicense: {
    body: { reason: 'payment overdue' },
    answer: { ...license, status: 'suspended', suspendedOn: '2026-12-01', changed: true },
  },
  reinstateLicense: { answer: { ...license, changed: true } },
  revokeLicense: {
    body: { reason: 'refunded' },
    answer: { ...license, status: 'revoked', revokedOn: '2026-12-01', changed: true },
  },
  forgiveCopies: { answer: { ...license, changed: true } },
  setSeats: {
    body: { seats: 5, reason: 'two more were paid' },
    answer: { ...license, seats: 5, changed: true },
  },
  setEntitlements: {
    body: { entitlements: ['pro', 'cloud:2027-12-31'], reason: 'a year of cloud was paid' },
    answer: { ...license, entitlements: ['pro', 'cloud:2027-12-31'], changed: true },
  },
  correctLicense: {
    body: { seats: 5, reason: 'the shop sent another quantity' } satisfies CorrectionRequest,
    answer: correction,
  },
  listActivations: { answer: onePage(activation) },
  releaseByOperator: { answer: { ...activation, status: 'released' } satisfies ActivationView },
  countMails: { answer: { due: 2 } },
  takeMails: {
    answer: [
      {
        mail: 'Wm2rVb8sYt1uWz3eAwnN0k',
        sealed: 'eyJhbGciOiJFQ0RILUVTIiwi…',
        tries: 0,
        takenSecond: 1_795_512_600,
      },
    ],
  },
  deleteMail: { answer: { deleted: 1 } },
  failMail: { body: { answer: 'EENVELOPE 550 5.7.1', final: false }, answer: { deleted: 0 } },
  report: { body: { cells: { 'arch/x64': 1, 'arch/arm64': 0 } } satisfies TelemetryReport, answer: {} },
  publicTelemetry: { answer: telemetry },
  telemetrySchema: {
    answer: { $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'object' },
  },
  listCounts: {
    answer: onePage({ kind: 'refusals', product: 'sonar', code: 'seats_taken', on: '2026-11-24', n: 2 }),
  },
  health: { answer: { status: 'ok', version: '0.1.0' } },
  ready: { answer: { status: 'ready', clockBelieved: true } },
  openApi: { answer: { openapi: '3.1.0' } },
};
