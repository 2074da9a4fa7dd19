/**
 * Lists have an end: every query that returns rows limits them in its SQL, walks a window, or is in the table with what
 * bounds it. A new query of rows that does none of these fails.
 */

import { expect } from 'chai';
import { STATEMENTS } from '../../db/sql/queries.ts';

/** What bounds the rows of a query that its SQL does not limit. */
const BOUNDED: Readonly<Record<string, string>> = {
  listActivations:
    'the seats of a license, and what was released since the last purge; the portal shows parts',
  lockTagged: 'four tags of a machine, each of which a license has once for each activation',
  listTags: 'the tags of one activation, at most four',
  lockLapsing: 'the seats of a license',
  listNicknames: 'the activations of a license',
  listForks: 'the activations of a license',
  listCopies: 'the activations of a license; the portal shows the first fifty',
  listOperatorTokens: 'operators make them',
  listOperatorActions: 'what operators do with a license in a year; the portal shows ten, or parts',
  listTelemetryCounts: 'the cells of the weeks that are not published',
  listFigures: 'the cells of 261 weeks, which the vocabulary bounds',
  listCounts: 'the cells of 1,826 days, which products and outcomes bound',
  countByAnswer: 'the answers of mail servers, as codes',
  listSessions: 'fifty logins of an account (SESSIONS_MAX)',
  listOwners: 'a license key for each; the portal shows parts',
  listOwned: 'a license key for each; the portal shows parts',
  listOwnedProducts: 'operators make products',
  lockLinksOfBrowser: 'the links of an hour that one browser asked for, within the budgets of mails',
  listAccountsByEmail: 'accounts that proved one email, each with a license key',
  listLicensesByEmail: 'what the vendor sold to one email; a mail has thirty keys',
  listOrders: 'operators make orders',
  listOrdersOf: 'the products of one order',
  listProducts: 'operators make products',
  listReceipts: 'operators and the daily purge make receipts, and they are deleted after three years',
  listOwedReceipts: 'receipts that are not signed yet',
  listStoredRows: 'the rows of one account or license; the portal shows parts',
  listLives: 'one for each class of rows that can be set',
  listErasureCounts: 'one for each data folder of a server',
  listSecretFingerprints: 'the live generations of the secrets',
  countGenerations: 'the live generations of the secrets',
};

/** A limit in the SQL, or the window of a walk along a key. */
const LIMITED = /\bLIMIT :\w+|> :after AND [\w.]+ <= :last/;

describe('queries that return rows', () => {
  const lists = Object.entries(STATEMENTS).filter(([, { gives }]) => gives === 'rows');
  const textsOf = (sql: string | ReadonlyMap<string, string>) =>
    typeof sql === 'string' ? [sql] : [...sql.values()];
  const unlimited = lists.filter(([, { sql }]) => !textsOf(sql).every((text) => LIMITED.test(text)));

  it('limit them, or have a reason why these are few', () => {
    expect(unlimited.map(([name]) => name).toSorted()).to.deep.equal(Object.keys(BOUNDED).toSorted());
  });
  it('are some, of which some are limited', () => {
    expect(lists.length).to.be.above(unlimited.length).and.above(20);
  });
});
