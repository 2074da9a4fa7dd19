/**
 * The catalogue's words for the account: password, recovery codes, browsers, personal data, and the account's deletion.
 */

import type { Day, Hour } from '../../domain/kernel/day.ts';
import type { Formats } from '../../locale/formats.ts';

export const settingsTexts = ({ count }: Formats) => ({
  heading: 'Settings',
  username: 'Username',
  usernameLead: (username: string): string => `You are logged in as ${username}.`,
  password: 'Password',
  passwordLead: 'Change it and log out all other browsers.',
  codes: 'Recovery codes',
  codesLeft: (left: number): string => `${count(left, { one: 'code', other: 'codes' })} left.`,
  email: 'Email address',
  emailSet: 'Added. You can set a new password by mail.',
  emailNone: 'None. Add one so that you can reset your password by mail.',
  notices: 'Mail from us',
  noticesNone: 'None. We only send mail that you ask for.',
  noticesSome: (kinds: number): string =>
    `${count(kinds, { one: 'kind of mail', other: 'kinds of mail' })} selected.`,
  sessions: 'Logged-in browsers',
  sessionsCount: (browsers: number): string =>
    `${count(browsers, { one: 'browser is', other: 'browsers are' })} logged in.`,
  personalData: 'Your personal data',
  personalDataLead: 'Everything we store about you: why it is stored, until when, and who has looked at it.',
  restriction: 'Restrict the use of your data',
  restrictionLead: 'Have your data kept and not used, object, or take back a consent.',
  deletion: 'Delete my account',
  deletionLead: 'Before anything is deleted, the next page shows what will be deleted.',
});

export const USERNAME = {
  heading: 'Change your username',
  lead: 'From then on, you log in with the new name. Your licenses and recovery codes stay as they are, and other browsers stay logged in.',
  hint: 'Letters, digits, dots, dashes and underscores, no @.',
  submit: 'Change username',
};

export const PASSWORD = {
  heading: 'Change your password',
  lead: 'All other browsers are logged out.',
  submit: 'Change password',
};

export const renewCodesTexts = ({ count }: Formats) => ({
  heading: 'Recovery codes',
  lead: 'A recovery code lets you set a new password without any mail. Each works once.',
  left: (left: number): string => `You have ${count(left, { one: 'code', other: 'codes' })} left.`,
  renew: 'New codes replace all old ones.',
  submit: 'Create new codes',
});

export const SESSIONS = {
  heading: 'Logged-in browsers',
  lead: 'We store when each browser logged in, and nothing about the browser or where it is.',
  begun: 'Logged in',
  until: 'Until',
  remembered: 'Kept logged in',
  current: 'This browser',
  other: 'Another browser',
  submit: 'Log out all other browsers',
  alone: 'No other browser is logged in.',
  known: 'This browser is known',
  knownLead:
    'A cookie shows for 180 days after a login that you have logged in here before, so that someone who guesses your password elsewhere cannot keep you out. It contains no name. Delete it if others use this computer.',
  forget: 'Forget this browser',
};

export const personalDataTexts = ({ count, day, hour, list }: Formats) => ({
  heading: 'Your personal data',
  lead: 'This is everything we store about you, with the reason and the last day of each value. The last day moves when you log in or your app renews its lease.',
  entries: (entries: number): string => count(entries, { one: 'entry', other: 'entries' }),
  alike: (entries: number): string => `${count(entries, { one: 'entry', other: 'entries' })} like this.`,
  unknowableHeading: 'Not listed here',
  unknowable: 'We cannot tell which of these entries are yours, so none are listed:',
  basis: (basis: string): string => `Legal basis: ${basis}`,
  sources: (sources: readonly string[]): string => `Source: ${list(sources)}`,
  recipients: (recipients: readonly string[]): string => `Recipients: ${list(recipients)}`,
  save: 'Save all of it as a file',
  saveHint: 'The file is JSON, which other programs can read. Keep it where others cannot read it.',
  schema: 'The description of its format',
  stored: (form: string, until: string): string => `${form}, ${until}`,
  until: (last: Day): string => `kept until ${day(last)}`,
  whileKept: 'kept as long as its account or license',
  looksHeading: 'Who has looked at your data',
  lookers: { staff: 'Our staff', program: 'A program of ours' },
  noLooks: 'Nobody in the last 12 months.',
  look: (who: string, time: Hour): string => `${who}, ${hour(time)}`,
});

export const deletionTexts = ({ count }: Formats) => ({
  heading: 'Delete your account?',
  takes: 'Deleted at once and for good',
  account: 'Your username, password, recovery codes and all logins.',
  email: 'The traces of your email address. Your keys can then no longer be derived or mailed.',
  machines: (machines: number): string =>
    `Nicknames, usernames, networks and device tags of ${count(machines, { one: 'machine', other: 'machines' })}.`,
  memberships: (licenses: number): string =>
    `Your part in ${count(licenses, { one: 'license', other: 'licenses' })} of others: your machines there are released.`,
  held: 'What a legal hold keeps, until it is lifted: the next purge then deletes it. “Your personal data” shows the hold.',
  stays: 'Kept',
  licenses: (licenses: number): string =>
    `${count(licenses, { one: 'license stays', other: 'licenses stay' })} valid and your apps keep working. Save your keys: we cannot give them to you again.`,
  orders: 'The order number of your purchase, without a link to you, as tax law requires.',
  endLicenses: 'End my licenses too',
  endLicensesHint: 'Apps stop the next time they contact the server. This cannot be undone.',
  sure: 'I have saved my license keys, or I no longer need them',
  submit: 'Delete my account',
  cancel: 'Keep my account',
});
