/**
 * Every named query of the domain with its SQL. Only this file combines the queries about all kinds of records, such as
 * licenses and accounts. A query without SQL does not compile; two queries with the same name prevent the start.
 */

import { ABANDONED_ACCOUNTS } from './account/abandoned.ts';
import { ACCOUNT_EMAILS } from './account/account-emails.ts';
import { ACCOUNTS } from './account/accounts.ts';
import { ACTIVATIONS } from './activations.ts';
import { CLOCK } from './clock.ts';
import { LOGIN_THROTTLE } from './account/login-throttle.ts';
import { COUNTS } from './counts.ts';
import { DATABASE_AGE } from './database-age.ts';
import { KNOWN_BROWSERS } from './account/known-browsers.ts';
import { LEADER_LOCK } from './leader-lock.ts';
import { DISCLOSURES } from './privacy/disclosures.ts';
import { ERASURES } from './erasures.ts';
import { COPIES, FORKS } from './forks.ts';
import { ERASURE_COUNTS } from './erasure-counts.ts';
import { GENERATIONS } from './generations.ts';
import { IDEMPOTENCY } from './idempotency.ts';
import { LICENSES } from './licenses.ts';
import { LINKS } from './account/links.ts';
import { DELIVERY, KEY_MAILS, MAILS } from './mails.ts';
import { SECRET_FINGERPRINTS } from './secret-fingerprints.ts';
import { NOTICES } from './account/notices.ts';
import { ACTIONS, CHAIN, OPERATORS } from './operators.ts';
import { FAREWELLS, PRODUCTS } from './products.ts';
import { FAREWELL_PURGE, PURGE } from './purge.ts';
import { MEMBER_MACHINES, MEMBERS, OFFERS } from './members.ts';
import { ACCESS, OWNERS } from './owners.ts';
import { TAKEOVERS } from './ownership/takeovers.ts';
import { TRANSFERS } from './ownership/transfers.ts';
import { RECEIPTS } from './receipts.ts';
import { POLICIES } from './privacy/policies.ts';
import { REQUESTS } from './privacy/requests.ts';
import { COUPONS } from './renewal/coupons.ts';
import { ACCOUNTING } from './privacy/accounting.ts';
import { HOLDS } from './privacy/holds.ts';
import { RETIRED_PRODUCTS } from './privacy/retired.ts';
import { RESTRICTIONS } from './account/restrictions.ts';
import { RETENTION } from './retention.ts';
import { RECOVERY_CODES } from './account/recovery-codes.ts';
import { RESTORED } from './restored.ts';
import { SIGN_INS } from './sign-ins.ts';
import { SUPPORT_BUNDLES } from './support/support-bundles.ts';
import { STORED_ROWS } from './stored-rows.ts';
import { SESSIONS } from './account/sessions.ts';
import { combine, type Statement } from '../dialect/statements.ts';
import { TELEMETRY } from './telemetry.ts';
import { TOMBSTONES } from './tombstones.ts';
import { TRIALS } from './trials.ts';
import { USERNAMES } from './usernames.ts';

/** The statement of each query, by the name of the query. */
export const STATEMENTS = combine(
  PRODUCTS,
  FAREWELLS,
  LICENSES,
  ACTIVATIONS,
  FORKS,
  COPIES,
  USERNAMES,
  OPERATORS,
  ACTIONS,
  CHAIN,
  OWNERS,
  ACCESS,
  MEMBERS,
  OFFERS,
  MEMBER_MACHINES,
  TRANSFERS,
  TAKEOVERS,
  SIGN_INS,
  TRIALS,
  SUPPORT_BUNDLES,
  DISCLOSURES,
  ACCOUNTING,
  HOLDS,
  REQUESTS,
  COUPONS,
  RESTRICTIONS,
  POLICIES,
  IDEMPOTENCY,
  PURGE,
  FAREWELL_PURGE,
  RETIRED_PRODUCTS,
  DATABASE_AGE,
  CLOCK,
  LEADER_LOCK,
  SECRET_FINGERPRINTS,
  ERASURE_COUNTS,
  TOMBSTONES,
  GENERATIONS,
  RECEIPTS,
  RETENTION,
  ERASURES,
  STORED_ROWS,
  ACCOUNTS,
  ABANDONED_ACCOUNTS,
  ACCOUNT_EMAILS,
  SESSIONS,
  RESTORED,
  LOGIN_THROTTLE,
  KNOWN_BROWSERS,
  RECOVERY_CODES,
  LINKS,
  MAILS,
  KEY_MAILS,
  DELIVERY,
  NOTICES,
  COUNTS,
  TELEMETRY,
);

/** The statement of a query. @throws Error if the query has no SQL */
export function statementOf(name: string): Statement {
  const statement = (STATEMENTS as Readonly<Record<string, Statement>>)[name];
  if (statement === undefined) throw new Error(`the query ${name} has no SQL`);
  return statement;
}
