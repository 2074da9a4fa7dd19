/** Rows of the domain for tests of decisions: a license of three seats with one taken, on day 20,000. */

import { DEFAULT_TERMS, mapTerms } from '../../client-sdk/typescript/contract/product-terms.ts';
import type { Term } from '../../client-sdk/typescript/contract/term-kinds.ts';
import type { AccountRow } from '../../server/domain/account/account.ts';
import type { ActivationRow } from '../../server/domain/activation/activation.ts';
import type { License, LicenseRow } from '../../server/domain/licensing/license.ts';
import type { CallTime } from '../../server/domain/kernel/confirmed-day.ts';
import { dayOf, toDay, type Instant } from '../../server/domain/kernel/day.ts';
import { storeTerms, type ProductRow, type StoredTerms } from '../../server/domain/licensing/product.ts';
import type { Plain } from './plain.ts';

export const TODAY = toDay(20_000);

/** The time of a call on a clock that is believed. */
export const timeAt = (now: Instant): CallTime => ({ now, confirmedDay: dayOf(now) });

export function productRow(changes: Plain<Partial<ProductRow>> = {}): ProductRow {
  const row: Plain<ProductRow> = {
    id: 'sonar',
    name: 'Sonar',
    prefix: 'SONAR',
    ...storeTerms({ ...DEFAULT_TERMS, seats: 3, entitlements: ['export'] }),
    demo: 0,
    farewellRoot: null,
    farewell: null,
    lastDataDay: null,
    revision: 1,
    createdDay: TODAY - 100,
    ...changes,
  };
  return row as ProductRow;
}

/** Terms of which each differs from those of `productRow`. */
export function otherTerms(): StoredTerms {
  const terms = productRow();
  return mapTerms((term, name) => otherThan(term, terms[name])) as StoredTerms;
}

function otherThan(term: Term, value: string | number | null): string | number | undefined {
  if (term.type === 'words') return '';
  if (term.type === 'addresses') return 'com.example.app:/done';
  if (term.type === 'choice') return term.choices.find((choice) => choice !== value);
  return term.type === 'boolean' ? 1 - Number(value) : Number(value) + 1;
}

export function licenseRow(changes: Plain<Partial<LicenseRow>> = {}): LicenseRow {
  const row: Plain<LicenseRow> = {
    id: 'license-0000000000000a',
    product: 'sonar',
    seats: 3,
    used: 1,
    emailIndex: 'index',
    emailGeneration: 1,
    emailWrapped: 1,
    nonce: 'nonce',
    issueGeneration: 1,
    endsDay: null,
    updatesUntilDay: null,
    entitlements: 'export',
    createdDay: TODAY - 50,
    suspendedDay: null,
    revokedDay: null,
    revision: 1,
    releasedDay: null,
    releaseCount: 0,
    idleDay: null,
    ...changes,
  };
  return row as LicenseRow;
}

export function licenseOf(
  row: Plain<Partial<LicenseRow>> = {},
  product: Plain<Partial<ProductRow>> = {},
): License {
  return { row: licenseRow(row), product: productRow(product) };
}

export function activationRow(changes: Plain<Partial<ActivationRow>> = {}): ActivationRow {
  const row: Plain<ActivationRow> = {
    id: 'activation-0000000000a',
    license: 'license-0000000000000a',
    epoch: 1,
    generation: 1,
    sequence: 5,
    requestDigest: 'digest',
    leaseDay: TODAY - 8,
    leaseEndsDay: TODAY + 22,
    seatEndsDay: TODAY + 36,
    seatEndsSecond: null,
    leaseRevision: 2,
    username: null,
    network: null,
    networkDay: null,
    createdDay: TODAY - 40,
    seenDay: TODAY - 8,
    lapsedDay: null,
    releasedDay: null,
    ...changes,
  };
  return row as ActivationRow;
}

export function accountRow(changes: Plain<Partial<AccountRow>> = {}): AccountRow {
  const row: Plain<AccountRow> = {
    id: 'account-0000000000000a',
    username: 'ada',
    password: 'hash',
    emailIndex: null,
    emailGeneration: 1,
    emailWrapped: 1,
    noticeAddress: null,
    notices: '',
    termsVersion: '1',
    termsDay: TODAY - 30,
    createdDay: TODAY - 30,
    loginDay: TODAY - 3,
    warnings: 0,
    warnedDay: null,
    ...changes,
  };
  return row as AccountRow;
}
