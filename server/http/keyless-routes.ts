/** The routes of apps without a license key: sign-in to activate (RFC 8628), and trials. */

import { codesOfCall } from '../../client-sdk/typescript/contract/codes.ts';
import { PATHS } from '../../client-sdk/typescript/contract/wire.ts';
import { operations } from '../domain/operations.ts';
import { signInOf } from '../domain/ownership/sign-in.ts';
import * as schemas from './request-schemas.ts';
import * as answers from './response-schemas.ts';
import { route, type Route } from './route.ts';

export const KEYLESS_ROUTES: readonly Route[] = [
  route({
    method: 'post',
    path: PATHS.signIns,
    enter: 'anyone',
    summary: 'Begin a sign-in: get the codes with which a customer activates the app in the portal',
    description:
      'The device authorization request of RFC 8628, as JSON. The app shows `userCode`, `words` and the URL of `page`, and polls with `deviceCode`.',
    status: 201,
    body: schemas.signInRequest,
    operation: operations.activation.beginSignIn,
    limitedBy: () => 'new sign-ins',
    begins: ({ deviceCode }) => signInOf(deviceCode),
    input: ({ body }) => body,
    answer: answers.signInAnswer,
    refusals: ['product_unknown'],
  }),
  route({
    method: 'post',
    path: PATHS.signInActivations,
    enter: 'anyone',
    summary: 'Poll for the activation of a machine that waits for a customer',
    description:
      'The device access token request of RFC 8628, as JSON, answered with an activation or with a problem whose code is one of section 3.5: `authorization_pending` and `slow_down` (poll again), `access_denied` and `expired_token` (stop). A poll that is repeated after a lost answer gets the same lease.',
    body: schemas.signInActivation,
    operation: operations.activation.activateSignedIn,
    polledWith: ({ body }) => body.deviceCode,
    input: ({ body, network }) => ({ ...body, network }),
    answer: answers.activateAnswer,
    refusals: codesOfCall('signIn'),
  }),
  route({
    method: 'post',
    path: PATHS.trials,
    enter: 'anyone',
    summary: 'Start a trial on a machine, without account, email address or license key',
    description:
      'Once in twelve months: `per` says whether that is counted by the machine, which shows hardware of its own, or by the installation. The same machine gets the same trial until its end, and never a longer one. The lease ends with the trial and is not renewed.',
    body: schemas.trialRequest,
    operation: operations.activation.startTrial,
    startsTrial: true,
    input: ({ body }) => body,
    answer: answers.trialAnswer,
    refusals: ['product_unknown', ...codesOfCall('startTrial')],
  }),
];
