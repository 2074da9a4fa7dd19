/** The catalogue's words for those who are not logged in yet: logging in, signing up, and all ways back in. */

import { count } from './formats.ts';

export const LOG_IN = {
  heading: 'Log in',
  lead: 'See the machines your licenses run on, give seats back, and get your keys again.',
  submit: 'Log in',
  lost: 'Lost your key or password?',
  newHere: 'New here?',
  signUp: 'Make an account with your license key',
};

export const SIGN_UP = {
  heading: 'Make an account',
  lead: 'A license key is all you need. We ask for no name and no email address.',
  usernameHint:
    'Made up for you; choose another if you like. Letters, digits, dots, dashes and underscores, no @.',
  licenseKeyHint: 'From the mail you got when you bought: six groups of five letters and digits.',
  terms: (version: string): string => `I accept the terms of this portal (${version})`,
  readTerms: 'Read the terms',
  submit: 'Make my account',
  haveOne: 'You have an account?',
};

export const CODES = {
  heading: 'Your recovery codes',
  lead: 'Each code sets a new password once, if you ever lose yours. They are shown now and never again: print this page, or copy them to a safe place.',
  username: 'Username',
  list: 'Recovery codes',
  warning: 'We keep no copy. Whoever has a code and your username can open this account.',
  next: 'I have kept them, go on',
};

export const RECOVER = {
  heading: 'What have you lost?',
  key: 'My license key',
  keyLead: 'We mail it to the address you bought with.',
  password: 'My password',
  passwordLead: 'We mail a link to the address you added to your account.',
  code: 'My password, but I have a recovery code',
  codeLead: 'Sets a new password right here, without any mail.',
  nothing: 'None of these fits? Ask whoever sold you the license: with the order number they can find it.',
};

export const RECOVER_KEY = {
  heading: 'Get your license key again',
  lead: 'Type the email address you bought with. We do not store it; with it we find your license and derive the same key once more.',
  submit: 'Mail me my key',
  sentHeading: 'Look into your mail',
  sent: 'If a license was bought with this address, its key is on its way and should arrive within a few minutes. At most three mails go to one address in a day.',
  notArrived:
    'Nothing there? Look among the junk mail, and try other addresses you may have used. We answer the same for every address, so that nobody can learn here who is a customer.',
  again: 'Try another address',
};

export const RECOVER_PASSWORD = {
  heading: 'Set a new password by mail',
  lead: 'Type the email address that you added to your account. The mail has a link that is good for ten minutes, in this browser.',
  cookie: 'A cookie of ten minutes binds the link to this browser.',
  submit: 'Mail me a link',
  sentHeading: 'Look into your mail',
  sent: 'If an account has this address, a link is on its way. Open it in this browser within ten minutes. At most three mails go to one address in a day.',
  typed: 'Reading mail on another device? Type the code from the mail here.',
  codeHint: 'The code stands below the link.',
  submitCode: 'Set my new password',
  again: 'Try another address',
};

export const RESET = {
  heading: 'Choose a new password',
  lead: (username: string): string =>
    `For the account ${username}. All browsers that are logged in to it will be logged out.`,
  submit: 'Set my new password',
  elsewhereHeading: 'Open this link in the other browser',
  elsewhere:
    'This link works only in the browser in which you asked for it, so that nobody who reads your mail can use it. Go back there and open the link, or type the code from the mail into the page that waits there.',
  overHeading: 'This link is used up',
  over: 'A link is good for ten minutes and for one password. Ask for a new one; it takes a moment.',
  again: 'Ask for a new link',
};

export const RECOVER_CODE = {
  heading: 'Use a recovery code',
  lead: 'One of the codes that were shown when you made your account. It works once.',
  code: 'Recovery code',
  submit: 'Set my new password',
  codesLeft: (left: number): string => `You have ${count(left, 'code', 'codes')} left.`,
};
