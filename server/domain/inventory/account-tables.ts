/**
 * The inventory of accounts: customers' logins, what their browsers received, the owners of licenses, and queued mail.
 * Every column with its purpose, form and retention; `inventory.ts` explains their use.
 */

import { hidden, none, person, type Table } from './declaration.ts';

/** Days without a login after which an account without a live lease is deleted. */
export const ABANDONED_DAYS = 730;
const LINK_HOURS = 1;
/** After the latest attempt. */
export const LOGIN_THROTTLE_HOURS = 24;
const MAIL_HOURS = 48;

export const ACCOUNT_TABLES: Readonly<Record<string, Table>> = {
  accounts: {
    what: 'a customer’s login',
    basis: 'contract',
    life: {
      kept: `until it is deleted, or ${ABANDONED_DAYS} days after the last login where no lease of its licenses is live`,
    },
    columns: {
      id: person('names the account', 'random'),
      username: person('the name to log in with', 'plain'),
      password: hidden('verifies the password (argon2id)', 'hashed'),
      email_index: hidden('finds the account for a recovery by email', 'keyed'),
      email_generation: none('which generation of the secret made the index', 'count'),
      email_wrapped: none('the latest generation that keyed the index once more', 'count'),
      notice_address: hidden('where notices go; only the mailer can read it', 'sealed'),
      notices: person('which notices are wanted', 'plain'),
      terms_version: person('which terms were accepted', 'plain'),
      terms_day: person('when they were', 'day'),
      created_day: person('when it was made', 'day'),
      login_day: person('the last login', 'day'),
      warnings: person('how often it was told that it will be erased', 'count'),
      warned_day: person('when it was last told', 'day'),
    },
  },
  owners: {
    what: 'which account a license belongs to',
    basis: 'contract',
    life: { with: 'accounts' },
    erasures: [{ class: 'owners', by: 'license', names: 'license', key: 'license', exit: 'delete' }],
    columns: {
      license: person('the license', 'random'),
      account: person('the account', 'random'),
      since_day: person('when it was added', 'day'),
    },
  },
  nicknames: {
    what: 'what a customer calls a machine',
    basis: 'contract',
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
      activation: person('the machine’s activation', 'random'),
      nickname: person('for the customer to recognise it', 'plain'),
    },
  },
  sessions: {
    what: 'browsers that are logged in; the digest of what their cookie holds',
    basis: 'contract',
    life: {
      rules: [{ class: 'sessions', key: 'digest', from: 'ends_hour', unit: 'hour', keep: 0, exit: 'delete' }],
    },
    columns: {
      digest: hidden('recognises the browser', 'keyed'),
      generation: none('which generation of the secret made the digest', 'count'),
      account: person('whose', 'random'),
      family: hidden('one login with all that followed from it', 'random'),
      begun_hour: person('when the login was', 'hour'),
      fresh_hour: person('until when the cookie is taken as it is', 'hour'),
      ends_hour: person('until when it is exchanged for a new one', 'hour'),
      rotated_hour: person('when it was exchanged; shown again, it ends the family', 'hour'),
    },
  },
  recovery_codes: {
    what: 'digests of codes that were shown once; each opens the account once',
    basis: 'contract',
    life: { with: 'accounts' },
    columns: {
      digest: hidden('recognises the code', 'hashed'),
      account: hidden('whose', 'random'),
    },
  },
  links: {
    what: 'one-time links, good for ten minutes; of an unknown address too, where they lead nowhere',
    basis: 'contract',
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
      digest: none('recognises the link', 'keyed'),
      generation: none('which generation of the secret made the digests', 'count'),
      purpose: none('what it is for', 'plain'),
      account: hidden('whose; null: nobody’s', 'random'),
      browser: none('binds it to the browser that asked', 'keyed'),
      code: none('the code to type where the link cannot be followed', 'keyed'),
      about: hidden('what it changes', 'keyed'),
      tries: none('how often the code was mistyped', 'count'),
      ends_second: none('its last second: ten minutes are too short for hours', 'count'),
      hour: none('when it was made', 'hour'),
    },
  },
  attempts: {
    what: 'failed logins of the last day, of known and unknown usernames alike',
    basis: 'legitimate interest',
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
      digest: none('of what was typed as the username', 'keyed'),
      failures: none('how many in a row', 'count'),
      retry_second: none('when the next try is looked at: delays begin at a second', 'count'),
      hour: none('when the latest was', 'hour'),
    },
  },
  expiry_notices: {
    what: 'of which end of a license its owner was told',
    basis: 'contract',
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
      license: person('the license', 'random'),
      ends_day: person('the end that was told', 'day'),
    },
  },
  mails: {
    what: 'mail that waits to be sent; only the mailer can read it',
    basis: 'contract',
    life: {
      rules: [
        {
          class: 'waiting mails',
          key: 'id',
          from: 'hour',
          unit: 'hour',
          keep: MAIL_HOURS,
          exit: 'delete',
          wide: true,
        },
      ],
    },
    columns: {
      id: none('names the mail', 'random'),
      sealed: hidden('address and text', 'sealed'),
      tries: none('how often sending was tried', 'count'),
      due_second: none('when it is tried next: a key is waited for', 'count'),
      hour: none('when it was written', 'hour'),
    },
  },
};
