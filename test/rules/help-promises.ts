/**
 * What the help of the commands promises, and the test that holds each promise. A sentence of the help that promises
 * something and is not here fails `help-promises.test.ts`, as does a row whose test is gone.
 */

import { programOf, withSubcommands } from '../../scripts/program.ts';

export interface HelpPromise {
  /** The sentence of the help. */
  readonly promise: string;
  /** The file of the test, in `test`. */
  readonly file: string;
  /** Words of the test's title. */
  readonly title: string;
}

/** Words with which a sentence says more than what an argument is. */
export const PROMISING =
  /\b(?:always|never \w|nothing|once|recorded|can read|stays?|keeps?|kept|(?<!-)ends(?!-)|permanently|safe|refused|can still|so that|from then on|within|daily|decrypt|can be|learn|lost|apply to|answered as|another|no \w+ is|will|cannot|at once|unless|until (?!it expires)|not stored|without personal|encrypted|its owner|exactly)\b/i;

const row = (promise: string, file: string, title: string): HelpPromise => ({ promise, file, title });
const LICENSE = 'scripts/commands/license.test.ts';
const SECRET = 'scripts/commands/secret.test.ts';

export const HELP_PROMISES: readonly HelpPromise[] = [
  row(
    'Keep data from deletion, for a court, an authority or a claim.',
    'server/domain/privacy/hold.test.ts',
    'is in force without a review, and is counted',
  ),
  row(
    'Keep data of one license, or of one account, from deletion until the hold is lifted.',
    'server/domain/privacy/hold.test.ts',
    'is in force without a review, and is counted',
  ),
  row(
    'Owners use it in the portal, once for each license.',
    'server/domain/renewal/coupon.test.ts',
    'is used once by a license, and a repetition changes nothing',
  ),
  row(
    'Its code is printed once and is not stored.',
    'server/domain/renewal/coupon.test.ts',
    'stores neither its code nor which license has used it',
  ),
  row(
    'Each is deleted a year after its last day.',
    'server/domain/renewal/coupon.test.ts',
    'is deleted a year after its last day, and what shows its uses with that day',
  ),
  row(
    'End a coupon, which nobody can use from now on.',
    'server/domain/renewal/coupon.test.ts',
    'is ended by an operator, and what it gave stays',
  ),
  row(
    'What it gave to licenses stays.',
    'server/domain/renewal/coupon.test.ts',
    'is ended by an operator, and what it gave stays',
  ),
  row(
    'Write a folder for an auditor: bills of materials, a table of OWASP ASVS 5.0, who may do what, the inventory, the limits, the latest receipts, what is recorded of restores, privacy notice, record of processing, breach report and memo on device identifiers.',
    'scripts/commands/evidence.test.ts',
    'has each part as text and as JSON',
  ),
  row(
    'Show what differs from one version of the policy to another, or to what a release would state.',
    'scripts/commands/policy.test.ts',
    'shows what a release would change, and what differs between two versions',
  ),
  row(
    'If it is wider than the latest one, such as a longer period of retention.json, it applies after 15 days at the earliest.',
    'server/domain/privacy/policy.test.ts',
    'give customers 15 days of notice before a longer period',
  ),
  row('It has no personal data.', 'scripts/commands/evidence.test.ts', 'has no personal data'),
  row(
    'Each is deleted three years after its last day.',
    'server/domain/privacy/disclosure.test.ts',
    'are deleted three years after their last day, and not before',
  ),
  row(
    'One to a processor goes on until "disclosure end";',
    'server/domain/privacy/disclosure.test.ts',
    'have one day, or go on until they are ended',
  ),
  row(
    '- reads it from standard input, to keep it out of the shell history',
    'story/operator.test.ts',
    'reads an email from standard input',
  ),
  row(
    'Show all that is stored about the customer of a license, and how long it is kept.',
    'story/operator.test.ts',
    'license holdings shows what is stored',
  ),
  row(
    'Keep it elsewhere, and compare the chain with it later.',
    'scripts/commands/audit.test.ts',
    'verifies the chain, also against earlier heads and receipts',
  ),
  row(
    'Verify every leaf of the chain and every record that is kept, and compare the chain with the head that the data folder remembers.',
    'scripts/commands/audit.test.ts',
    'says what was changed and what is gone',
  ),
  row(
    "Show what erasing a customer's data would delete and what it keeps;",
    'scripts/commands/erase.test.ts',
    'shows what would be deleted and kept',
  ),
  row(
    'With --apply, destroy this generation if nothing does.',
    SECRET,
    'destroys a generation that nothing needs',
  ),
  row(
    'print one JSON document and nothing else',
    'scripts/json-shapes.test.ts',
    'prints what its shape says',
  ),
  row('Change the given options, and nothing else.', LICENSE, 'changes the given options'),
  row('Issued licenses keep their seats, end and entitlements.', LICENSE, 'no issued license'),
  row(
    'Lease, refresh, grace and release terms apply to all licenses of the product.',
    'story/operator-acts.test.ts',
    'the terms of the product as they are now',
  ),
  row(
    'The key is printed once and is not stored.',
    'story/operator.test.ts',
    'the same order gets the same key',
  ),
  row(
    'The same --order with the same email, product, seats and end is answered as already issued, with the same key;',
    LICENSE,
    'a repeated order is already issued',
  ),
  row('with other values it is refused.', LICENSE, 'what differs is named and refused'),
  row('Without --order each call issues another license.', LICENSE, '--idempotency-key makes'),
  row('makes a call without an order safe to repeat, for 24 hours', LICENSE, '--idempotency-key makes'),
  row(
    'with --csv: show what would be issued and refused, and issue nothing',
    LICENSE,
    '--dry-run issues nothing',
  ),
  row('The look-up is recorded.', LICENSE, 'look-ups are recorded'),
  row('The export is recorded.', LICENSE, 'look-ups are recorded'),
  row(
    'Find licenses by the email of their buyer, which is not stored, or by an order.',
    'story/operator.test.ts',
    'never stores the email',
  ),
  row(
    'Its apps learn of it at their next renewal.',
    'story/journey.test.ts',
    'suspended by a signed statement',
  ),
  row(
    'The app learns of it at its next renewal.',
    'story/operator-acts.test.ts',
    'learns it at its next renewal',
  ),
  row(
    'the owner of the license can read it in the portal',
    'story/operator-acts.test.ts',
    'reads why an operator',
  ),
  row('with --yes revoke it permanently.', LICENSE, 'does it with --yes'),
  row(
    'with --yes take the license out of that account, so that another account can add it by its key.',
    'story/operator-acts.test.ts',
    'a reason of an earlier owner',
  ),
  row(
    'Apps learn of it with their next lease.',
    'server/domain/licensing/entitlements.test.ts',
    'are replaced by an operator, and the next lease has the new ones',
  ),
  row(
    'If one is taken away or ends earlier, the command without --yes only shows what would follow.',
    LICENSE,
    'takes no entitlement away without --yes',
  ),
  row(
    'For a lower number without --yes, the command only shows what would follow: machines that have a seat keep it, and no new seat is given while more are taken than the license has.',
    'db/sql/queries.test.ts',
    'gives no seat if the number of seats was lowered below use',
  ),
  row('The order can still be repeated.', LICENSE, 'the order can still be repeated'),
  row(
    'A new email or product gets a new key, which is printed once, and the key of the old email ends.',
    LICENSE,
    'another email gets another key, printed once',
  ),
  row(
    'Machines that run stay activated;',
    'server/domain/ownership/correct-license.test.ts',
    'of the email: another key',
  ),
  row(
    'only a license of the wrong product is revoked, and another is issued in its place.',
    'server/domain/ownership/correct-license.test.ts',
    'the license of the wrong one is revoked',
  ),
  row(
    'Write all licenses as CSV, or with --json as an array, without personal data: no emails, keys or orders, and nothing derived from them.',
    'scripts/commands/license-bulk.test.ts',
    'writes every license once, without personal data',
  ),
  row(
    'a file readable by its owner only (default: standard output)',
    'scripts/commands/license-bulk.test.ts',
    'a private file',
  ),
  row('Create a token and print it once.', 'story/operator.test.ts', 'the token is shown once'),
  row('It is refused from then on.', 'server/http/access.test.ts', 'refuses an invalid token'),
  row(
    'A running server signs with them within seconds;',
    'server/crypto/signer.test.ts',
    'reaches an open signer within seconds',
  ),
  row(
    'signatures of earlier keys stay valid, unless those keys are dropped.',
    'server/crypto/signer.test.ts',
    'drops a stolen key at once',
  ),
  row(
    'with --apply create its next generation, wait until running servers have read it, and use it from then on.',
    SECRET,
    'new keys have the new generation',
  ),
  row(
    'Earlier generations are kept until they are destroyed.',
    SECRET,
    'list shows what needs the earlier generation',
  ),
  row(
    'with --apply: destroy it even if something needs it, which is then lost',
    SECRET,
    'with --even-if-needed',
  ),
  row('A server does so daily.', 'server/jobs/daily-purge.test.ts', 'is done once a day'),
  row(
    'with --apply: delete only if the due rows are exactly those of this plan',
    'scripts/commands/purge.test.ts',
    'applies exactly the plan',
  ),
  row(
    'The rows are deleted at once, and their bytes in the file with the next purge, within 24 hours, or at once with --now.',
    'scripts/commands/erase.test.ts',
    'leaves the bytes to the next purge without --now',
  ),
  row('also delete the bytes at once', 'scripts/commands/erase.test.ts', 'erases with a receipt'),
  row(
    'A server writes its counts once a minute.',
    'server/telemetry/counting.test.ts',
    'keeps sums that could not be written',
  ),
  row(
    'Stop the servers first: the copy is refused while a server is connected.',
    'db/copy/copy-rows.test.ts',
    'is refused while a server has the file open',
  ),
  row(
    'Make an encrypted backup of the database;',
    'server/crypto/sealed-file.test.ts',
    'bytes opens to its content',
  ),
  row(
    'Show what a farewell ends;',
    'scripts/commands/keys/farewell.test.ts',
    'shows what one ends, and publishes it with --yes',
  ),
  row(
    'Anyone who has the file can run the product for ever from its day on, so keep it sealed.',
    'client-sdk/farewell.test.ts',
    'keeps an app going in 2060',
  ),
  row(
    'Every lease then brings it to its app, and the next purge deletes all activations of the product.',
    'server/domain/licensing/farewell.test.ts',
    'comes with each lease, and leaves no machine of its product',
  ),
  row('It cannot be taken back.', 'client-sdk/farewell.test.ts', 'lasts through other answers'),
  row(
    'While they are more than two days apart, nothing irreversible is done.',
    'faults/clock.test.ts',
    'nothing is purged, lapses, ends or is destroyed',
  ),
  row('It can be restored for 35 days.', 'server/jobs/backup.test.ts', 'ends on schedule'),
  row(
    'The command first deletes from the backup what was erased after it was made, and, if the clock is believed, what is past its retention.',
    'server/jobs/backup.test.ts',
    'purges by the day of the restore',
  ),
  row(
    'Servers refuse the database until this was done for each data folder.',
    'server/composition/restored-database.test.ts',
    'is refused by each node until all data folders have replayed',
  ),
  row('Send waiting mails until stopped.', 'scripts/commands/mailer.test.ts', 'runs until it is stopped'),
  row(
    'The address is not stored.',
    'scripts/commands/mailer.test.ts',
    'previews and sends the key mail in the vendor’s words, and stores nothing',
  ),
  row(
    'Make refused mails due at once.',
    'scripts/commands/mailer.test.ts',
    'keeps what is refused and says so loudly',
  ),
  row(
    'Only the mailer can decrypt them.',
    'server/crypto/sealed-mail.test.ts',
    'the server opens none with any key of its own',
  ),
  row(
    'list the closed ones instead, which are kept for 24 months',
    'server/domain/rights/requests.test.ts',
    'that are closed keep kind, days and outcome for 24 months',
  ),
  row(
    'Mail the answer: what was asked for is done, or can be seen for seven days.',
    'server/domain/rights/requests.test.ts',
    'are answered by a link for seven days',
  ),
  row('say that nothing was found', 'server/domain/rights/requests.test.ts', 'about nobody are answered so'),
  row(
    'This is possible once, until its last day.',
    'server/domain/rights/requests.test.ts',
    'are extended once, until their day, with a reason',
  ),
  row(
    'Nothing is mailed.',
    'server/domain/rights/requests.test.ts',
    'that are closed keep kind, days and outcome for 24 months',
  ),
  row(
    'A contested one waits for you, since the owner has refused.',
    'server/domain/takeover/takeover.test.ts',
    'that the owner refuses waits for an operator',
  ),
  row(
    'with --yes make the account that has proved the email the owner.',
    'server/domain/takeover/takeover.test.ts',
    'that the owner refuses waits for an operator',
  ),
  row(
    'Refuse a take-over: the owner stays, and for 90 days nobody can begin another one.',
    'server/domain/takeover/takeover.test.ts',
    'that is refused is not begun again for 90 days',
  ),
  row(
    'From then on the server takes support bundles.',
    'story/support-bundle.test.ts',
    'is refused until there is a support key',
  ),
  row(
    'From then on the server writes mails.',
    'scripts/commands/mailer.test.ts',
    'mails a license key to its buyer',
  ),
];

/** Every sentence of the help, without the name of its option. */
export function sentencesOfHelp(): string[] {
  const texts = withSubcommands(programOf(false)).flatMap((command) => [
    command.description(),
    ...command.registeredArguments.map(({ description }) => description),
    ...command.options.map(({ description }) => description),
  ]);
  return [...new Set(texts.flatMap((text) => text.split(/(?<=[.;])\s+/)))];
}
