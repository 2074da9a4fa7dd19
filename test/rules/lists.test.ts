/**
 * Lists have an end: every query that returns rows limits them in its SQL, walks a window, or is in the table with what
 * bounds it. Every operation whose query gives pages is shown by pages: the API with `limit` and `after`, the CLI with
 * `--limit` and `--after`, the portal with links. A new query or a new list that does none of these fails.
 */

import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { STATEMENTS } from '../../db/sql/queries.ts';
import { KNOWN_BROWSERS_MAX } from '../../server/domain/account/known-browser.ts';
import { SESSIONS_MAX } from '../../server/domain/account/session.ts';
import { operations } from '../../server/domain/operations.ts';
import { TOKENS_MAX } from '../../server/domain/operator/operator.ts';
import { MEMBERS_MAX, MEMBERSHIPS_MAX } from '../../server/domain/ownership/members.ts';
import { OWNED_MAX } from '../../server/domain/ownership/owned-licenses.ts';
import { PRODUCTS_MAX } from '../../server/domain/licensing/product.ts';
import { SEATS_MAX } from '../../client-sdk/typescript/contract/product-terms.ts';
import { ROUTES } from '../../server/http/routes.ts';
import { ROOT } from '../support/root.ts';
import { readSources } from './house-rules.ts';
import { maskSource } from './source-mask.ts';

interface Bound {
  /** The maximum number of rows. */
  readonly most: number | string;
  /** What keeps it. */
  readonly by: string;
}

/** What bounds the rows of a query that its SQL does not limit. None of them is shown as it is. */
const BOUNDED: Readonly<Record<string, Bound>> = {
  listActivationIds: {
    most: SEATS_MAX,
    by: 'the seats of a license, and what was released since the last purge: ids for an erasure, one license at a time',
  },
  listOwnersActivationIds: {
    most: SEATS_MAX,
    by: 'those of listActivationIds that are no member’s',
  },
  lockMemberMachines: {
    most: 'a few',
    by: 'a member has one seat; what lapsed before is purged within 30 days',
  },
  lockTagged: { most: 16, by: 'four tags of a request, each held by one activation of a generation' },
  listTags: { most: 4, by: 'the tags of one activation' },
  listTrials: { most: 4, by: 'the tags of a request' },
  lockLapsing: { most: SEATS_MAX, by: 'ids of the seats of a license whose grace has ended' },
  listTelemetryCounts: {
    most: 'a few weeks',
    by: 'the cells of the vocabulary, in weeks that are not published',
  },
  listFigures: {
    most: '261 weeks',
    by: 'the cells of the vocabulary, which the purge deletes after five years',
  },
  listSessions: { most: SESSIONS_MAX, by: 'the oldest login ends (endOldestFamilies)' },
  listRestrictions: {
    most: 2 * (OWNED_MAX + 1),
    by: 'two kinds, of the account and of each license that it owns',
  },
  listOwners: { most: OWNED_MAX, by: 'addOwned refuses another license' },
  lockLinksOfBrowser: { most: 100, by: 'links last an hour, and an asker gets twenty mails in it' },
  listAccountsByEmail: {
    most: 'one for each license key',
    by: 'each account was made with a license key, and has proved the email; operators ask for all of them',
  },
  listOrdersOf: { most: PRODUCTS_MAX, by: 'a reference names one order of a product' },
  listHeldEnded: { most: 'one for each look that was held back', by: 'an operator holds each look back' },
  listLicenseHolds: { most: 'one for each hold', by: 'an operator places each hold, and lifts it' },
  listLives: { most: 'one for each class', by: 'the classes of the inventory that can be set' },
  listRestoredLeaves: { most: 'one for each restore', by: 'an operator restores a database' },
  listErasureCounts: { most: 'one for each data folder', by: 'a server makes one when it is installed' },
  listSecretFingerprints: { most: 'one for each rotation', by: 'an operator rotates a secret' },
  countGenerations: { most: 'one for each live generation', by: 'an operator destroys what is not needed' },
};

/** A limit in the SQL, or the window of a walk along a key. */
const LIMITED = /\bLIMIT :\w+|> :after AND [\w.]+ <= :last/;

/** What can be added without end only up to a number, with the file that refuses more or ends the oldest. */
const MADE: readonly [what: string, most: number, file: string, by: RegExp][] = [
  ['products', PRODUCTS_MAX, 'server/domain/licensing/product.ts', />= PRODUCTS_MAX\)\s+refuse\('list_full'/],
  [
    'operator tokens',
    TOKENS_MAX,
    'server/domain/operator/operator.ts',
    />= TOKENS_MAX\)\s+refuse\('list_full'/,
  ],
  [
    'members of a license',
    MEMBERS_MAX,
    'server/domain/ownership/make-offer.ts',
    />= MEMBERS_MAX\)\s+refuse\('list_full'/,
  ],
  [
    'memberships of an account',
    MEMBERSHIPS_MAX,
    'server/domain/ownership/answer-offer.ts',
    />= MEMBERSHIPS_MAX\)\s+refuse\('list_full'/,
  ],
  [
    'licenses of an account',
    OWNED_MAX,
    'server/domain/ownership/owned-licenses.ts',
    /OWNED_MAX - licenses[^]*room <= 0\) refuseFull|room <= 0\) refuseFull[^]*OWNED_MAX - licenses/,
  ],
  [
    'logins of an account',
    SESSIONS_MAX,
    'server/domain/account/session.ts',
    /endOldestFamilies\(\{[^}]*SESSIONS_MAX/,
  ],
  [
    'known browsers',
    KNOWN_BROWSERS_MAX,
    'server/domain/account/known-browser.ts',
    /dropSpareBrowsers\(\{[^}]*KNOWN_BROWSERS_MAX/,
  ],
];

/** The queries that give pages, and the operations that show them. */
const PAGED: Readonly<Record<string, readonly { readonly name: string }[]>> = {
  pageActivations: [operations.activation.listActivations],
  pageMachines: [operations.ownership.showOwned],
  pageOwned: [operations.ownership.listOwned],
  pageByEmail: [operations.licensing.findLicenses],
  pageProducts: [operations.licensing.listProducts],
  pageCoupons: [operations.renewal.listCoupons],
  pageDisclosures: [operations.privacy.listDisclosures],
  pageHolds: [operations.privacy.listHolds],
  pageBundles: [operations.activation.listBundles],
  pageOpenRequests: [operations.rights.listRequests],
  pageClosedRequests: [operations.rights.listRequests],
  pageTakeovers: [operations.takeover.listOpenTakeovers],
  pageOperatorTokens: [operations.operator.listOperatorTokens],
  pageReceipts: [operations.privacy.listReceipts],
  pageStoredRows: [
    operations.privacy.listHoldings,
    operations.privacy.listPersonalData,
    operations.rights.showAnswer,
  ],
  pageCounts: [operations.statistics.listCounts],
  pageUndelivered: [operations.mail.showMailStatus],
};

/** Operations of the API whose answer is an array, and what bounds it. */
const ARRAYS: Readonly<Record<string, string>> = { takeMails: 'a batch of mails' };

/** Files of the CLI and the portal that show a page without options for the next one, and why. */
const WHOLE: Readonly<Record<string, string>> = {
  'server/portal/routes/activate.ts': 'one machine',
  'server/portal/routes/batch.ts': 'says that a license with more machines is handled on its own page',
  'server/portal/routes/coupon.ts': 'no machine',
  'server/portal/routes/from-app.ts': 'links to the license, which lists all of its machines',
  'scripts/commands/doctor.ts': 'prints how many mails wait, and none of them',
  'scripts/commands/evidence/evidence.ts': 'writes the latest ten receipts',
  'scripts/commands/stats.ts': 'adds all counts up, and prints one line for each product and outcome',
};

const textsOf = (sql: string | ReadonlyMap<string, string>): readonly string[] =>
  typeof sql === 'string' ? [sql] : [...sql.values()];

describe('lists', () => {
  const lists = Object.entries(STATEMENTS).filter(([, { gives }]) => gives === 'rows');
  const unlimited = lists.filter(([, { sql }]) => !textsOf(sql).every((text) => LIMITED.test(text)));
  const pages = lists.filter(([, { sql }]) => textsOf(sql).some((text) => text.includes('AS ahead FROM')));
  const sources = readSources(fileURLToPath(ROOT)).map(({ path, text }) => ({
    path,
    code: maskSource(text).code,
  }));

  it('of queries are limited in their SQL, or have a bound', () => {
    expect(unlimited.map(([name]) => name).toSorted()).to.deep.equal(Object.keys(BOUNDED).toSorted());
    expect(Object.values(BOUNDED).filter(({ by }) => by.length < 20)).to.deep.equal([]);
    expect(lists.length).to.be.above(unlimited.length).and.above(20);
  });

  it('of what can be made end at a number', () => {
    for (const [what, most, file, by] of MADE) {
      expect(readFileSync(new URL(file, ROOT), 'utf8'), what).to.match(by);
      expect(most, what).to.be.within(1, 1_000);
    }
  });

  it('that are read by pages are those of the table', () => {
    expect(pages.map(([name]) => name).toSorted()).to.deep.equal(Object.keys(PAGED).toSorted());
  });

  it('of the API are pages, in OpenAPI too', () => {
    for (const row of ROUTES) {
      if (!('operation' in row)) continue;
      const { name } = row.operation;
      const isPaged = Object.values(PAGED)
        .flat()
        .some((shown) => shown.name === name);
      expect(row.paged, name).to.equal(isPaged);
      const shape = row.answer as { def?: { type?: string } };
      expect(shape.def?.type === 'array', `${name} answers an array`).to.equal(name in ARRAYS);
    }
  });

  it('of the CLI have --limit and --after, and those of the portal links', () => {
    const shown = [...new Set(Object.values(PAGED).flat())];
    for (const { path, code } of sources) {
      const names = shown.filter(({ name }) => new RegExp(`operations\\.\\w+\\.${name}\\b`).test(code));
      if (names.length === 0 || path in WHOLE) continue;
      if (path.startsWith('scripts/commands/')) {
        expect(code.match(/pageOptions\(/g), path).to.have.lengthOf(names.length);
        expect(code.match(/withNext\(/g), path).to.have.lengthOf(names.length);
      }
      if (path.startsWith('server/portal/routes/'))
        expect(code, path).to.match(/\bquery: (?:PART|\{ after:)/);
    }
  });
});
