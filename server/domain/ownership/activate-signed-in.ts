/**
 * The poll of an app that waits for a customer's answer (RFC 8628). Once the customer has approved, the poll activates
 * the machine as its license key would, and deletes the sign-in. A poll whose answer was lost is repeated: the
 * activation then answers for the sign-in, which no longer exists.
 */

import type { SignInActivation } from '../../../client-sdk/typescript/contract/sign-in.ts';
import { grantLease, type Grant } from '../activation/activate.ts';
import { activationQueries, holdsSeat, type ActivationRow } from '../activation/activation.ts';
import { tracesOf, traceUnder, type Trace } from '../activation/device-tags.ts';
import { decidedLease } from '../activation/lease.ts';
import { isCurrent } from '../activation/revision.ts';
import { accountQueries } from '../account/account.ts';
import { endingDay } from '../kernel/confirmed-day.ts';
import { ask, mustAffect, type Operation } from '../kernel/operation.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import { refuse } from '../kernel/refusal.ts';
import { licenseQueries, standing, type License } from '../licensing/license.ts';
import { productQueries } from '../licensing/product.ts';
import { findAccess } from './access.ts';
import { ownerQueries } from './owned-licenses.ts';
import { deviceDigest, judgePoll, signInOf, signInQueries, type Approved } from './sign-in.ts';

export interface ActivateSignedIn extends SignInActivation {
  /** The truncated network prefix of the client; null: no prefix may be stored. */
  network: string | null;
}

export function* activateSignedIn(input: ActivateSignedIn, call: Call, vault: Vault): Operation<Grant> {
  const { deviceCode, product } = input;
  const [row] = yield* ask(signInQueries.findSignIn({ id: signInOf(deviceCode) }));
  const asked = { product, device: deviceDigest(deviceCode, vault) };
  const polled = judgePoll(row, asked, call, vault);
  if (polled.is === 'approved') return yield* grantApproved(input, polled.row, call, vault);
  if (polled.is === 'over') return yield* repeatGrant(input, call, vault);
  return refuse(polled.is === 'denied' ? 'access_denied' : 'authorization_pending');
}

/** Activates the machine, if the account that approved still has the license. */
function* grantApproved(
  input: ActivateSignedIn,
  signIn: Approved,
  call: Call,
  vault: Vault,
): Operation<Grant> {
  const { id, account, license, nickname } = signIn;
  const access = yield* findAccess({ account, license }, 'lock', 'use');
  const [waiting, signedIn, product] = yield* ask(
    // another poll may have used it while this one waited for the lock
    signInQueries.findSignIn({ id }),
    accountQueries.findAccount({ account }),
    productQueries.findProduct({ product: input.product }),
  );
  if (access === undefined || signedIn === undefined || product === undefined) return refuse('access_denied');
  if (waiting === undefined) return yield* repeatGrant(input, call, vault);
  return yield* grantLease(
    {
      ...input,
      id,
      license: { row: access.row, product },
      // the account is proved, so its username need not be sent; it is kept only where the terms require one
      username: product.usernameRequired === 1 ? signedIn.username : null,
      holder: access.member?.id ?? null,
      traces: tracesFor(license, input, vault),
      also: (activation) => [
        mustAffect(signInQueries.dropSignIn({ id })),
        ...(nickname === null ? [] : [ownerQueries.putNickname({ account, license, activation, nickname })]),
      ],
    },
    call,
    vault,
  );
}

/**
 * Answers a poll again whose answer was lost, by the activation that it made or kept. Only who knows device code and
 * nonce can ask for it.
 */
function* repeatGrant(input: ActivateSignedIn, call: Call, vault: Vault): Operation<Grant> {
  for (const activation of [signInOf(input.deviceCode), input.held?.activation]) {
    const known = activation === undefined ? undefined : yield* loadActivation(activation);
    if (known?.license.row.product !== input.product) continue;
    if (isRepeated(known, tracesFor(known.license.row.id, input, vault), call))
      return decidedLease(known.license, known.row, input.tags);
  }
  return refuse('expired_token');
}

interface KnownActivation {
  row: ActivationRow;
  license: License;
}

function* loadActivation(activation: Id): Operation<KnownActivation | undefined> {
  const [row, license] = yield* ask(
    activationQueries.findActivation({ activation }),
    licenseQueries.findLicenseByActivation({ activation }),
  );
  if (row === undefined || license === undefined) return undefined;
  const [product] = yield* ask(productQueries.findProduct({ product: license.product }));
  return product && { row, license: { row: license, product } };
}

function isRepeated({ row, license }: KnownActivation, traces: readonly Trace[], call: Call): boolean {
  return (
    row.requestDigest === traceUnder(traces, row.generation).digest &&
    holdsSeat(row) &&
    standing(license.row, endingDay(call)) === 'active' &&
    isCurrent(license, row, call.now)
  );
}

function tracesFor(
  license: Id,
  { nonce, deviceCode, tags, identity }: SignInActivation,
  vault: Vault,
): Trace[] {
  return tracesOf(vault, license, {
    purpose: 'activate by sign-in',
    fields: [license, nonce, deviceCode],
    tags,
    identity,
  });
}
