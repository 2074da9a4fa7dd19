/**
 * Codes that no API answers, so the contract does not have them: the portal and the command line refuse with them. The
 * portal answers with their status.
 */

import type { PortalRow } from './refusal-row.ts';

export const PORTAL_REFUSALS = {
  account_unknown: {
    status: 404,
    sentence: 'The account does not exist.',
    appUser: null,
    integrator: null,
    operator: 'Check the username and retry.',
    customer: null,
  },
  username_taken: {
    status: 409,
    sentence: 'This username is taken.',
    appUser: null,
    integrator: null,
    operator: null,
    customer: 'Choose another, or add a number to it.',
    isGuess: true,
    fields: ['username'],
  },
  password_refused: {
    status: 422,
    sentence: 'This password is easy to guess.',
    appUser: null,
    integrator: null,
    operator: null,
    customer: 'Choose another. Three or four unrelated words are good.',
    fields: ['next', 'password'],
  },
  credentials_wrong: {
    status: 403,
    sentence: 'The username and password do not match.',
    appUser: null,
    integrator: null,
    operator: null,
    customer: 'Check both, and check the Caps Lock key.',
    isGuess: true,
    fields: ['current', 'code'],
  },
  link_unknown: {
    status: 404,
    sentence: 'The link or code has expired, or the code was mistyped too often.',
    appUser: null,
    integrator: null,
    operator: null,
    customer: 'Ask for a new mail.',
    isGuess: true,
  },
  license_owned: {
    status: 409,
    sentence: 'This license belongs to an account already.',
    appUser: null,
    integrator: null,
    operator: null,
    customer:
      'Log in with that account, or get back into it by “Lost your key or password?”. If neither works, ask the vendor that sold it to you.',
    fields: ['licenseKey'],
  },
  email_mismatch: {
    status: 403,
    sentence: 'The license was not bought with this address.',
    appUser: null,
    integrator: null,
    operator: null,
    customer: 'Try another address that you may have used then.',
    isGuess: true,
    fields: ['email'],
  },
  mail_absent: {
    status: 503,
    sentence: 'This server sends no mail.',
    appUser: null,
    integrator: null,
    operator: 'Set up the mailer: quietkey mailer init',
    customer: null,
    errorPage: 'noMail',
  },
} as const satisfies Readonly<Record<string, PortalRow>>;
