/**
 * The zod schemas of request bodies, from which types, parsing and OpenAPI come. The compiler checks that each schema
 * has exactly the type that the contract declares for the request. Every text is bounded, and unknown members are
 * refused. The domain checks what a value means, such as whether an email is valid or whether terms contradict each
 * other.
 */

import { z } from 'zod';
import { SEATS_MAX } from '../../client-sdk/typescript/contract/product-terms.ts';
import type { CorrectionRequest, IssueRequest } from '../../client-sdk/typescript/contract/license-view.ts';
import { OFFLINE_CHARACTERS_MAX } from '../../client-sdk/typescript/contract/offline.ts';
import type { SignInActivation, SignInRequest } from '../../client-sdk/typescript/contract/sign-in.ts';
import type { TrialRequest } from '../../client-sdk/typescript/contract/trial.ts';
import {
  BORROW_DAYS_MAX,
  TAGS_MAX,
  type ActivateRequest,
  type ProvenRequest,
  type RenewRequest,
} from '../../client-sdk/typescript/contract/wire.ts';
import { FREE_TEXTS } from '../domain/kernel/free-text.ts';
import { MAIL_ANSWER_CHARACTERS_MAX } from '../domain/mail/delivery.ts';
import { PURPOSE_FORM } from '../domain/kernel/purpose.ts';
import { EMAIL_TYPED_CHARACTERS_MAX } from '../domain/licensing/email.ts';
import { PAGE_ITEMS, PAGE_ITEMS_MAX } from '../domain/kernel/page.ts';
import { entitlements, termsTaken, WORD_CHARACTERS_MAX } from './term-schemas.ts';
import { freeText, textOfUnits } from './text-schemas.ts';

/** The maximum length of a text that contains a license key, in UTF-16 units. The SDK sends only the 30 symbols; other clients may send more. */
export const KEY_TEXT_CHARACTERS_MAX = 4096;
const USERNAME_CHARACTERS_MAX = 64;

/**
 * Returns a schema unchanged. A call does not compile unless the schema's type is the same as the given type, member by
 * member. Use: `same<ActivateRequest>()(z.strictObject(…))`.
 */
export function same<Wire>() {
  return <Schema extends z.ZodType<Wire>>(schema: Schema & Sameness<z.infer<Schema>, Wire>): Schema => schema;
}

type Sameness<One, Other> = [Other] extends [One]
  ? [keyof One, keyof Other] extends [keyof Other, keyof One]
    ? unknown
    : never
  : never;

export const ID = /^[A-Za-z0-9_-]{22}$/;
export const id = z
  .string()
  .regex(ID, 'must have 22 base64url characters')
  .meta({ examples: ['6p2iRu0mXw1cZb9yKq4dTA'] });
const digest = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'must have 43 base64url characters');
const count = z.int().min(0);
const tags = z
  .array(id)
  .max(TAGS_MAX)
  .refine((list) => new Set(list).size === list.length, 'must not repeat a tag')
  .meta({
    uniqueItems: true,
    description:
      'Device tags: keyed hashes of the addresses of the machine’s network adapters, or of the id of the ' +
      'installation. Empty only if the identity is none.',
  });
const identity = z.enum(['adapters', 'install', 'none']).exactOptional().meta({
  description: 'What the tags are made from. Absent in requests of older clients, which means adapters.',
});
const TAGS_FAULT = { path: ['tags'], message: 'must be empty if the identity is none, and only then' };

function tagsFit({ tags: sent, identity: made }: Pick<ActivateRequest, 'tags' | 'identity'>): boolean {
  return (sent.length === 0) === (made === 'none');
}
const nonce = id.meta({ description: 'Random. Repeating a request with its nonce gets the same answer.' });
const date = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a date YYYY-MM-DD')
  .meta({ description: 'A UTC day, inclusive.', examples: ['2031-12-31'] });
const lastDay = date.nullable().exactOptional();
export const reason = freeText('reason').meta({
  description:
    'The reason. The owner of the license can read it. It must not contain an address, a telephone number or a card number.',
  examples: ['payment overdue'],
});
export const purpose = freeText('purpose').meta({
  description: `Why you look at a customer’s record: ${PURPOSE_FORM}. By default the purpose of the token; without one, the request is refused. The owner of the license can read it.`,
  examples: ['support: ticket T-1017'],
});
const product = z
  .string()
  .max(FREE_TEXTS.productId.charactersMax)
  .meta({ examples: ['sonar'] });
const order = z
  .string()
  .max(FREE_TEXTS.order.charactersMax)
  .meta({ description: 'The payment processor’s reference of the order.', examples: ['A-1017'] });
const email = textOfUnits(EMAIL_TYPED_CHARACTERS_MAX).meta({ examples: ['ada@example.com'] });
/** The query parameters of a list. */
export const pageLimit = z
  .int()
  .min(1)
  .max(PAGE_ITEMS_MAX)
  .meta({
    description: `The maximum number of items in the answer; ${PAGE_ITEMS} by default.`,
    examples: [50],
  });
export const cursor = z
  .string()
  .max(400)
  .meta({
    description: 'The `next` of the page before: this page follows it.',
    examples: ['MjA3ODM6NnAyaVJ1MG1YdzFjWmI5eUtxNGRUQQ'],
  });

const seats = z.int().min(1).max(SEATS_MAX);

const held = z
  .strictObject({ activation: id, epoch: count, sequence: count, proof: digest })
  .exactOptional()
  .meta({ description: 'The activation that the machine already has, if any, so that it keeps its seat.' });

export const activateRequest = same<ActivateRequest>()(
  z
    .strictObject({
      product,
      licenseKey: textOfUnits(KEY_TEXT_CHARACTERS_MAX),
      username: z.string().max(USERNAME_CHARACTERS_MAX).exactOptional(),
      tags,
      identity,
      nonce,
      held,
    })
    .refine(tagsFit, TAGS_FAULT)
    .meta({ id: 'ActivateRequest' }),
);

export const signInRequest = same<SignInRequest>()(z.strictObject({ product }).meta({ id: 'SignInRequest' }));

export const signInActivation = same<SignInActivation>()(
  z
    .strictObject({
      product,
      deviceCode: z
        .string()
        .regex(/^[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}$/, 'must be the device code of a sign-in'),
      tags,
      identity,
      nonce,
      held,
    })
    .refine(tagsFit, TAGS_FAULT)
    .meta({ id: 'SignInActivation' }),
);

export const trialRequest = same<TrialRequest>()(
  z
    .strictObject({
      product,
      trialTags: tags.min(1).meta({
        description:
          'Slow hashes (scrypt) of the addresses of the machine’s own network adapters, or one of the id of the ' +
          'installation. The server stores a keyed hash of each.',
      }),
      tags: tags.min(1).meta({ description: 'The device tags of the lease, under a key that the app made.' }),
      identity: z.enum(['adapters', 'install']).meta({ description: 'What the tags are made from.' }),
    })
    .meta({ id: 'TrialRequest' }),
);

const proven = { epoch: count, sequence: count, nonce, tags, identity, proof: digest };
export const provenRequest = same<ProvenRequest>()(
  z.strictObject(proven).refine(tagsFit, TAGS_FAULT).meta({ id: 'ProvenRequest' }),
);
export const renewRequest = same<RenewRequest>()(
  z
    .strictObject({
      ...proven,
      borrowDays: z.int().min(1).max(BORROW_DAYS_MAX).exactOptional().meta({
        description: 'Borrows a floating seat for so many days. The verb of the proof is then `borrow`.',
      }),
    })
    .refine(tagsFit, TAGS_FAULT)
    .meta({ id: 'RenewRequest' }),
);

export const offlineRequest = z
  .strictObject({
    request: textOfUnits(OFFLINE_CHARACTERS_MAX).meta({
      description: 'The text of the request file, whole or in its numbered parts. It begins with `qkreq1.`.',
    }),
  })
  .meta({ id: 'OfflineRequest' });

export const issueRequest = same<IssueRequest>()(
  z
    .strictObject({
      product,
      email,
      order: order.exactOptional(),
      seats: seats.exactOptional(),
      endsOn: date
        .nullable()
        .exactOptional()
        .meta({ description: 'Last day; null for a perpetual license.' }),
      entitlements: entitlements.exactOptional(),
    })
    .meta({ id: 'IssueRequest' }),
);

export const mailFailureRequest = z
  .strictObject({
    answer: z
      .string()
      .max(MAIL_ANSWER_CHARACTERS_MAX)
      .meta({ description: 'Codes, without text of the mail server.', examples: ['EENVELOPE 550 5.7.1'] }),
    final: z.boolean().meta({ description: 'True: the mail is given up. False: it is tried again later.' }),
  })
  .meta({ id: 'MailFailure' });
export const searchRequest = z
  .strictObject({ email: email.exactOptional(), order: order.exactOptional() })
  .meta({ id: 'LicenseSearch', description: 'Either an email or an order.' });
export const correctionRequest = same<CorrectionRequest>()(
  z
    .strictObject({
      email: email.exactOptional(),
      product: product.exactOptional().meta({ description: 'Needs `email`.' }),
      seats: seats.exactOptional(),
      keepKey: z
        .boolean()
        .exactOptional()
        .meta({ description: 'True: the key of the old email still activates machines. Needs `email`.' }),
      reason: reason.exactOptional(),
    })
    .meta({ id: 'CorrectionRequest' }),
);
export const reasonRequest = z.strictObject({ reason: reason.exactOptional() }).meta({ id: 'Reason' });
export const seatsRequest = z
  .strictObject({ seats, reason: reason.exactOptional() })
  .meta({ id: 'SeatsRequest' });
export const entitlementsRequest = z
  .strictObject({ entitlements, reason: reason.exactOptional() })
  .meta({ id: 'EntitlementsRequest' });
export const termRequest = z
  .strictObject({
    endsOn: lastDay.meta({
      description: "New last day; null: perpetual; absent: extended by the product's duration.",
    }),
    updatesUntil: lastDay.meta({
      description: "Last day of updates; null: all versions; absent: by the product's terms.",
    }),
    reason: reason.exactOptional(),
  })
  .meta({ id: 'TermRequest' });

/** The terms of a product. An absent one gets its default, and in a change it stays. The domain checks the limits. */
const termsRequest = z.strictObject(termsTaken).meta({ id: 'TermsRequest' });
const name = textOfUnits(FREE_TEXTS.productName.charactersMax).meta({ examples: ['Sonar Pro'] });
const prefix = z
  .string()
  .max(WORD_CHARACTERS_MAX)
  .nullable()
  .exactOptional()
  .meta({ description: 'The capital letters before each license key; null: none.', examples: ['SONAR'] });

const demo = z.boolean().meta({
  description:
    'True: a demo product. Its terms are fixed, it has at most 1,000 activations, and each is gone after a day.',
});
export const addProductRequest = z
  .strictObject({ product, name, prefix, terms: termsRequest.exactOptional(), demo: demo.exactOptional() })
  .meta({ id: 'AddProduct' });
const CURRENT = { description: 'The current value: it cannot be changed.' };
export const changeProductRequest = z
  .strictObject({
    name: name.exactOptional(),
    prefix,
    terms: termsRequest.exactOptional(),
    product: product.exactOptional().meta(CURRENT),
    demo: z.boolean().exactOptional().meta(CURRENT),
    createdOn: date.exactOptional().meta(CURRENT),
    keptUntil: lastDay.meta(CURRENT),
  })
  .meta({
    id: 'ChangeProduct',
    description: 'The changed members; or a whole product as it was shown, with changes.',
  });
