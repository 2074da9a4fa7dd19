/**
 * The zod schemas of answers, for OpenAPI and the tests. The compiler checks that each schema has exactly the type that
 * the contract declares for the answer. Answers are not parsed before they are sent, because the types of the domain
 * guarantee their form.
 */

import { z } from 'zod';
import type { AuditHeadAnswer } from '../../client-sdk/typescript/contract/audit.ts';
import type { BundleAnswer } from '../../client-sdk/typescript/contract/bundle.ts';
import { CODES } from '../../client-sdk/typescript/contract/codes.ts';
import type { ProductView } from '../../client-sdk/typescript/contract/product-terms.ts';
import type {
  ActivationView,
  FoundCopies,
  CorrectionAnswer,
  IssueAnswer,
  LicenseChange,
  LicenseDetails,
  LicenseView,
} from '../../client-sdk/typescript/contract/license-view.ts';
import type { OfflineAnswer } from '../../client-sdk/typescript/contract/offline.ts';
import type { SignInAnswer } from '../../client-sdk/typescript/contract/sign-in.ts';
import type { TrialAnswer } from '../../client-sdk/typescript/contract/trial.ts';
import type {
  ActivateAnswer,
  KeySetAnswer,
  Problem,
  RenewedAnswer,
  StatementAnswer,
} from '../../client-sdk/typescript/contract/wire.ts';
import type { WaitingMail } from '../domain/mail/outbox.ts';
import { id, same } from './request-schemas.ts';
import { termsShown } from './term-schemas.ts';

const count = z.int().min(0);
const day = z
  .string()
  .meta({ format: 'date', description: 'A UTC day, inclusive.', examples: ['2031-12-31'] });
const token = z.string().meta({ description: 'A compact JWS.' });
const keySet = token.meta({ description: 'The key set, a compact JWS signed by the root key.' });

const granted = {
  activation: id,
  epoch: count,
  sequence: count,
  secret: z.string().meta({
    description: 'The secret with which the machine proves its next requests: 32 bytes in base64url.',
  }),
  lease: token,
  keySet,
  farewell: token
    .meta({
      description: 'The farewell of the product, once it is published: a compact JWS signed by the root key.',
    })
    .optional(),
};
export const activateAnswer = same<ActivateAnswer>()(z.strictObject(granted).meta({ id: 'ActivateAnswer' }));
export const trialAnswer = same<TrialAnswer>()(
  z
    .strictObject({
      ...granted,
      per: z.enum(['machine', 'install']).meta({ description: 'What the twelve months are counted by.' }),
      endsOn: day,
    })
    .meta({ id: 'TrialAnswer' }),
);
export const bundleAnswer = same<BundleAnswer>()(
  z
    .strictObject({
      bundle: id.meta({ description: 'The id by which the person can name the bundle to the vendor.' }),
    })
    .meta({ id: 'BundleAnswer' }),
);
export const signInAnswer = same<SignInAnswer>()(
  z
    .strictObject({
      deviceCode: z.string().meta({ description: 'The secret with which the app polls. Show it to nobody.' }),
      userCode: z
        .string()
        .meta({ description: 'The code that the customer types.', examples: ['BCDF-GHJK'] }),
      words: z.string().meta({ description: 'Two words that app and portal both show, to be compared.' }),
      page: z.string().meta({ description: 'The path of the page for the code, on this server.' }),
      expiresIn: count.meta({ description: 'Seconds for which the codes are valid.' }),
      interval: count.meta({ description: 'Seconds between two polls.' }),
    })
    .meta({ id: 'SignInAnswer' }),
);
const statementAnswer = same<StatementAnswer>()(
  z.strictObject({ statement: token, keySet }).meta({ id: 'StatementAnswer' }),
);
const notices = z
  .array(z.enum(['takeover', 'policy']))
  .meta({ description: 'What the app can tell the person: somebody asks to take the license over.' });
const renewedAnswer = same<RenewedAnswer>()(
  z.strictObject({ ...granted, notices: notices.optional() }).meta({ id: 'RenewedAnswer' }),
);
export const renewAnswer = z.union([renewedAnswer, statementAnswer]);
export const offlineAnswer = same<OfflineAnswer>()(
  z
    .strictObject({
      call: z.enum(['activate', 'renew', 'release']),
      outcome: z.enum(['lease', 'released', 'suspended', 'revoked']),
      product: z.string(),
      license: id,
      activation: id,
      machine: z.string(),
      leaseEndsOn: day.nullable(),
      answer: z.string().meta({ description: 'The text for the machine, which only that machine can open.' }),
    })
    .meta({ id: 'OfflineAnswer' }),
);
export const keySetAnswer = same<KeySetAnswer>()(z.strictObject({ keySet }).meta({ id: 'KeySetAnswer' }));
export const auditHead = same<AuditHeadAnswer>()(
  z
    .strictObject({
      leaves: count,
      head: z.string().meta({ description: 'The hash of the last leaf; empty if there is none.' }),
      token: token.meta({ description: 'The signed head, a compact JWS by the receipt key.' }),
    })
    .meta({ id: 'AuditHeadAnswer' }),
);

export const productView = same<ProductView>()(
  z
    .strictObject({
      product: z.string(),
      name: z.string(),
      prefix: z.string().nullable(),
      terms: z.strictObject(termsShown).meta({ id: 'Terms' }),
      demo: z.boolean(),
      createdOn: day,
      keptUntil: day.nullable(),
    })
    .meta({ id: 'ProductView' }),
);

/** A page of a list. */
export const pageOf = <Item extends z.ZodType>(item: Item, id: string) =>
  z
    .strictObject({
      items: z.array(item),
      next: z
        .string()
        .nullable()
        .meta({ description: 'Send it as `after` for the next page; null: this is the last.' }),
      more: count.meta({ description: 'The number of items after this page.' }),
    })
    .meta({ id });
export const productList = pageOf(productView, 'ProductList');

const foundCopies = same<FoundCopies>()(
  z
    .strictObject({
      activation: id,
      machine: z.string(),
      copies: count,
      firstFoundOn: day,
      lastFoundOn: day,
    })
    .meta({ id: 'FoundCopies', description: 'Two machines seem to use this activation.' }),
);

const licenseMembers = {
  license: id,
  product: z.string(),
  status: z.enum(['active', 'suspended', 'revoked', 'ended']),
  seats: count,
  used: count,
  endsOn: day.nullable(),
  updatesUntil: day.nullable(),
  entitlements: z.array(z.string()),
  createdOn: day,
  suspendedOn: day.nullable(),
  revokedOn: day.nullable(),
};
export const licenseView = same<LicenseView>()(z.strictObject(licenseMembers).meta({ id: 'LicenseView' }));
export const licenseChange = same<LicenseChange>()(
  z
    .strictObject({
      ...licenseMembers,
      changed: z.boolean().meta({ description: 'False: the license already had the requested state.' }),
    })
    .meta({ id: 'LicenseChange' }),
);
export const licenseDetails = same<LicenseDetails>()(
  z
    .strictObject({
      ...licenseMembers,
      reason: z
        .string()
        .nullable()
        .meta({ description: 'Why it was suspended or revoked, kept for a year.' }),
      orders: z.array(z.strictObject({ order: z.string(), product: z.string(), orderedOn: day })),
      account: z
        .string()
        .nullable()
        .meta({ description: 'The username of the portal account that owns the license.' }),
      copies: z
        .array(foundCopies)
        .exactOptional()
        .meta({ description: 'The copies that were found of machines of the license.' }),
    })
    .meta({ id: 'LicenseDetails' }),
);
export const licenseList = pageOf(licenseView, 'LicenseList');
export const issueAnswer = same<IssueAnswer>()(
  z
    .strictObject({
      license: licenseView,
      licenseKey: z.string(),
      alreadyIssued: z.boolean().meta({ description: 'True: an earlier request issued the license.' }),
    })
    .meta({ id: 'IssueAnswer' }),
);
export const correctionAnswer = same<CorrectionAnswer>()(
  z
    .strictObject({
      license: licenseView,
      licenseKey: z
        .string()
        .nullable()
        .meta({ description: 'The key of the corrected email; null: the key is unchanged.' }),
    })
    .meta({ id: 'CorrectionAnswer' }),
);

export const activationView = same<ActivationView>()(
  z
    .strictObject({
      activation: id,
      machine: z
        .string()
        .meta({ description: 'The name of the machine, two words, which the customer sees too.' }),
      status: z.enum(['active', 'lapsed', 'released']),
      username: z.string().nullable(),
      network: z.string().nullable().meta({ description: 'Network prefix, /24 or /48, kept for 30 days.' }),
      createdOn: day,
      lastSeenOn: day,
      leaseEndsOn: day,
    })
    .meta({ id: 'ActivationView' }),
);
export const activationList = pageOf(activationView, 'ActivationList');

export const mailCount = z.strictObject({ due: count }).meta({ id: 'MailCount' });
export const mailBatch = z.array(
  same<WaitingMail>()(
    z
      .strictObject({
        mail: id,
        sealed: z.string().meta({ description: 'A JWE that only the mailer can decrypt.' }),
        tries: count,
        takenSecond: count.meta({
          description: 'The server’s time by which the mail expires, in seconds since 1970.',
        }),
      })
      .meta({ id: 'WaitingMail' }),
  ),
);
export const mailDeleted = z.strictObject({ deleted: count }).meta({ id: 'MailDeleted' });

export const healthAnswer = z
  .strictObject({ status: z.literal('ok'), version: z.string() })
  .meta({ id: 'HealthAnswer' });
export const readyAnswer = z
  .strictObject({
    status: z.literal('ready'),
    clockBelieved: z.boolean().meta({
      description:
        "False: the server's clock jumped. Nothing irreversible is done until the clock is confirmed.",
    }),
  })
  .meta({ id: 'ReadyAnswer' });
export const openApiAnswer = z.looseObject({ openapi: z.string() });

export const problem = same<Problem>()(
  z
    .strictObject({
      type: z.string(),
      title: z.string(),
      status: z.int(),
      code: z.enum(CODES),
      detail: z.string(),
      remedy: z.string(),
      requestId: z.string(),
      errors: z
        .array(
          z.strictObject({
            pointer: z.string().meta({ description: 'A JSON Pointer (RFC 6901) to a member of the body.' }),
            message: z.string(),
          }),
        )
        .exactOptional(),
    })
    .meta({ id: 'Problem', description: 'RFC 9457 problem details. The list of codes is closed.' }),
);
