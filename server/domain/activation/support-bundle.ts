/**
 * Support bundles: what a person has sent to the vendor's support, sealed to the support key so that the server cannot
 * read it. A bundle with a proof belongs to the license of its activation, and ends with it; one without belongs to
 * nobody. Every bundle is deleted after 30 days. A total bound keeps room for those with a proof.
 */

import type { BundleAnswer, BundleHeader } from '../../../client-sdk/typescript/contract/bundle.ts';
import { activationQueries } from './activation.ts';
import { isWithinReach, provenUnder } from './proof.ts';
import { licenseQueries } from '../licensing/license.ts';
import { dayOf, writeDate, type Day } from '../kernel/day.ts';
import { idempotent, read, write } from '../kernel/named-operation.ts';
import { ask, type Operation } from '../kernel/operation.ts';
import {
  mapItems,
  readPage,
  type Page,
  type InPage,
  type PageAsked,
  type PageParams,
} from '../kernel/page.ts';
import type { Call, Id, Vault } from '../kernel/ports.ts';
import { defineQueries, optionalRow, row, rowCount, rows } from '../kernel/query.ts';
import { refuse } from '../kernel/refusal.ts';
import { looking } from '../kernel/purpose.ts';
import { recordAction } from '../operator/action.ts';

/** The maximum number of stored bundles, of those without a proof among them, and of those of one license. */
export const BUNDLES_MAX = 200;
export const UNPROVEN_BUNDLES_MAX = 100;
export const LICENSE_BUNDLES_MAX = 20;

/** A row of `support_bundles`. */
export interface BundleRow {
  id: Id;
  /** The digest of the upload's nonce. */
  request: string;
  /** Null: it was sent without a proof. */
  license: Id | null;
  activation: Id | null;
  receivedDay: Day;
  /** The size of the zip. */
  bytes: number;
  /** The zip, sealed to the support key. */
  sealed: string;
}

type BundleHead = Omit<BundleRow, 'request' | 'sealed'>;

export const bundleQueries = defineQueries({
  /** Adds a bundle; returns 0 where the same upload has added it. */
  addBundle: rowCount<BundleRow>(),
  findBundleByRequest: optionalRow<{ request: string }, { id: Id }>(),
  findBundle: optionalRow<{ id: Id }, BundleRow>(),
  /** The stored bundles: all, those without a proof, and those of a license. */
  countBundles: row<{ license: Id }, { held: number; unproven: number; ofLicense: number }>(),
  pageBundles: rows<PageParams, InPage<BundleHead>>(),
  dropBundle: rowCount<{ id: Id }>(),
  /** Deletes what was sent from the machines of a license. */
  dropBundlesOf: rowCount<{ license: Id }>(),
  /** Deletes what was sent from the machines of a member. */
  dropBundlesOfMember: rowCount<{ license: Id; member: Id }>(),
});

export interface SendBundle extends BundleHeader {
  /** The zip in base64, since an operation may run in another thread, and its size in bytes. */
  zip: string;
  bytes: number;
  /** The SHA-256 of the zip, base64url. */
  hash: string;
}

/** Stores a bundle. An upload that is repeated stores nothing. It is sealed last: that costs more than all checks. */
function* takeBundle(input: SendBundle, call: Call, vault: Vault): Operation<BundleAnswer> {
  const sender = yield* senderOf(input, vault);
  const request = vault.codeDigest(['support bundle', input.nonce]);
  const [before, { held, unproven, ofLicense }] = yield* ask(
    bundleQueries.findBundleByRequest({ request }),
    bundleQueries.countBundles({ license: sender?.license ?? '' }),
  );
  if (before !== undefined) return { bundle: before.id };
  const isFull = sender === null ? unproven >= UNPROVEN_BUNDLES_MAX : ofLicense >= LICENSE_BUNDLES_MAX;
  if (isFull || held >= BUNDLES_MAX) refuse('bundles_full');
  const sealed = vault.sealBundle(input.zip) ?? refuse('bundles_off');
  const [, stored] = yield* ask(
    bundleQueries.addBundle({
      id: call.id,
      request,
      license: sender?.license ?? null,
      activation: sender?.activation ?? null,
      receivedDay: dayOf(call.now),
      bytes: input.bytes,
      sealed,
    }),
    // the same upload may have been stored first by another server
    bundleQueries.findBundleByRequest({ request }),
  );
  return { bundle: stored?.id ?? call.id };
}

function* senderOf(
  { proven, nonce, hash }: SendBundle,
  vault: Vault,
): Operation<{ license: Id; activation: Id } | null> {
  if (proven === undefined) return null;
  if (provenUnder(vault, 'bundle', { ...proven, nonce, tags: [hash] }) === undefined) refuse('proof_invalid');
  const { activation } = proven;
  const [found, license] = yield* ask(
    activationQueries.findActivation({ activation }),
    licenseQueries.findLicenseByActivation({ activation }),
  );
  if (found === undefined || license === undefined) return refuse('activation_unknown');
  if (!isWithinReach(proven.sequence, found.sequence)) refuse('proof_invalid');
  return { license: license.id, activation };
}

/** A bundle in a list, which does not say whose it is. */
interface ListedBundle {
  bundle: Id;
  receivedOn: string;
  bytes: number;
  /** Whether it was sent with a proof, and so belongs to a license. */
  proven: boolean;
}

/** A bundle as an operator sees it. */
export interface BundleView extends Omit<ListedBundle, 'proven'> {
  license: Id | null;
  activation: Id | null;
}

function* listBundles(asked: PageAsked): Operation<Page<ListedBundle>> {
  const page = yield* readPage(asked, {
    query: bundleQueries.pageBundles,
    placeOf: ({ receivedDay, id }) => ({ order: receivedDay, id }),
  });
  return mapItems(page, (row) => {
    const { license, activation: _activation, ...listed } = viewBundle(row);
    return { ...listed, proven: license !== null };
  });
}

/** A bundle with its sealed content. The look-up is recorded, with the license that the bundle belongs to. */
function* openBundle(
  input: { bundle: Id },
  call: Call,
  vault: Vault,
): Operation<BundleView & { sealed: string }> {
  const found = yield* requireBundle(input.bundle);
  yield* recordAction(call, vault, { action: 'bundle open', license: found.license });
  return { ...viewBundle(found), sealed: found.sealed };
}

function* deleteBundle(input: { bundle: Id }, call: Call, vault: Vault): Operation<BundleView> {
  const found = yield* requireBundle(input.bundle);
  yield* ask(bundleQueries.dropBundle({ id: found.id }));
  if (found.license !== null)
    yield* recordAction(call, vault, { action: 'bundle delete', license: found.license });
  return viewBundle(found);
}

/** The operations on support bundles, by their names. */
export const bundleOperations = {
  takeBundle: idempotent(takeBundle),
  listBundles: read(listBundles),
  openBundle: looking(idempotent(openBundle)),
  deleteBundle: write(deleteBundle),
};

function* requireBundle(id: Id): Operation<BundleRow> {
  const [found] = yield* ask(bundleQueries.findBundle({ id }));
  return found ?? refuse('bundle_unknown');
}

function viewBundle({ id, receivedDay, bytes, license, activation }: BundleHead): BundleView {
  return { bundle: id, receivedOn: writeDate(receivedDay), bytes, license, activation };
}
