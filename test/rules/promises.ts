/**
 * What is promised, refused and left out, each with the test that holds it. PROMISES.md is made from this table, and
 * `promises.test.ts` checks that each test exists.
 */

import { markdownTable } from './markdown-table.ts';

interface Kept {
  /** One sentence, with its numbers. */
  readonly promise: string;
  /** The file below `test`, and the beginning of the title of a test in it. */
  readonly file: string;
  readonly title: string;
}

const kept = (promise: string, file: string, title: string): Kept => ({ promise, file, title });

export const KEPT: readonly Kept[] = [
  kept(
    'An app that has the farewell of its vendor runs for ever, without a server.',
    'client-sdk/farewell.test.ts',
    'keeps an app going in 2060',
  ),
  kept(
    'The purge after a farewell leaves no activation of the product.',
    'server/domain/licensing/farewell.test.ts',
    'is published on its day, comes with each lease, and leaves no machine of its product',
  ),
  kept(
    'A retired product works to its last day, at least 42 days ahead, and the purge after it leaves no license, order, machine or count of the product.',
    'server/domain/licensing/retire.test.ts',
    'leaves no byte after its last day',
  ),
  kept(
    'An order that is kept for accounting names nobody, and is deleted after its days, however its person went.',
    'server/domain/privacy/accounting.test.ts',
    'end after their days, with every byte',
  ),
  kept(
    'What a legal hold keeps is deleted by the next purge after it is lifted, and never before; a missed review lifts nothing.',
    'server/domain/privacy/hold.test.ts',
    'is in force without a review, and is counted',
  ),
  kept(
    'An action of an operator whose record was deleted or changed, or whose leaf is gone, is found and named.',
    'server/composition/audit.test.ts',
    'names a record that was deleted or changed, and a leaf that is gone',
  ),
  kept(
    'The audit chain is whole after records are deleted in their time, and says when the database was restored.',
    'server/composition/audit.test.ts',
    'says after a restore that it was restored, and what it may have lost',
  ),
  kept(
    'Who proves the email of a license becomes its owner, unless the owner proved one or refuses in seven days.',
    'server/domain/takeover/takeover.test.ts',
    'leaves the earlier owner and the members nothing, and their apps keep running',
  ),
  kept(
    'The apps of a license learn of its take-over with their next renewal, and go on.',
    'server/domain/takeover/takeover.test.ts',
    'is in the answers to renewals until the owner refuses, and changes no lease',
  ),
  kept(
    'After a refused take-over nobody begins another one of the license for 90 days.',
    'server/domain/takeover/takeover.test.ts',
    'that is refused is not begun again for 90 days, by anybody',
  ),
  kept(
    'A member of a license sees its own machine alone, and never the license key.',
    'server/domain/ownership/members.test.ts',
    'activates by sign-in, on one machine, and sees only that one and no key',
  ),
  kept(
    'After a removal nothing of the license is left to the member.',
    'server/domain/ownership/members.test.ts',
    'releases the machine, and leaves nothing of the license to the account',
  ),
  kept(
    'A coupon of n uses gives exactly n, in races too.',
    'server/domain/renewal/coupon.test.ts',
    'gives exactly as many uses as it has',
  ),
  kept(
    'After its use nothing joins a coupon to a license but the count and a tag that needs the code, until the coupon ends.',
    'server/domain/renewal/coupon.test.ts',
    'stores neither its code nor which license has used it',
  ),
  kept(
    'A trial stores a keyed tag and the day, and nothing of a person.',
    'server/domain/activation/trial.test.ts',
    'stores a keyed tag and the day',
  ),
  kept(
    'A trial is deleted after twelve months.',
    'server/domain/activation/trial.test.ts',
    'is purged after twelve months, and not before',
  ),
  kept(
    'A support bundle arrives as the person edited it, byte for byte.',
    'story/support-bundle.test.ts',
    'arrives as it was edited, byte for byte',
  ),
  kept(
    'Customers see who outside is given their data, and that nobody is until something is recorded.',
    'server/portal/recipients.test.ts',
    'is nobody until something is recorded',
  ),
  kept(
    'An erasure and a correction name the recipients that must be informed.',
    'scripts/commands/disclosure.test.ts',
    'records a disclosure, which an erasure and a correction name',
  ),
  kept(
    'The folder that `quietkey evidence` writes has no personal data.',
    'scripts/commands/evidence.test.ts',
    'has no personal data',
  ),
  kept(
    'The bills of materials of server and SDK equal the lock file.',
    'scripts/commands/evidence.test.ts',
    'has bills of materials that equal the lock file',
  ),
  kept(
    'A customer with an order, one machine and default settings has at most 30 stored values, and 68 with an account.',
    'story/stored-values.test.ts',
    'are at most ',
  ),
  kept(
    'Every table with personal data says whose a row is, or that nobody can tell.',
    'server/portal/personal-data.test.ts',
    'says whose a row is, or that nobody can tell',
  ),
  kept(
    'The page of personal data has every row and every exported column of the customer.',
    'server/portal/personal-data.test.ts',
    'every column that is exported',
  ),
  kept(
    'The file of personal data has every exported value of its customer, and none of anybody else.',
    'server/portal/personal-data-file.test.ts',
    'holds every exported value of ${name}, and none of anybody else',
  ),
  kept(
    'The file of personal data has the form of the published schema, in each language.',
    'server/portal/personal-data-file.test.ts',
    'has the published form in each language, over several parts',
  ),
  kept(
    'In the file of the owner members are M1, M2 and so on; the file of a member has the own seat only.',
    'server/portal/personal-data-file.test.ts',
    'names a member M1 to the owner, and has the own seat only for the member',
  ),
  kept(
    'The stored time of a deed of a customer is a whole minute or coarser.',
    'server/portal/stored-times.test.ts',
    'are whole minutes or coarser',
  ),
  kept(
    'A stolen database and its secret do not tell a machine among 65,536 addresses, without its license key.',
    'story/stolen.test.ts',
    'does not identify a machine by any of 65,536 addresses',
  ),
  kept(
    'The log, at its most verbose level, has nothing of the content of a request.',
    'story/log-content.test.ts',
    'contains nothing of the requests',
  ),
  kept(
    'A core dump of a server has nothing of a request (Linux).',
    'server/config/core-dump.test.ts',
    'of a server has nothing of the requests',
  ),
  kept(
    'Of a floating license there are never more leases that are not over, grace included, than seats.',
    'server/domain/activation/floating.test.ts',
    'has never more than ${SEATS} leases among ${MACHINES} machines',
  ),
  kept(
    'When a floating seat was returned or taken back, no minute of it is stored.',
    'db/sql/queries.test.ts',
    'lapses a floating seat by its minute, and keeps no minute of it',
  ),
  kept(
    'An app without an activation reads no adapter, and its checks start no process.',
    'client-sdk/system-calls.test.ts',
    'without an activation read no adapter and start no process',
  ),
  kept(
    'What `preview()` shows is what `activate()` sends, byte for byte.',
    'client-sdk/identity.test.ts',
    'preview() is what activate() sends, byte for byte',
  ),
  kept(
    'Of more machines than seats, exactly as many as there are seats get one.',
    'cluster/race.test.ts',
    '${MACHINES} machines and ${SEATS} seats: exactly ${SEATS} are granted',
  ),
  kept(
    'After a change of the username the former one is in no row and, on SQLite, in no byte of the database.',
    'server/domain/account/usernames.test.ts',
    'that were changed are stored nowhere any more, and are free at once',
  ),
  kept(
    'A receipt that is sent to be verified is neither stored nor logged.',
    'server/portal/receipts.test.ts',
    'is verified from a text and from a file, and nothing that is sent is stored',
  ),
  kept(
    'A program without a line of the server, in Python, finds each attack on the audit chain.',
    'client-sdk/audit.test.ts',
    'finds in each chain what is wrong with it, and reads each text',
  ),
  kept(
    'An operator’s look at a customer’s record is refused without a purpose, and has exactly one leaf with it.',
    'server/domain/operator/look.test.ts',
    'refused without a purpose, one leaf with it',
  ),
  kept(
    'A look-up of an operator finds nothing by a part of an email, an order or an id.',
    'server/domain/operator/look.test.ts',
    'find nothing by a part of an email or of an order',
  ),
  kept(
    'The owner of a license reads of each look in the portal at once, and in one mail on the next day.',
    'server/domain/account/look-notices.test.ts',
    'are one mail a day, with each look once, its day and its purpose, and not who it was',
  ),
  kept(
    'A look that the law holds back is reported within a day after its last day, at most 12 months later, with its basis; it is counted.',
    'server/domain/operator/held-look.test.ts',
    'are read by nobody until the last day, and then once in a mail, with the basis',
  ),
  kept(
    'A version of the policy that waits for its day is announced on the pages of each account, and in one mail to each who asked.',
    'server/domain/privacy/policy-notices.test.ts',
    'are one mail for each version, and the pages announce it until its day',
  ),
  kept(
    'A thief of one file learns of persons what `quietkey policy breach` says of it, and no more.',
    'story/breach.test.ts',
    'tests guesses with the keys that the report names, and with no other',
  ),
  kept(
    'The vendor’s logo and colour are served by the server itself, and no page loads anything from another host.',
    'server/portal/vendor.test.ts',
    'has its logo and colour served by this server, under the policy of every page',
  ),
  kept(
    'A purge leaves no byte of a deleted row in the SQLite file, and an empty WAL.',
    'server/jobs/secure-delete.test.ts',
    'leaves no residue, and an empty WAL',
  ),
  kept(
    'A purge deletes exactly the plan that was shown, or nothing.',
    'scripts/commands/purge.test.ts',
    'applies exactly the plan, or shows what is due now',
  ),
  kept(
    'A class is kept for the days of `retention.json` from the first purge after somebody has seen what that deletes.',
    'db/sql/purge.test.ts',
    'keeps each class for the days of retention.json, from the first purge after a look',
  ),
  kept(
    'Ten years after its last machine a license loses the index of its buyer’s email, and its key goes on working.',
    'server/domain/privacy/idle-licenses.test.ts',
    'lose the index of the email ten years after the last machine, and keep their key',
  ),
  kept(
    'A request about personal data is asked for alike for a known and an unknown address.',
    'server/portal/rights.test.ts',
    'is asked for alike for a known and an unknown address',
  ),
  kept(
    'An address gets the link of a request once a day, for all askers together.',
    'server/portal/rights.test.ts',
    'mails an address once a day, for all askers together',
  ),
  kept(
    'The answer to a request shows what its person proved, for seven days.',
    'server/domain/rights/requests.test.ts',
    'to see what is stored are answered by a link for seven days, and to what the person proved alone',
  ),
  kept(
    'A closed request has its kind, days and outcome for 24 months, and nothing of its person.',
    'server/domain/rights/requests.test.ts',
    'that are closed keep kind, days and outcome for 24 months',
  ),
  kept(
    'A right that was used has the effects of the table in SECURITY.md, and the apps of its person get the same bytes as before.',
    'server/domain/rights/effects.test.ts',
    '${effect}: ${expected(effect, used)}, of ${used}',
  ),
  kept(
    'The last day of a request is that of its law, for each kind and extension, with leap days and month ends.',
    'server/domain/rights/clocks.test.ts',
    'stand day by day over 100 days',
  ),
  kept(
    'With a clock that jumped, nothing is purged, lapses, ends or is destroyed.',
    'faults/clock.test.ts',
    'nothing is purged, lapses, ends or is destroyed',
  ),
  kept(
    'A person who was erased is erased again when an older backup is restored.',
    'server/jobs/backup.test.ts',
    'erases a person again, and the license stays valid',
  ),
  kept(
    'An erasure of the person keeps the license, its activations and the account.',
    'server/jobs/erasure.test.ts',
    'erases the person, and keeps the license, its activations and the accounts',
  ),
  kept(
    'The bill of materials of a packed server has each of its packages, and no other.',
    'scripts/pack-server.test.ts',
    'has a bill of materials with each of its packages, as the lock file has them',
  ),
];

/** What the program refuses to do, with the test of the refusal. */
export const REFUSED: readonly Kept[] = [
  kept(
    'A support bundle, until the vendor has a support key.',
    'story/support-bundle.test.ts',
    'is refused until there is a support key',
  ),
  kept(
    'A longer retention period, until a policy that states it is in force, 15 days after its release.',
    'server/domain/privacy/policy.test.ts',
    'give customers 15 days of notice before a longer period',
  ),
  kept(
    'A processor of all customers’ data, until a policy that states it is in force.',
    'server/domain/privacy/policy.test.ts',
    'state who goes on receiving the data of all customers, 15 days before',
  ),
  kept(
    'A version of the program that stores more, without 15 days of notice: the tests are red.',
    'rules/released-policy.test.ts',
    'is what the program states, and each wider version has 15 days of notice',
  ),
  kept(
    'The start of a version that stores more than the policy in force states.',
    'server/domain/privacy/policy.test.ts',
    'is no server until the day of one that does',
  ),
  kept(
    'A server with a wrong `retention.json`: it does not start.',
    'server/config/retention.test.ts',
    'stops the start of a server if it is wrong',
  ),
  kept(
    'A colour of the vendor that does not stand out on light and dark pages; the ratio is named, and a colour that does.',
    'server/vendor/theme.test.ts',
    'is good, or gets a good one as a remedy, which is as near as can be',
  ),
  kept(
    'A malformed email, an unknown word, or a reason that contains an address, for an erasure.',
    'server/jobs/erasure.test.ts',
    'refuses a malformed email, an unknown word, and a reason that contains an address',
  ),
  kept(
    'A restore while another process uses the data folder.',
    'server/jobs/backup.test.ts',
    'is refused while another process uses the folder',
  ),
];

/** What is not there in this version. */
const LEFT_OUT: readonly string[] = [
  'The end of a restriction by an operator: its person alone ends it, with an account.',
  'A record of restore drills.',
  'A second factor for customers, and a look at the sessions of a customer by an operator.',
];

export function keptTable(): string {
  return tableOf('what is promised', KEPT);
}

export function refusedTable(): string {
  return tableOf('what is refused', REFUSED);
}

export function leftOutList(): string {
  return LEFT_OUT.map((item) => `- ${item}`).join('\n');
}

function tableOf(head: string, rows: readonly Kept[]): string {
  return markdownTable([
    [head, 'test', 'its title has'],
    ...rows.map(({ promise, file, title }) => [promise, `\`test/${file}\``, `\`${title.trim()}\``]),
  ]);
}
