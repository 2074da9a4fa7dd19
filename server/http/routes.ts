/**
 * The route table of the JSON API, one row for each route. The OpenAPI document, the access tests and the refusal tests
 * are generated from the route table. Actions are modelled as resources: a suspension, for example, is created and
 * deleted.
 */

import { codesOfCall } from '../../client-sdk/typescript/contract/codes.ts';
import { PATHS, type ActivateRequest } from '../../client-sdk/typescript/contract/wire.ts';
import { route, type LocalRoute, type Route } from './route.ts';
import * as answers from './response-schemas.ts';
import * as schemas from './request-schemas.ts';
import { BUNDLE_ROUTES } from './bundle-routes.ts';
import { LICENSE_ROUTES } from './license-routes.ts';
import { KEYLESS_ROUTES } from './keyless-routes.ts';
import { TELEMETRY_ROUTES } from './telemetry-routes.ts';
import { writeTokens } from './write-tokens.ts';
import { operations } from '../domain/operations.ts';
import { readOfflineRequest } from '../domain/activation/offline-request.ts';
import { bucketOfKey, keyBucketOf } from '../web/license-key-bucket.ts';

const local = (row: Omit<LocalRoute, 'method' | 'enter' | 'status' | 'refusals'>): LocalRoute => ({
  method: 'get',
  enter: 'anyone',
  status: 200,
  refusals: row.local === 'ready' ? ['server_unavailable'] : [],
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
    limitedBy: ({ body }) => bucketOfKey(body.licenseKey),
    guessable: ({ body }) => usernameGuess(body),
    input: ({ body, network }) => ({ ...body, network }),
    answer: answers.activateAnswer,
    write: writeTokens,
    refusals: codesOfCall('activate'),
  }),
  route({
    method: 'post',
    path: PATHS.lease,
    enter: 'anyone',
    summary: 'Renew the lease of an activation; if it has ended, the answer is a signed statement',
    body: schemas.renewRequest,
    operation: operations.activation.renewLease,
    input: ({ path, body, network }) => ({ ...body, activation: path['activation'] ?? '', network }),
    answer: answers.renewAnswer,
    write: writeTokens,
    refusals: codesOfCall('renew'),
  }),
  route({
    method: 'post',
    path: PATHS.release,
    enter: 'anyone',
    summary: 'Release the seat of an activation; with a floating license the activation stays',
    body: schemas.provenRequest,
    operation: operations.activation.releaseLease,
    input: ({ path, body, network }) => ({ ...body, activation: path['activation'] ?? '', network }),
    answer: answers.renewAnswer,
    write: writeTokens,
    refusals: codesOfCall('release'),
  }),
  local({ path: PATHS.keySet, local: 'keySet', summary: 'Get the key set', answer: answers.keySetAnswer }),
];

const PRODUCT_ROUTES: readonly Route[] = [
  route({
    method: 'get',
    path: PATHS.products,
    enter: 'products:read',
    summary: 'List products',
    paged: true,
    operation: operations.licensing.listProducts,
    input: ({ page }) => page,
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
    refusals: ['product_exists', 'list_full', 'terms_malformed'],
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
    summary: 'Change the given members of a product',
    body: schemas.changeProductRequest,
    operation: operations.licensing.changeProduct,
    input: ({ path, body: { terms = {}, name, prefix, ...unchanged }, idempotencyKey }) => ({
      product: path['product'] ?? '',
      name,
      prefix,
      terms,
      unchanged,
      idempotencyKey,
    }),
    answer: answers.productView,
    refusals: ['product_unknown', 'terms_malformed'],
  }),
];

const ACTIVATION_ROUTES: readonly Route[] = [
  route({
    method: 'post',
    path: PATHS.offlineAnswers,
    enter: 'licenses:write',
    summary: 'Answer a request file of a machine without network',
    description:
      'Does what the machine would do online: `activate`, `renew` or `release`, under the same rules. The answer is sealed to the machine, and a repeated request gets the same lease or statement. The request is not stored.',
    hasNonce: true,
    body: schemas.offlineRequest,
    operation: operations.activation.answerOffline,
    limitedBy: ({ body }) => keyBucketOf(body.request),
    guessable: ({ body }) => guessableOf(body.request),
    input: ({ body }) => body,
    answer: answers.offlineAnswer,
    refusals: [...new Set([...codesOfCall('activate'), ...codesOfCall('renew'), ...codesOfCall('release')])],
  }),
  route({
    method: 'get',
    path: PATHS.licenseActivations,
    enter: 'licenses:read',
    summary: 'List the activations of a license; the look-up is recorded',
    paged: true,
    operation: operations.activation.listActivations,
    input: ({ path, page }) => ({ license: path['license'] ?? '', ...page }),
    answer: answers.activationList,
    refusals: ['license_unknown', 'license_restricted'],
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
    summary: 'Count the mails that are due',
    operation: operations.mail.countMails,
    input: () => ({}),
    answer: answers.mailCount,
  }),
  route({
    method: 'post',
    path: PATHS.mailBatches,
    enter: 'mail:send',
    summary: 'Take a batch of mails that are due; a mail that is not deleted is handed out again later',
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
  route({
    method: 'put',
    path: PATHS.mailFailure,
    enter: 'mail:send',
    summary: 'Record why a mail was not delivered; a mail that is given up is deleted',
    body: schemas.mailFailureRequest,
    operation: operations.mail.failMail,
    input: ({ path, body }) => ({ ...body, mail: path['mail'] ?? '' }),
    answer: answers.mailDeleted,
  }),
];

const SERVER_ROUTES: readonly Route[] = [
  route({
    method: 'get',
    path: PATHS.auditHead,
    enter: 'anyone',
    summary: 'Get the signed head of the audit chain, which has a leaf for each action of an operator',
    operation: operations.operator.showHead,
    input: () => ({}),
    answer: answers.auditHead,
  }),
  local({ path: PATHS.health, local: 'health', summary: 'Check health', answer: answers.healthAnswer }),
  local({
    path: PATHS.ready,
    local: 'ready',
    summary: 'Check whether writes are accepted',
    answer: answers.readyAnswer,
  }),
  local({ path: PATHS.openApi, local: 'openApi', summary: 'This document', answer: answers.openApiAnswer }),
];

export const ROUTES: readonly Route[] = [
  ...CLIENT_ROUTES,
  ...KEYLESS_ROUTES,
  ...BUNDLE_ROUTES,
  ...PRODUCT_ROUTES,
  ...LICENSE_ROUTES,
  ...ACTIVATION_ROUTES,
  ...MAIL_ROUTES,
  ...TELEMETRY_ROUTES,
  ...SERVER_ROUTES,
];

function guessableOf(text: string): string[] {
  const request = readOfflineRequest(text);
  return request.call === 'activate' ? usernameGuess(request.body) : [];
}

/** The name under which guesses of a username are counted: one for each license key. */
function usernameGuess({ licenseKey, username }: Pick<ActivateRequest, 'licenseKey' | 'username'>): string[] {
  return username === undefined ? [] : [`username of ${bucketOfKey(licenseKey)}`];
}
