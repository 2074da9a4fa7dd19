/**
 * The one way in which the product says no. A refusal has a code from a closed list, most of it the contract's; this table
 * gives each code a sentence for a human and a remedy. Codes that only a door can meet stand here too, so that one
 * list holds every sentence. Refusals write nothing: throwing one inside an operation rolls it back.
 */

import type { Code } from '../../../client-sdk/typescript/contract/wire.ts';

/** Codes that only the portal and the command line meet: no client needs to know them. */
export const PORTAL_CODES = [
  'account_unknown',
  'username_taken',
  'password_refused',
  'credentials_wrong',
  'link_unknown',
  'license_owned',
  'email_mismatch',
  'mail_absent',
] as const;

export type RefusalCode = Code | (typeof PORTAL_CODES)[number];

export interface Sentence {
  readonly says: string;
  readonly remedy: string;
}

export const SENTENCES: Readonly<Record<RefusalCode, Sentence>> = {
  license_key_malformed: {
    says: 'This license key has a typing error.',
    remedy: 'Compare it with the one you received; it has 30 letters and digits in six groups of five.',
  },
  license_key_unknown: {
    says: 'This license key is not known for this product.',
    remedy: 'Check that the key belongs to this product, or ask the vendor to find your license.',
  },
  license_suspended: {
    says: 'This license is suspended.',
    remedy: 'Ask the vendor why; it can be reinstated.',
  },
  license_revoked: {
    says: 'This license was revoked.',
    remedy: 'Ask the vendor if you think this is wrong.',
  },
  license_ended: { says: 'This license has ended.', remedy: 'Renew the license with the vendor.' },
  seats_taken: {
    says: 'All seats of this license are taken.',
    remedy: 'Release a machine that you no longer use, or buy another seat.',
  },
  username_required: {
    says: 'This product asks for your account username when it is activated.',
    remedy: 'Give the username of your account.',
  },
  username_malformed: {
    says: 'This is not a username.',
    remedy:
      'Use 2 to 32 letters, digits, dots, dashes or underscores, beginning with a letter or digit; no @.',
  },
  activation_unknown: {
    says: 'The server does not know this activation.',
    remedy: 'Activate again with your license key; until then the lease you hold goes on.',
  },
  activation_forked: {
    says: 'This activation is in use on another machine.',
    remedy: 'Activate this machine with your license key; it then takes a seat of its own.',
  },
  proof_invalid: {
    says: 'The request does not prove that it comes from the activated machine.',
    remedy: 'Activate again with your license key; until then the lease you hold goes on.',
  },
  release_too_soon: {
    says: 'A seat of this license was released only a short while ago.',
    remedy: 'Wait until the cool-down is over, or ask the vendor to release the seat.',
  },
  release_limit_reached: {
    says: 'This license has used all its releases of this year.',
    remedy: 'Wait for the next year, or ask the vendor to release the seat.',
  },
  request_malformed: {
    says: 'The request is not in the form that this address expects.',
    remedy: 'Mend the fields that are named and send it again.',
  },
  body_too_large: { says: 'The body is too large.', remedy: 'Send at most 16 kB.' },
  media_type_unsupported: {
    says: 'The body is of a kind that is not read here.',
    remedy: 'Send application/json in UTF-8, without content encoding.',
  },
  not_found: { says: 'There is nothing at this address.', remedy: 'Compare the path with /openapi.json.' },
  method_not_allowed: {
    says: 'This address does not take this method.',
    remedy: 'Use one of the methods in the Allow header.',
  },
  too_many_requests: { says: 'Too many requests.', remedy: 'Wait as long as Retry-After says, then repeat.' },
  token_missing: {
    says: 'This address is for operators.',
    remedy: 'Send an operator token: Authorization: Bearer qkop_…',
  },
  token_invalid: {
    says: 'The operator token is unknown, expired or revoked.',
    remedy: 'Make another with: quietkey token create',
  },
  scope_missing: {
    says: 'The operator token may not do this.',
    remedy: 'Use a token that has the scope named in the detail.',
  },
  idempotency_key_reused: {
    says: 'This Idempotency-Key was used for another request.',
    remedy: 'Use a new key for a new request.',
  },
  already_shown: {
    says: 'This was done before, and its secret was shown then; it is not kept.',
    remedy: 'Look up the one that was made, or make another under a new Idempotency-Key.',
  },
  product_unknown: { says: 'There is no such product.', remedy: 'See: quietkey product list' },
  product_exists: {
    says: 'There is a product with this id already.',
    remedy: 'Choose another id, or change it.',
  },
  license_unknown: { says: 'There is no such license.', remedy: 'Find it by email: quietkey license find' },
  email_malformed: {
    says: 'This is not an email address that can be written to.',
    remedy: 'Give one plain address, such as name@example.com.',
  },
  email_mismatch: {
    says: 'This is not the email of this license.',
    remedy: 'Give the one that the license was bought with.',
  },
  order_mismatch: {
    says: 'This order reference was used for another email.',
    remedy: 'Use the email of the first issue, or another order reference.',
  },
  terms_malformed: { says: 'These terms contradict each other.', remedy: 'Mend the fields that are named.' },
  operator_token_unknown: { says: 'There is no such operator token.', remedy: 'See: quietkey token list' },
  receipt_unknown: { says: 'There is no such receipt.', remedy: 'See: quietkey receipt list' },
  issue_secret_absent: {
    says: 'This server does not hold the issue secret, so it cannot derive license keys.',
    remedy: 'Issue on a server that has QUIETKEY_ISSUE_SECRET.',
  },
  account_unknown: { says: 'There is no such account.', remedy: 'Compare the username.' },
  username_taken: { says: 'This username is taken.', remedy: 'Choose another one.' },
  password_refused: {
    says: 'This password would be guessed too soon.',
    remedy: 'Choose another one: three or four words that have nothing to do with each other are good.',
  },
  credentials_wrong: {
    says: 'The username and what was typed with it do not belong together.',
    remedy: 'Type both once more, or recover the account.',
  },
  link_unknown: {
    says: 'This link was used, or its time is over.',
    remedy: 'Ask for another one; it is good for ten minutes, in the browser that asked.',
  },
  license_owned: {
    says: 'This license belongs to an account already.',
    remedy: 'Log in to that account, or ask the vendor if it is not yours.',
  },
  mail_absent: {
    says: 'This server sends no mail.',
    remedy: 'Ask the vendor. The vendor sets it up with: quietkey mailer init',
  },
  busy: { says: 'The server is busy.', remedy: 'Repeat after the time that Retry-After gives.' },
  outcome_unknown: {
    says: 'It is not known whether this was done.',
    remedy: 'Repeat the same request: it is done at most once.',
  },
  disk_full: { says: 'The server has no room to write.', remedy: 'Repeat later; nothing was changed.' },
  internal: {
    says: 'The server has met a fault of its own.',
    remedy: 'Repeat later, and name the request id.',
  },
};

/** A bad field: an RFC 6901 pointer into the input, and what is wrong with it. */
export interface FieldFault {
  readonly pointer: string;
  readonly message: string;
}

export interface RefusalParts {
  readonly code: RefusalCode;
  readonly detail?: string;
  readonly fields?: readonly FieldFault[];
  /** Seconds after which the same request may succeed. */
  readonly retryAfter?: number;
}

/** Thrown where the product says no. `parts` is plain, so that it crosses threads. */
export class Refusal extends Error {
  readonly parts: RefusalParts;

  constructor(parts: RefusalParts) {
    super(parts.detail ?? SENTENCES[parts.code].says);
    this.name = 'Refusal';
    this.parts = parts;
  }

  get code(): RefusalCode {
    return this.parts.code;
  }
}

/** Whether it is worth trying again in a moment. */
export function isBusy(error: unknown): boolean {
  return error instanceof Refusal && error.code === 'busy';
}

export function refuse(code: RefusalCode, parts: Omit<RefusalParts, 'code'> = {}): never {
  throw new Refusal({ code, ...parts });
}
