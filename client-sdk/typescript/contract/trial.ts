/**
 * The contract of trials: a machine runs a product for some days without account, email address or license key, once in
 * twelve months. The server stores a keyed tag and a day, and nothing else. All clients and the server use this file.
 */

import type { ActivateAnswer, TrialPer } from './wire.ts';

/** The cost of a trial tag (scrypt, RFC 7914): 32 MiB and about a tenth of a second for each address that is tried. */
export const TRIAL_TAG_COST = { N: 32_768, r: 8, p: 1 } as const;
/** The text that begins the salt of a trial tag. The product follows, so that tags of two products differ. */
export const TRIAL_TAG_PURPOSE = 'quietkey trial v1';

/** The days after the first day of a trial on which the machine cannot start another one: twelve months. */
export const TRIAL_AGAIN_DAYS = 365;

/** The identity of a machine that starts a trial; `install` if it shows no hardware of its own. */
type TrialIdentity = 'adapters' | 'install';

/**
 * The body of `POST /v1/trials`. `trialTags` are 1 to 4 strings of 22 base64url characters: scrypt with 16 bytes of
 * output and the cost {@link TRIAL_TAG_COST}. The password is the address of an own adapter (or the install id), the
 * salt the product; `machine/trial-tags.ts` has the bytes. `tags` are the device tags of the lease, under a random key.
 */
export interface TrialRequest {
  product: string;
  trialTags: string[];
  tags: string[];
  identity: TrialIdentity;
}

/**
 * The answer that starts a trial. The same machine gets the same trial until its end, with the same last day. The secret
 * of the grant is of no use, since a trial is neither renewed nor released.
 */
export interface TrialAnswer extends ActivateAnswer {
  per: TrialPer;
  /** The last day of the trial, `YYYY-MM-DD`, UTC. */
  endsOn: string;
}
