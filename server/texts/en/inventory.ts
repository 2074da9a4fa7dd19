/**
 * The catalogue's words for what is stored: each table, in which form its values are stored, on what legal basis and
 * how long, and what operators did with the data. The keys are the inventory's keys, so a table without words does not
 * compile.
 */

import type { Basis, Form, Kept, Period, Source } from '../../domain/inventory/declaration.ts';
import type { TableName } from '../../domain/inventory/inventory.ts';
import type { DelayedNotice } from '../../domain/kernel/ports.ts';
import type { PurposeKind } from '../../domain/kernel/purpose.ts';
import type { HoldClass } from '../../domain/privacy/hold-record.ts';
import type { HoldReason } from '../../domain/privacy/hold.ts';
import type { Action } from '../../domain/operator/action.ts';
import type { Formats, PluralForms } from '../../locale/formats.ts';
import { PURPOSES } from './purposes.ts';

const DAYS = { one: 'day', other: 'days' };

const TABLES: Readonly<Record<TableName, string>> = {
  licenses: 'License: the right to run a product',
  license_keys: 'License keys: keyed hashes only; a key itself is never stored',
  orders: 'Orders: the payment provider’s order number',
  activations: 'Activations: a seat used by one machine',
  device_tags: 'Device tags: keyed hashes of a machine’s network adapters, at most four',
  trials: 'Trials: a keyed hash of a machine and the first day of its trial; no account, no license',
  forks:
    'Forks: what is known about two machines that seem to use one activation; most activations have no fork',
  accounts: 'Your account',
  owners: 'Licenses in your account',
  nicknames: 'Nicknames of your machines',
  members: 'Members of a license',
  member_offers: 'Offers and invitations to members',
  member_machines: 'Machines of members',
  transfers: 'Licenses that are offered to a new owner',
  takeovers: 'Licenses that somebody asks to take over',
  sign_ins: 'Apps that wait for their license',
  support_bundles: 'Files that you sent to support from an app',
  disclosures: 'Disclosures of your data to others',
  coupons: 'Coupons, which extend a license or add seats, and how often each was used',
  coupon_uses: 'Uses of coupons: keyed hashes without account and license',
  holds: 'Legal holds on your data: it is kept until the hold is lifted',
  rights_requests: 'Requests about personal data',
  rights_subjects: 'Licenses and accounts that a request is about',
  restrictions: 'Restrictions of the use of your data, and objections',
  sessions: 'Logged-in browsers',
  recovery_codes: 'Recovery codes: hashes only; each code opens the account once',
  links: 'One-time links, valid for ten minutes; unknown addresses get one too, which opens nothing',
  attempts:
    'What is limited, counted for a day: failed logins, for known and unknown usernames alike, emails typed against a license, and accounts made by invitations',
  known_browsers: 'Known browsers in which a wrong password was typed, or that you asked us to forget',
  expiry_notices: 'License end dates that you were notified of',
  mails: 'Mail waiting to be sent, readable only by the program that sends mail',
  key_mails: 'License keys that were mailed to you and not delivered yet',
  products: 'Products and their terms',
  operator_tokens: 'Operators’ tokens for the JSON API',
  operator_actions: 'What operators did with a license or looked up about it',
  audit_leaves: 'The audit chain: one leaf for each action of an operator, from which nobody can be found',
  audit_head: 'The latest leaf of the audit chain',
  idempotency: 'Operators’ requests of the last 24 hours, so that a repeated request is carried out once',
  receipts: 'What each purge and erasure deleted, with its signed receipt',
  tasks: 'Recurring jobs and when they last ran',
  confirmed_day: 'The confirmed day, by which a wrong clock is noticed',
  duties: 'Which server runs a recurring job now',
  marks: 'Fingerprints of the secrets and the root key that this database belongs to',
  retention: 'How long the vendor keeps what is not kept for the default',
  policies: 'Published versions of the policy: what each states, and from which day',
  erasure_counts: 'How often something was erased, so that a restored database is recognised',
  schema_migrations: 'Schema migrations that were applied to this database',
  counts: 'Outcomes of requests by product and day: sums only, no row for a request',
  telemetry_counts:
    'Sums of SDK reports for weeks not yet published, written after 20 reports or at the end of a week',
  telemetry_figures:
    'Published telemetry figures with noise, small ones left out; and weeks lost in a restore',
};

/** The moments from which retention rules count, by table and column. */
const MOMENTS = {
  'licenses.ends_day': 'the end of the license',
  'licenses.revoked_day': 'its revocation',
  'licenses.idle_day': 'the last machine',
  'orders.day': 'the order',
  'orders.severed_day': 'the deletion of your data',
  'activations.network_day': 'the network was last seen',
  'activations.seat_ends_day': 'the end of its grace period',
  'trials.day': 'the trial began',
  'sessions.ends_hour': 'the end of the login',
  'member_offers.ends_day': 'the last day of the offer',
  'transfers.ends_day': 'the last day of the offer',
  'takeovers.ends_day': 'the last day of the take-over, or of the rest after a refusal',
  'sign_ins.ends_hour': 'the end of the sign-in',
  'support_bundles.received_day': 'the file was received',
  'disclosures.last_day': 'the last day of the disclosure',
  'coupons.ends_day': 'the last day of the coupon',
  'coupon_uses.ends_day': 'the last day of the coupon',
  'holds.lifted_day': 'the hold was lifted',
  'rights_requests.closed_day': 'the request was closed',
  'rights_requests.answer_ends_day': 'the last day of the link to the answer',
  'rights_subjects.ends_day': 'the last day of the answer, or twelve months after a request to know',
  'links.hour': 'the link was made',
  'attempts.hour': 'the latest of them',
  'known_browsers.day': 'the login',
  'mails.hour': 'the mail was written',
  'key_mails.day': 'the key was mailed',
  'operator_actions.hour': 'the action',
  'operator_actions.held_until_day': 'the day until which it is held back from you',
  'operator_tokens.expires_day': 'the last day of the token',
  'operator_tokens.revoked_day': 'the revocation of the token',
};

/** The conditions of retention rules, by table and the column that has to be set. */
const CONDITIONS = {
  'activations.released_day': 'where it was released',
  'activations.lapsed_day': 'where nobody released it',
};

const PERIODS: Readonly<Record<Period, PluralForms>> = {
  hour: { one: 'hour', other: 'hours' },
  day: DAYS,
  week: { one: 'week', other: 'weeks' },
  year: { one: 'year', other: 'years' },
};

const BASES: Readonly<Record<Basis, string>> = {
  contract: 'contract (GDPR Art. 6(1)(b))',
  legalObligation: 'legal obligation (GDPR Art. 6(1)(c))',
  legitimateInterest: 'legitimate interest (GDPR Art. 6(1)(f))',
  noPersonalData: 'no personal data',
};

const SOURCES: Readonly<Record<Source, string>> = {
  customer: 'you',
  app: 'an app on your machine',
  seller: 'the shop that sold the license',
  others: 'another customer',
  staff: 'our staff',
  server: 'made by our server',
};

const FORMS: Readonly<Record<Form, string>> = {
  plain: 'stored as it is',
  keyed: 'keyed hash that cannot be reversed',
  hashed: 'hash that cannot be reversed',
  sealed: 'encrypted',
  random: 'random number',
  day: 'date',
  hour: 'date and hour',
  second: 'date and time',
  week: 'week',
  count: 'number',
};

const ACTIONS: Readonly<Record<Action, string>> = {
  'activation list': 'Viewed the machines of your license',
  'activation release': 'Released a machine',
  'bundle delete': 'Deleted a file that you sent to support',
  'bundle open': 'Opened a file that you sent to support',
  'clock confirm': 'Confirmed the clock of the server',
  'coupon create': 'Created a coupon',
  'coupon end': 'Ended a coupon',
  'disclosure add': 'Recorded to whom your data were given',
  'disclosure end': 'Ended a disclosure of your data',
  'disclosure remove': 'Removed a record of a disclosure that was a mistake',
  'farewell publish': 'Ended all license checks of a product',
  'hold add': 'Kept your data from deletion by a legal hold',
  'hold lift': 'Lifted a legal hold on your data',
  'hold review': 'Reviewed a legal hold on your data',
  'product reinstate': 'Reinstated a product that was retired',
  'product retire': 'Retired a product: its data is deleted after a day',
  erasure: 'Erased your data',
  'erasure planned': 'Viewed what an erasure would delete',
  'license bulk issue': 'Issued licenses from a file',
  'license correct': 'Corrected the order of your license',
  'license disown': 'Removed your license from an account',
  'license export': 'Exported licenses without personal data',
  'license find': 'Searched for your license by email address',
  'license forgive': 'Discarded what was found about copies of your machines',
  'license holdings': 'Viewed the data stored about you',
  'license issue': 'Issued your license',
  'license key issued anew': 'Issued your license key again',
  'license key shown again': 'Displayed your license key again',
  'license reinstate': 'Reinstated your license',
  'license renew': 'Renewed your license',
  'license revoke': 'Revoked your license',
  'license seats': 'Changed the number of seats',
  'license entitlements': 'Changed the features',
  'license show': 'Viewed your license',
  'license suspend': 'Suspended your license',
  'license takeover': 'Took the license over by its email address',
  'license transfer': 'Transferred the license to another account',
  'notice of news': 'Sent news to customers who asked for it',
  'notice of policy': 'Sent a notice of changed rules',
  'policy release': 'Published a version of the policy',
  'request answer': 'Answered your request about your data',
  'request close': 'Closed your request about your data',
  'request extend': 'Gave your request about your data more time',
  'request refuse': 'Refused your request about your data',
  'request show': 'Viewed your request about your data',
  'takeover grant': 'Granted the take-over of the license',
  'takeover refuse': 'Refused the take-over of the license',
};

/** The classes of legal holds, and the reasons for them. */
const HELD: Readonly<Record<HoldClass, string>> = {
  all: 'Everything of the license or the account',
  license: 'The license, its keys and orders',
  machines: 'Machines of the license',
  account: 'The account',
};
const HOLD_REASONS: Readonly<Record<HoldReason, string>> = {
  claim: 'A legal claim (GDPR Art. 17(3)(e))',
  order: 'An order of a court or an authority (GDPR Art. 17(3)(b))',
  law: 'A duty by law (GDPR Art. 17(3)(b))',
};

/** Why a customer was not notified of a look before. */
const HELD_BASES: Readonly<Record<DelayedNotice['basis'], string>> = {
  order: 'a court or an authority had forbidden it (GDPR Art. 23)',
  investigation: 'it would have endangered the investigation of a crime (GDPR Art. 23(1)(d))',
  others: 'it would have endangered the rights of other people (GDPR Art. 23(1)(i))',
};

/** Why an operator looked at a customer's record, by the kinds of purposes. */
const LOOK_PURPOSES: Readonly<Record<PurposeKind, string>> = {
  support: 'You had asked for help',
  order: 'For an order, a payment or a refund',
  abuse: 'A suspicion of abuse',
  legal: 'A legal duty or a right of yours',
  maintenance: 'Work on a fault of the server',
};

export const inventoryTexts = ({ count }: Formats) => ({
  tables: TABLES,
  purposes: PURPOSES,
  bases: BASES,
  sources: SOURCES,
  form: FORMS,
  /** The words for how long rows are kept if no retention rule ends them. */
  kept: {
    untilAbandoned: (days: number): string =>
      `until deleted, or ${count(days, DAYS)} after the last login if no lease is valid then`,
    untilLifted: (): string => 'until you end it',
    whileSold: (): string => 'as long as the vendor sells it',
    rowPerJob: (): string => 'one row for each job',
    oneRow: (): string => 'one row',
    fingerprints: (): string => 'a few rows, to refuse a server with other secrets',
    rowPerFolder: (): string => 'one row for each data folder of a server',
    rowPerClass: (): string => 'one row for each retention period that the vendor has set',
    rowPerPolicy: (): string => 'one row for each version, so that earlier ones can be read',
    rowPerAction: (): string => 'for good: a leaf cannot be read after its action is deleted',
    rowPerMigration: (): string => 'one row for each migration',
  } satisfies Record<Kept, (days: number) => string>,
  moments: MOMENTS,
  /** The words for how long rows are kept by a retention rule; a length of 0 ends with the moment. */
  until: Object.fromEntries(
    Object.entries(PERIODS).map(([period, forms]) => [
      period,
      (length: number, moment: string): string =>
        length === 0 ? `until ${moment}` : `${count(length, forms)} after ${moment}`,
    ]),
  ) as Readonly<Record<Period, (length: number, moment: string) => string>>,
  /** The words for an end that comes only under a condition. */
  where: (end: string, condition: string): string => `${end} ${condition}`,
  conditions: CONDITIONS,
  /** The words for several ends; the earliest end counts. */
  ends: (ends: readonly string[]): string => `Kept: ${ends.join(', or ')}.`,
  keptWith: (table: string): string => `as long as “${table}”`,
  held: HELD,
  holdReasons: HOLD_REASONS,
  heldBases: HELD_BASES,
  heldLook: (basis: string, until: string): string => `We did not notify you until ${until}: ${basis}`,
  actions: ACTIONS,
  lookPurposes: LOOK_PURPOSES,
});
