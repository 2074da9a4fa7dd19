/** The routes of licenses: issue, find, show and change them, and correct what was ordered. */

import { PATHS } from '../../client-sdk/typescript/contract/wire.ts';
import { operations } from '../domain/operations.ts';
import * as schemas from './request-schemas.ts';
import * as answers from './response-schemas.ts';
import { route, type Route } from './route.ts';

export const LICENSE_ROUTES: readonly Route[] = [
  route({
    method: 'post',
    path: PATHS.licenses,
    enter: 'licenses:write',
    summary: 'Issue a license to an email; the same order always gets the same license key',
    description:
      'Answers 201 with a new license. A repeated order is answered with 200 if each of its email, product, seats and end equals what was ordered or what the license has now; otherwise it is refused, and each field that differs is named. One order is one license: if an order has several items, give each item a reference of its own, such as `A-1017/2`.',
    status: 201,
    isRepeat: ({ alreadyIssued }) => alreadyIssued,
    body: schemas.issueRequest,
    operation: operations.licensing.issueLicense,
    input: ({ body, idempotencyKey }) => ({ ...body, idempotencyKey }),
    answer: answers.issueAnswer,
    refusals: ['product_unknown', 'product_retired', 'license_unknown', 'license_revoked', 'email_malformed', 'order_mismatch', 'order_corrected', 'already_shown', 'issue_secret_absent'], // prettier-ignore
  }),
  route({
    method: 'post',
    path: PATHS.licenseSearches,
    enter: 'licenses:read',
    summary: 'Find the licenses of an email or of an order; the look-up is recorded',
    body: schemas.searchRequest,
    paged: true,
    operation: operations.licensing.findLicenses,
    input: ({ body, page }) => ({ ...body, ...page }),
    answer: answers.licenseList,
    refusals: ['email_malformed'],
  }),
  route({
    method: 'get',
    path: PATHS.license,
    enter: 'licenses:read',
    summary: 'Show a license; the look-up is recorded',
    operation: operations.licensing.showLicense,
    input: ({ path }) => ({ license: path['license'] ?? '' }),
    answer: answers.licenseDetails,
    refusals: ['license_unknown', 'license_restricted'],
  }),
  route({
    method: 'post',
    path: PATHS.licenseTerm,
    enter: 'licenses:write',
    summary: 'Renew a license: set a new last day',
    body: schemas.termRequest,
    operation: operations.licensing.renewLicense,
    input: ({ path, body, idempotencyKey }) => ({ ...body, license: path['license'] ?? '', idempotencyKey }),
    answer: answers.licenseChange,
    refusals: ['license_unknown', 'license_revoked'],
  }),
  ...(
    [
      ['post', PATHS.licenseSuspension, operations.licensing.suspendLicense, 'Suspend a license'],
      ['post', PATHS.licenseRevocation, operations.licensing.revokeLicense, 'Revoke a license permanently'],
    ] as const
  ).map(([method, path, operation, summary]) =>
    route({
      method,
      path,
      enter: 'licenses:write',
      summary,
      body: schemas.reasonRequest,
      operation,
      input: ({ path: parts, body, idempotencyKey }) => ({
        ...body,
        license: parts['license'] ?? '',
        idempotencyKey,
      }),
      answer: answers.licenseChange,
      refusals: ['license_unknown', 'license_revoked'],
    }),
  ),
  route({
    method: 'delete',
    path: PATHS.licenseSuspension,
    enter: 'licenses:write',
    summary: 'Reinstate a suspended license',
    reasoned: true,
    operation: operations.licensing.reinstateLicense,
    input: ({ path, reason, idempotencyKey }) => ({ license: path['license'] ?? '', reason, idempotencyKey }),
    answer: answers.licenseChange,
    refusals: ['license_unknown', 'license_revoked'],
  }),
  route({
    method: 'delete',
    path: PATHS.licenseCopies,
    enter: 'licenses:write',
    summary: 'Forgive copies: discard what was found about copies of a license’s machines',
    reasoned: true,
    operation: operations.activation.forgiveCopies,
    input: ({ path, reason, idempotencyKey }) => ({ license: path['license'] ?? '', reason, idempotencyKey }),
    answer: answers.licenseChange,
    refusals: ['license_unknown', 'license_revoked'],
  }),
  route({
    method: 'put',
    path: PATHS.licenseSeats,
    enter: 'licenses:write',
    summary: 'Set the number of seats of a license; machines that have a seat keep it',
    body: schemas.seatsRequest,
    operation: operations.licensing.setSeats,
    input: ({ path, body, idempotencyKey }) => ({ ...body, license: path['license'] ?? '', idempotencyKey }),
    answer: answers.licenseChange,
    refusals: ['license_unknown', 'license_revoked'],
  }),
  route({
    method: 'put',
    path: PATHS.licenseEntitlements,
    enter: 'licenses:write',
    summary: 'Set the entitlements of a license, each with a last day or without',
    description:
      'Replaces them all. An app learns of it with its next lease, and of an end before it happens.',
    body: schemas.entitlementsRequest,
    operation: operations.licensing.setEntitlements,
    input: ({ path, body, idempotencyKey }) => ({ ...body, license: path['license'] ?? '', idempotencyKey }),
    answer: answers.licenseChange,
    refusals: ['license_unknown', 'license_revoked'],
  }),
  route({
    method: 'post',
    path: PATHS.licenseCorrection,
    enter: 'licenses:write',
    summary: 'Correct what was ordered: the email, the product or the seats',
    description:
      'The order stays on record: its first request and the corrected request are both answered as repeats. A corrected email or product gives another license key, and the old email’s key ends unless `keepKey` is true. Activated machines stay activated, except that a license of the wrong product is revoked.',
    body: schemas.correctionRequest,
    operation: operations.licensing.correctLicense,
    input: ({ path, body, idempotencyKey }) => ({ ...body, license: path['license'] ?? '', idempotencyKey }),
    answer: answers.correctionAnswer,
    refusals: [
      'license_unknown',
      'license_revoked',
      'product_unknown',
      'product_retired',
      'email_malformed',
      'issue_secret_absent',
    ],
  }),
];
