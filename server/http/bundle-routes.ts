/** The route of support bundles, which a person sends from an app. */

import { hash } from 'node:crypto';
import { PATHS } from '../../client-sdk/typescript/contract/wire.ts';
import type { SendBundle } from '../domain/activation/support-bundle.ts';
import { operations } from '../domain/operations.ts';
import { refuse } from '../domain/kernel/refusal.ts';
import * as answers from './response-schemas.ts';
import type { BundleBody } from '../web/bundle-body.ts';
import { route, type Route } from './route.ts';

export const BUNDLE_ROUTES: readonly Route[] = [
  route({
    method: 'post',
    path: PATHS.bundles,
    enter: 'anyone',
    summary: 'Send a support bundle, with a proof of the activation or without one',
    description:
      'The body is a zip of at most 256 kB, as the person edited it. It is sealed to the support key, and deleted after 30 days. The header `Quietkey-Bundle` has a nonce and, for an activated machine, a proof. Without a proof a network may send five bundles a day.',
    status: 201,
    isBundle: true,
    operation: operations.activation.takeBundle,
    input: ({ bundle }) => inputOf(bundle ?? refuse('request_malformed')),
    answer: answers.bundleAnswer,
    refusals: ['bundles_off', 'bundles_full', 'proof_invalid', 'activation_unknown'],
  }),
];

function inputOf({ header, zip }: BundleBody): SendBundle {
  const text = zip.toString('base64');
  return { ...header, zip: text, bytes: zip.length, hash: hash('sha256', zip, 'base64url') };
}
