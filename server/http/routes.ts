/**
 * The JSON door's surface: one row a route. The OpenAPI document, the access tests and the refusal tests are made from
 * this table. An odd verb is a resource: a suspension is made and deleted.
 */

import { codesOfCall } from '../../client-sdk/typescript/contract/codes.ts';
import { PATHS } from '../../client-sdk/typescript/contract/wire.ts';
import { route, type LocalRoute, type Route } from './route.ts';
import * as answers from './response-schemas.ts';
import * as schemas from './request-schemas.ts';
import { TELEMETRY_ROUTES } from './telemetry-routes.ts';
import { operations } from '../domain/operations.ts';

const local = (row: Omit<LocalRoute, 'method' | 'enter' | 'status' | 'refusals'>): LocalRoute => ({
  method: 'get',
  enter: 'anyone',
  status: 200,
  refusals: row.local === 'ready' ? ['busy'] : [],
  ...row,
});

const CLIENT_ROUTES: readonly Route[] = [
  route({
    method: 'post',
    path: PATHS.activations,
    enter: 'anyone',
    summary: 'Activate a machine with a license key',
    body: schemas.activateRequest,
    operation: operations.activation.activate,
    limitedBy: ({ body }) => body.licenseKey,
    input: ({ body, network }) => ({ ...body, network }),
    answer: answers.activateAnswer,
    refusals: codesOfCall('activate'),
  }),
  route({
    method: 'post',
    path: PATHS.lease,
    enter: 'anyone',
    summary: 'Renew the lease of an activation, or learn by a signed statement that it is over',
    body: schemas.provenRequest,
    operation: operations.activation.renewLease,
    input: ({ path, body, network }) => ({ ...body, activation: path['activation'] ?? '', network }),
    answer: answers.renewAnswer,
    refusals: codesOfCall('renew'),
  }),
  route({
    method: 'post',
    path: PATHS.release,
    enter: 'anyone',
    summary: 'Give the seat of an activation back',
    body: schemas.provenRequest,
    operation: operations.activation.releaseLease,
    input: ({ path, body, network }) => ({ ...body, activation: path['activation'] ?? '', network }),
    answer: answers.renewAnswer,
    refusals: codesOfCall('release'),
  }),
  local({ path: PATHS.keySet, local: 'keySet', summary: 'The signed key set', answer: answers.keySetAnswer }),
];

const PRODUCT_ROUTES: readonly Route[] = [
  route({
    method: 'get',
    path: PATHS.products,
    enter: 'products:read',
    summary: 'List products',
    operation: operations.licensing.listProducts,
    input: () => ({}),
    answer: answers.productList,
  }),
  route({
    method: 'post',
    path: PATHS.products,
    enter: 'products:write',
    summary: 'Add a product',
    status: 201,
    body: schemas.addProductRequest,
    operation: operations.licensing.addProduct,
    input: ({ body, idempotencyKey }) => ({ ...body, terms: body.terms ?? {}, idempotencyKey }),
    answer: answers.productView,
    refusals: ['product_exists', 'terms_malformed'],
  }),
  route({
    method: 'get',
    path: PATHS.product,
    enter: 'products:read',
    summary: 'Show a product',
    operation: operations.licensing.showProduct,
    input: ({ path }) => ({ product: path['product'] ?? '' }),
    answer: answers.productView,
    refusals: ['product_unknown'],
  }),
  route({
    method: 'patch',
    path: PATHS.product,
    enter: 'products:write',
    summary: 'Change what is named of a product',
    body: schemas.changeProductRequest,
    operation: operations.licensing.changeProduct,
    input: ({ path, body, idempotencyKey }) => ({
      ...body,
      terms: body.terms ?? {},
      product: path['product'] ?? '',
      idempotencyKey,
    }),
    answer: answers.productView,
    refusals: ['product_unknown', 'terms_malformed'],
  }),
];

const LICENSE_ROUTES: readonly Route[] = [
  route({
    method: 'post',
    path: PATHS.licenses,
    enter: 'licenses:write',
    summary: 'Issue a license to an email; the same order gets the same key again',
    status: 201,
    body: schemas.issueRequest,
    operation: operations.licensing.issueLicense,
    input: ({ body, idempotencyKey }) => ({ ...body, idempotencyKey }),
    answer: answers.issueAnswer,
    refusals: ['product_unknown', 'license_unknown', 'email_malformed', 'order_mismatch', 'already_shown', 'issue_secret_absent'], // prettier-ignore
  }),
  route({
    method: 'post',
    path: PATHS.licenseSearches,
    enter: 'licenses:read',
    summary: 'Find the licenses of an email; the look is recorded',
    body: schemas.searchRequest,
    operation: operations.licensing.findLicenses,
    input: ({ body }) => body,
    answer: answers.licenseList,
    refusals: ['email_malformed'],
  }),
  route({
    method: 'get',
    path: PATHS.license,
    enter: 'licenses:read',
    summary: 'Show a license; the look is recorded',
    operation: operations.licensing.showLicense,
    input: ({ path }) => ({ license: path['license'] ?? '' }),
    answer: answers.licenseView,
    refusals: ['license_unknown'],
  }),
  route({
    method: 'post',
    path: PATHS.licenseTerm,
    enter: 'licenses:write',
    summary: 'Renew a license: give it another end',
    body: schemas.termRequest,
    operation: operations.licensing.renewLicense,
    input: ({ path, body, idempotencyKey }) => ({ ...body, license: path['license'] ?? '', idempotencyKey }),
    answer: answers.licenseView,
    refusals: ['license_unknown', 'license_revoked'],
  }),
  ...(
    [
      ['post', PATHS.licenseSuspension, operations.licensing.suspendLicense, 'Suspend a license'],
      ['post', PATHS.licenseRevocation, operations.licensing.revokeLicense, 'Revoke a license for good'],
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
      answer: answers.licenseView,
      refusals: ['license_unknown', 'license_revoked'],
    }),
  ),
  route({
    method: 'delete',
    path: PATHS.licenseSuspension,
    enter: 'licenses:write',
    summary: 'Reinstate a license',
    reasoned: true,
    operation: operations.licensing.reinstateLicense,
    input: ({ path, reason, idempotencyKey }) => ({ license: path['license'] ?? '', reason, idempotencyKey }),
    answer: answers.licenseView,
    refusals: ['license_unknown', 'license_revoked'],
  }),
  route({
    method: 'put',
    path: PATHS.licenseSeats,
    enter: 'licenses:write',
    summary: 'Set the seats of a license; below present use nobody is cut off',
    body: schemas.seatsRequest,
    operation: operations.licensing.setSeats,
    input: ({ path, body, idempotencyKey }) => ({ ...body, license: path['license'] ?? '', idempotencyKey }),
    answer: answers.licenseView,
    refusals: ['license_unknown', 'license_revoked'],
  }),
];

const ACTIVATION_ROUTES: readonly Route[] = [
  route({
    method: 'get',
    path: PATHS.licenseActivations,
    enter: 'licenses:read',
    summary: 'List the activations of a license; the look is recorded',
    operation: operations.activation.listActivations,
    input: ({ path }) => ({ license: path['license'] ?? '' }),
    answer: answers.activationList,
    refusals: ['license_unknown'],
  }),
  route({
    method: 'delete',
    path: PATHS.licenseActivation,
    enter: 'licenses:write',
    summary: 'Release an activation for a customer',
    reasoned: true,
    operation: operations.activation.releaseByOperator,
    input: ({ path, reason, idempotencyKey }) => ({
      license: path['license'] ?? '',
      activation: path['activation'] ?? '',
      reason,
      idempotencyKey,
    }),
    answer: answers.activationView,
    refusals: ['activation_unknown'],
  }),
];

const MAIL_ROUTES: readonly Route[] = [
  route({
    method: 'get',
    path: PATHS.mails,
    enter: 'mail:send',
    summary: 'How many mails could be sent now',
    operation: operations.mail.countMails,
    input: () => ({}),
    answer: answers.mailCount,
  }),
  route({
    method: 'post',
    path: PATHS.mailBatches,
    enter: 'mail:send',
    summary: 'Take some of the mails that are due; each is given out again later unless it is deleted',
    operation: operations.mail.takeMails,
    input: () => ({}),
    answer: answers.mailBatch,
  }),
  route({
    method: 'delete',
    path: PATHS.mail,
    enter: 'mail:send',
    summary: 'Delete a mail that was delivered',
    operation: operations.mail.deleteMail,
    input: ({ path }) => ({ mail: path['mail'] ?? '' }),
    answer: answers.mailDeleted,
  }),
];

const SERVER_ROUTES: readonly Route[] = [
  local({ path: PATHS.health, local: 'health', summary: 'Whether it answers', answer: answers.healthAnswer }),
  local({
    path: PATHS.ready,
    local: 'ready',
    summary: 'Whether writes are accepted',
    answer: answers.readyAnswer,
  }),
  local({ path: PATHS.openApi, local: 'openApi', summary: 'This document', answer: answers.openApiAnswer }),
];

export const ROUTES: readonly Route[] = [
  ...CLIENT_ROUTES,
  ...PRODUCT_ROUTES,
  ...LICENSE_ROUTES,
  ...ACTIVATION_ROUTES,
  ...MAIL_ROUTES,
  ...TELEMETRY_ROUTES,
  ...SERVER_ROUTES,
];
