/**
 * Texts of the API's codes that concern the request, the server, or what an operator asked for. Scripts and the command
 * line receive these codes. The user of an app sees only the codes that have a remedy for an app's user.
 */

import type { Code, LicenseCode } from './codes.ts';
import type { ApiRow } from './refusal-row.ts';

export const API_REFUSALS = {
  request_malformed: {
    sentence: 'The request does not have the form that this endpoint expects.',
    appUser: null,
    integrator: 'Correct the listed fields and retry.',
    operator: {
      sentence: 'A value is not valid.',
      remedy: 'Correct the listed values and retry.',
    },
    customer: null,
  },
  body_too_large: {
    sentence: 'The request body is too large.',
    appUser: null,
    integrator: 'Send at most 16 kB, or 256 kB if it is a support bundle.',
    operator: null,
    customer: null,
  },
  media_type_unsupported: {
    sentence: 'The media type of the request body is not supported.',
    appUser: null,
    integrator:
      'Send application/json in UTF-8, or application/zip for a support bundle, without content encoding.',
    operator: null,
    customer: null,
  },
  not_found: {
    sentence: 'No resource exists at this path.',
    appUser: null,
    integrator: 'Compare the path with /openapi.json.',
    operator: null,
    customer: null,
  },
  method_not_allowed: {
    sentence: 'This endpoint does not support this method.',
    appUser: null,
    integrator: 'Use one of the methods in the Allow header.',
    operator: null,
    customer: null,
  },
  too_many_requests: {
    sentence: 'Too many requests were received.',
    appUser: 'Wait a few minutes and try again.',
    integrator: 'Wait for the time in the Retry-After header, then retry.',
    operator: null,
    customer: { sentence: 'Too many attempts.', remedy: 'Wait and try again. Nothing is locked.' },
  },
  token_missing: {
    sentence: 'This endpoint requires an operator token.',
    appUser: null,
    integrator: 'Send an operator token: Authorization: Bearer qkop_…',
    operator: null,
    customer: null,
    challenge: 'Bearer realm="quietkey"',
  },
  token_invalid: {
    sentence: 'The operator token is unknown, expired or revoked.',
    appUser: null,
    integrator: 'Ask the operator of the server for a new token.',
    operator: null,
    customer: null,
    isGuess: true,
    challenge: 'Bearer realm="quietkey", error="invalid_token"',
  },
  scope_missing: {
    sentence: 'The operator token lacks the scope that this endpoint requires.',
    appUser: null,
    integrator: 'Use a token with the scope that the detail names.',
    operator: null,
    customer: null,
    challenge: 'Bearer realm="quietkey", error="insufficient_scope"',
  },
  idempotency_key_reused: {
    sentence: 'This Idempotency-Key was used for another request.',
    appUser: null,
    integrator: 'Use a new key for a new request.',
    operator: {
      sentence: 'This idempotency key was used for other values.',
      remedy: 'Use another key.',
    },
    customer: null,
  },
  already_shown: {
    sentence: 'This request succeeded before. Its secret was shown then and is not stored.',
    appUser: null,
    integrator: 'Look up what was created, or create another with a new Idempotency-Key.',
    operator: {
      sentence: 'This was done before. Its secret was shown then and is not stored.',
      remedy: 'Look up what was created, or create another.',
    },
    customer: null,
  },
  product_unknown: {
    sentence: 'The product does not exist.',
    appUser: 'Tell the maker of this app: its server does not know it.',
    integrator: 'List the products: GET /v1/products',
    operator: 'List the products: quietkey product list',
    customer: null,
  },
  product_exists: {
    sentence: 'A product with this id exists already.',
    appUser: null,
    integrator: 'Choose another id, or change the existing product.',
    operator: 'Choose another id, or change the existing product: quietkey product change',
    customer: null,
  },
  product_retired: {
    sentence: 'The product is retired: no new license is issued.',
    appUser: null,
    integrator: 'Stop selling this product. Its operator can reinstate it.',
    operator: 'To sell it again: quietkey product reinstate',
    customer: null,
  },
  license_unknown: {
    sentence: 'The license does not exist.',
    appUser: null,
    integrator: 'Find the license by email: POST /v1/license-searches',
    operator: 'Find the license by email: quietkey license find',
    customer: null,
  },
  license_restricted: {
    sentence:
      'The use of the data is restricted, by its person or by a legal hold: it can be seen for a legal purpose only.',
    appUser: null,
    integrator:
      'Send a purpose that begins with "legal" if a legal claim or duty needs the data (GDPR Art. 18(2)).',
    operator: 'If a legal claim or duty needs the data (GDPR Art. 18(2)): --purpose legal',
    customer: null,
  },
  list_full: {
    sentence: 'No more can be added.',
    appUser: null,
    integrator: 'Change what exists, or delete what is not needed.',
    operator: 'Change what exists, or revoke what is not needed and repeat this 30 days later.',
    customer: { sentence: 'No more can be added to this account.', remedy: 'Use another account.' },
    fields: ['licenseKey'],
  },
  email_malformed: {
    sentence: 'This is not a valid email address.',
    appUser: null,
    integrator: 'Send one plain address, such as name@example.com.',
    operator: 'Enter one plain address, such as name@example.com.',
    customer: 'Enter one address, such as name@example.com.',
    fields: ['email'],
  },
  order_mismatch: {
    sentence: 'This order was issued with other terms.',
    appUser: null,
    integrator:
      'Use another order reference for another license. To change this license, use its own endpoints; to correct what was ordered: POST /v1/licenses/{license}/correction',
    operator:
      'Use another order reference for another license. To correct what was ordered: quietkey license correct',
    customer: null,
  },
  order_corrected: {
    sentence: 'The email of this order was corrected, and the key of the old email has ended.',
    appUser: null,
    integrator: 'Send the corrected email.',
    operator: 'Use the corrected email.',
    customer: null,
  },
  terms_malformed: {
    sentence: 'A value of the product is not valid, or two values contradict each other.',
    appUser: null,
    integrator: 'Correct the listed fields and retry.',
    operator: 'Correct the listed options and retry.',
    customer: null,
  },
  operator_token_unknown: {
    sentence: 'The operator token does not exist.',
    appUser: null,
    integrator: 'Ask the operator of the server for a new token.',
    operator: 'List the tokens: quietkey token list',
    customer: null,
  },
  receipt_unknown: {
    sentence: 'The receipt does not exist.',
    appUser: null,
    integrator: 'Ask the operator of the server for the receipt.',
    operator: 'List the receipts: quietkey receipt list',
    customer: null,
  },
  mail_unknown: {
    sentence: 'The mail does not exist.',
    appUser: null,
    integrator: 'Take a batch of mails: POST /v1/mail-batches',
    operator: null,
    customer: null,
  },
  issue_secret_absent: {
    sentence: 'This server does not have the issue secret, so it cannot derive license keys.',
    appUser: null,
    integrator: 'Issue on a server that has the issue secret, or ask its operator.',
    operator: 'Issue on a server that has QUIETKEY_ISSUE_SECRET.',
    customer: null,
    errorPage: 'noMail',
  },
  bundles_off: {
    sentence: 'This server takes no support bundles.',
    appUser: 'Send the file to the maker of this app in another way.',
    integrator: 'Ask the operator of the server to take support bundles.',
    operator: null,
    customer: null,
  },
  bundles_full: {
    sentence: 'The server has no room for another support bundle.',
    appUser: 'Try again in some days, or send the file to the maker of this app in another way.',
    integrator: 'Ask the operator of the server to delete what was read.',
    operator: null,
    customer: null,
  },
  bundle_unknown: {
    sentence: 'The support bundle does not exist.',
    appUser: null,
    integrator: 'Ask the operator of the server for the bundle.',
    operator: 'List the support bundles: quietkey bundle list',
    customer: null,
  },
  // Something else is using what the request needs. A proxy must not count it as a failure of this server.
  busy: {
    sentence: 'The server is busy.',
    appUser: 'Try again in a moment.',
    integrator: 'Wait for the time in the Retry-After header, then retry.',
    operator: 'Retry in a few seconds. Nothing was changed.',
    customer: null,
    retryAfter: 1,
    errorPage: 'busy',
  },
  // This server cannot work now. A proxy should ask another one.
  server_unavailable: {
    sentence: 'The server is not available now.',
    appUser: 'Try again in a moment.',
    integrator: 'Wait for the time in the Retry-After header, then retry.',
    operator: 'Check that the database answers, then retry. Nothing was changed.',
    customer: null,
    retryAfter: 1,
  },
  outcome_unknown: {
    sentence: 'The server does not know whether the request succeeded.',
    appUser: 'Try again. Nothing is done twice.',
    integrator: 'Retry the same request. It takes effect at most once.',
    operator: {
      sentence: 'It is not known whether this succeeded.',
      remedy: 'Check whether it did before you retry.',
    },
    customer: null,
    retryAfter: 1,
    errorPage: 'unsure',
  },
  disk_full: {
    sentence: 'The disk of the server is full.',
    appUser: 'Try again later.',
    integrator: 'Retry later. Nothing was changed.',
    operator: 'Free space on the disk, then retry. Nothing was changed.',
    customer: null,
    retryAfter: 30,
  },
  internal: {
    sentence: 'The server had an internal error.',
    appUser: 'Try again later. If the error remains, tell the vendor the request id.',
    integrator: 'Retry later. If the error remains, report the request id.',
    operator: 'Retry. If the error remains, report what is printed here.',
    customer: null,
  },
} as const satisfies { readonly [C in Exclude<Code, LicenseCode>]: ApiRow };
