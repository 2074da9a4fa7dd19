/**
 * The inventory of accounts: customers' logins, what their browsers received, the owners of licenses, and queued mail.
 * Every column is declared with its purpose, form and retention. `inventory.ts` explains how the inventory is used.
 */

import { hidden, none, person, type Table } from './declaration.ts';

/** The number of days without a login after which an account without a live lease is deleted. */
export const ABANDONED_DAYS = 730;
/** The fewest such days that a vendor may set: two warnings are sent before. */
export const ABANDONED_DAYS_LEAST = 90;
const LINK_HOURS = 1;
/** The number of hours after the latest login attempt for which the count of failed attempts is kept. */
export const LOGIN_THROTTLE_HOURS = 24;
/** The number of days for which a browser stays known after a login. */
export const KNOWN_BROWSER_DAYS = 180;
const MAIL_HOURS = 48;
/** The days for which a failed delivery of a license key is remembered. */
const UNDELIVERED_DAYS = 30;

export const ACCOUNT_TABLES = {
  accounts: {
    basis: 'contract',
    category: 'activity',
    held: 'account',
    sources: ['customer'],
    whose: { by: 'id', names: 'account' },
    life: { kept: 'untilAbandoned', days: ABANDONED_DAYS },
    columns: {
      id: person('accountId', 'random'),
      username: person('loginName', 'plain', { category: 'identifier' }),
      password: hidden('checkPassword', 'hashed', { category: 'credential' }),
      email_index: hidden('findAccountByEmail', 'keyed'),
      email_generation: none('indexGeneration', 'count'),
      email_wrapped: none('indexWrapping', 'count'),
      notice_address: hidden('noticeAddress', 'sealed', { opener: 'mailerKey' }),
      notices: person('wantedNotices', 'plain'),
      terms_version: person('acceptedTerms', 'plain'),
      terms_day: person('termsAccepted', 'day'),
      created_day: person('accountCreated', 'day'),
      login_day: person('lastLogin', 'day'),
      warnings: person('deletionWarnings', 'count'),
      warned_day: person('lastDeletionWarning', 'day'),
    },
  },
  owners: {
    basis: 'contract',
    category: 'commercial',
    held: 'account',
    sources: ['customer'],
    whose: { by: 'account', names: 'account' },
    life: { with: 'accounts' },
    erasures: [{ class: 'owners', by: 'license', names: 'license', key: 'license', exit: 'delete' }],
    columns: {
      license: person('ownedLicense', 'random'),
      account: person('owningAccount', 'random'),
      since_day: person('addedToAccount', 'day'),
      proved_day: person('emailProved', 'day'),
      notified_last_day: person('retirementNotified', 'day'),
    },
  },
  nicknames: {
    basis: 'contract',
    category: 'activity',
    held: 'machines',
    sources: ['customer'],
    whose: { by: 'activation', names: 'activation' },
    life: { with: 'activations' },
    erasures: [
      {
        class: 'nicknames',
        by: 'activation',
        names: 'activation',
        key: 'activation',
        exit: 'delete',
        alone: 'nicknames',
      },
    ],
    columns: {
      activation: person('nicknamedActivation', 'random'),
      nickname: person('machineNickname', 'plain', { category: 'identifier' }),
    },
  },
  sign_ins: {
    basis: 'contract',
    category: 'activity',
    sources: ['app', 'customer'],
    whose: { by: 'account', names: 'account' },
    life: {
      rules: [{ class: 'sign-ins', key: 'id', from: 'ends_hour', unit: 'hour', keep: 0, exit: 'delete' }],
    },
    erasures: [
      { class: 'sign-ins of a license', by: 'license', names: 'license', key: 'id', exit: 'delete' },
    ],
    columns: {
      id: none('signInId', 'random'),
      product: none('signInProduct', 'plain'),
      code: none('signInCode', 'keyed'),
      device: none('signInDevice', 'hashed'),
      decision: person('signInDecision', 'plain'),
      account: hidden('signInAccount', 'random'),
      license: person('signInLicense', 'random'),
      nickname: person('machineNickname', 'plain', { category: 'identifier' }),
      ends_second: none('signInEnd', 'second'),
      ends_hour: none('signInEndHour', 'hour'),
    },
  },
  sessions: {
    basis: 'contract',
    category: 'activity',
    sources: ['server'],
    whose: { by: 'account', names: 'account' },
    life: {
      rules: [{ class: 'sessions', key: 'digest', from: 'ends_hour', unit: 'hour', keep: 0, exit: 'delete' }],
    },
    columns: {
      digest: hidden('recogniseBrowser', 'keyed'),
      generation: none('digestGeneration', 'count'),
      account: person('sessionAccount', 'random'),
      family: hidden('sessionFamily', 'random'),
      begun_hour: person('sessionStart', 'hour'),
      fresh_hour: person('cookieExchange', 'hour'),
      ends_hour: person('sessionEnd', 'hour'),
      rotated_hour: person('cookieExchanged', 'hour'),
    },
  },
  recovery_codes: {
    basis: 'contract',
    category: 'activity',
    sources: ['server'],
    whose: { by: 'account', names: 'account' },
    life: { with: 'accounts' },
    columns: {
      digest: hidden('checkRecoveryCode', 'hashed', { category: 'credential' }),
      account: hidden('codeAccount', 'random'),
    },
  },
  links: {
    basis: 'contract',
    category: 'activity',
    sources: ['server'],
    whose: { by: 'account', names: 'account' },
    life: {
      rules: [
        {
          class: 'one-time links',
          key: 'digest',
          from: 'hour',
          unit: 'hour',
          keep: LINK_HOURS,
          exit: 'delete',
        },
      ],
    },
    columns: {
      digest: none('checkLink', 'keyed'),
      generation: none('digestGeneration', 'count'),
      purpose: none('linkAction', 'plain'),
      account: hidden('linkAccount', 'random'),
      browser: none('linkBrowser', 'keyed'),
      code: none('linkCode', 'keyed'),
      about: hidden('linkChange', 'keyed'),
      tries: none('codeTries', 'count'),
      ends_second: none('linkEnd', 'second'),
      hour: none('linkCreated', 'hour'),
    },
  },
  attempts: {
    basis: 'legitimateInterest',
    category: 'activity',
    sources: ['customer'],
    whose: 'unknowable',
    life: {
      rules: [
        {
          class: 'failed logins',
          key: 'digest',
          from: 'hour',
          unit: 'hour',
          keep: LOGIN_THROTTLE_HOURS,
          exit: 'delete',
        },
      ],
    },
    columns: {
      digest: none('triedUsername', 'keyed'),
      failures: none('failedLogins', 'count'),
      hour: none('lastFailedLogin', 'hour'),
    },
  },
  known_browsers: {
    basis: 'legitimateInterest',
    category: 'activity',
    sources: ['server'],
    whose: { by: 'account', names: 'account' },
    life: {
      rules: [
        {
          class: 'known browsers',
          key: 'digest',
          from: 'day',
          unit: 'day',
          keep: KNOWN_BROWSER_DAYS,
          least: 30,
          exit: 'delete',
        },
      ],
    },
    columns: {
      digest: hidden('recogniseKnownBrowser', 'keyed'),
      account: person('knownBrowserAccount', 'random'),
      failures: person('knownBrowserFailures', 'count'),
      day: person('browserKnownSince', 'day'),
    },
  },
  expiry_notices: {
    basis: 'contract',
    category: 'commercial',
    sources: ['server'],
    whose: { by: 'license', names: 'license' },
    life: { with: 'licenses' },
    erasures: [
      {
        class: 'notices of an end',
        by: 'license',
        names: 'license',
        key: 'license',
        exit: 'delete',
      },
    ],
    columns: {
      license: person('notifiedLicense', 'random'),
      ends_day: person('notifiedEnd', 'day'),
    },
  },
  mails: {
    basis: 'contract',
    category: 'activity',
    sources: ['server'],
    whose: 'unknowable',
    life: {
      rules: [
        {
          class: 'waiting mails',
          key: 'id',
          from: 'hour',
          unit: 'hour',
          keep: MAIL_HOURS,
          least: 1,
          exit: 'delete',
          wide: true,
        },
      ],
    },
    columns: {
      id: none('mailId', 'random'),
      sealed: hidden('mailContent', 'sealed', { opener: 'mailerKey' }),
      tries: none('mailTries', 'count'),
      due_second: none('mailDue', 'second'),
      hour: none('mailWritten', 'hour'),
      answer: none('mailAnswer', 'plain'),
    },
  },
  key_mails: {
    basis: 'contract',
    category: 'commercial',
    sources: ['server'],
    whose: { by: 'license', names: 'license' },
    life: {
      rules: [
        {
          class: 'undelivered keys',
          key: 'license',
          from: 'day',
          unit: 'day',
          keep: UNDELIVERED_DAYS,
          least: 1,
          exit: 'delete',
        },
      ],
    },
    erasures: [{ class: 'key mails', by: 'license', names: 'license', key: 'license', exit: 'delete' }],
    columns: {
      license: person('mailedLicense', 'random'),
      mail: none('mailId', 'random'),
      answer: none('mailAnswer', 'plain'),
      day: person('keyMailed', 'day'),
    },
  },
} satisfies Readonly<Record<string, Table>>;
