/** The catalogue's words for the account itself: its password, codes, browsers, what is held of it, and its end. */

import { count, writeDay, writeHour } from './formats.ts';
import type { Day, Hour } from '../../../domain/kernel/day.ts';
import type { Form } from '../../../domain/inventory/declaration.ts';

const FORMS: Readonly<Record<Form, string>> = {
  plain: 'kept as it is',
  keyed: 'a keyed trace, from which it cannot be read',
  hashed: 'a hash, from which it cannot be read',
  sealed: 'sealed, readable by one process only',
  random: 'a random number',
  day: 'a day',
  hour: 'an hour',
  week: 'a week',
  count: 'a count',
};

export const SETTINGS = {
  heading: 'Settings',
  loggedInAs: (username: string): string => `You are logged in as ${username}.`,
  password: 'Password',
  passwordLead: 'Change it, and log out everywhere else.',
  codes: 'Recovery codes',
  codesLeft: (left: number): string => `${count(left, 'code is', 'codes are')} left.`,
  email: 'Email address',
  emailSet: 'An address can set a new password. It is kept as a keyed trace.',
  emailNone: 'None. You may add one to set a new password by mail.',
  notices: 'Mail from us',
  noticesNone: 'None. We write to you only if you ask for it.',
  noticesSome: (kinds: number): string => `You asked for ${count(kinds, 'kind', 'kinds')} of mail.`,
  sessions: 'Logged-in browsers',
  sessionsCount: (browsers: number): string => `${count(browsers, 'browser is', 'browsers are')} logged in.`,
  held: 'What we hold about you',
  heldLead: 'Every datum: why, until when, and who has looked at it.',
  deletion: 'Delete my account',
  deletionLead: 'You see what follows before anything is done.',
};

export const PASSWORD = {
  heading: 'Change your password',
  lead: 'All other browsers are logged out.',
  submit: 'Change my password',
};

export const RENEW_CODES = {
  heading: 'Recovery codes',
  lead: 'A recovery code sets a new password without any mail. Each works once.',
  left: (left: number): string => `You have ${count(left, 'code', 'codes')} left.`,
  renew: 'New codes take the place of all the old ones.',
  submit: 'Make new codes',
};

export const SESSIONS = {
  heading: 'Logged-in browsers',
  lead: 'We keep when each logged in, and nothing about what or where it is.',
  begun: 'Logged in',
  until: 'Until',
  remembered: 'Kept logged in',
  current: 'This browser',
  other: 'Another browser',
  submit: 'Log out all others',
  alone: 'No other browser is logged in.',
};

export const PERSONAL_DATA = {
  heading: 'What we hold about you',
  lead: 'This is all of it, as it stands now, with the reason and the last day of each. A day moves on when the app or you come back.',
  until: (day: Day): string => `until ${writeDay(day)}`,
  whileKept: 'as long as the account or license it belongs to',
  form: FORMS,
  looksHeading: 'Who has looked at it',
  noLooks: 'Nobody in the last 12 months.',
  look: (what: string, hour: Hour): string => `${what}, ${writeHour(hour)}`,
};

export const DELETION = {
  heading: 'Delete your account?',
  takes: 'What is deleted, at once and for good',
  account: 'Your username, password, recovery codes and all logins.',
  email: 'The traces of your email address, so that your keys can no longer be derived or mailed.',
  machines: (machines: number): string =>
    `Nicknames, usernames, networks and tags of ${count(machines, 'machine', 'machines')}.`,
  stays: 'What stays',
  licenses: (licenses: number): string =>
    `${count(licenses, 'license stays', 'licenses stay')} valid, and the apps go on. Keep your keys: we cannot give them to you again.`,
  orders: 'The order number of your purchase, without you, as tax law asks.',
  endLicenses: 'End my licenses too',
  endLicensesHint: 'The apps stop at their next contact with the server. This cannot be undone.',
  sure: 'I have my license keys, or I do not need them any more',
  submit: 'Delete my account now',
  cancel: 'Keep my account',
  doneHeading: 'Your account is deleted',
  done: 'What was yours is gone from the database. The last bytes follow soon, and backups age out within 35 days.',
  receipt: 'Receipt',
  receiptNote:
    'A signed statement of what was deleted. Whoever runs this server can show it under this number.',
};
