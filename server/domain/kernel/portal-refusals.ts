/**
 * Refusal codes that no API uses, so the contract does not list them. Only the portal and the command line refuse with
 * these codes. The portal answers with the status of the code.
 */

import type { PortalRow } from './refusal-row.ts';

export const PORTAL_REFUSALS = {
  cookies_off: {
    status: 403,
    sentence: 'Your browser keeps no cookies.',
    appUser: null,
    integrator: null,
    operator: null,
    customer:
      'This site needs a cookie to keep you logged in. Allow cookies for this site and try again. Nothing was done.',
  },
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
    customer: 'Choose another one, or add a number to it.',
    isGuess: true,
    fields: ['username'],
  },
  password_refused: {
    status: 422,
    sentence: 'This password is easy to guess.',
    appUser: null,
    integrator: null,
    operator: null,
    customer: 'Use three or four unrelated words.',
    fields: ['next', 'password'],
  },
  credentials_wrong: {
    status: 403,
    sentence: 'The username or the password is wrong.',
    appUser: null,
    integrator: null,
    operator: null,
    customer: 'Check both and the Caps Lock key.',
    isGuess: true,
    fields: ['current', 'code'],
  },
  link_unknown: {
    status: 404,
    sentence: 'The link or code has expired, or the code was entered wrong too often.',
    appUser: null,
    integrator: null,
    operator: null,
    customer: 'Ask for a new mail.',
    isGuess: true,
  },
  sign_in_code_unknown: {
    status: 404,
    sentence: 'This code is wrong, has expired, or was used.',
    appUser: null,
    integrator: null,
    operator: null,
    customer: 'Compare it with the one in your app, or start again there to get a new one.',
    isGuess: true,
    fields: ['code'],
  },
  license_owned: {
    status: 409,
    sentence: 'This license already belongs to an account.',
    appUser: null,
    integrator: null,
    operator: null,
    customer:
      'Log in to that account: you can enter this key instead of the username. If you have lost the password, use “Lost your key or password?”. If it is not your account, and you have another one, prove there the email address of the purchase, below “Add a license”. Otherwise ask the seller.',
    fields: ['licenseKey', 'email'],
  },
  email_mismatch: {
    status: 403,
    sentence: 'The license was not bought with this address.',
    appUser: null,
    integrator: null,
    operator: null,
    customer: 'Try another address that you may have used.',
    isGuess: true,
    fields: ['email'],
  },
  mail_limit_reached: {
    status: 429,
    sentence: 'Too many mails were requested today.',
    appUser: null,
    integrator: null,
    operator: null,
    customer: 'Nothing was sent and nothing was changed. Try again tomorrow.',
    fields: ['email', 'newEmail'],
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
