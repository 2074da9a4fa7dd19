/** The catalogue's words for visitors who are not logged in: login, sign-up, and the ways to recover an account. */

export const LOG_IN = {
  heading: 'Log in',
  lead: 'See the machines that use your licenses, release seats, and get your license keys.',
  submit: 'Log in',
  lost: 'Lost your key or password?',
  newHere: 'New here?',
  signUp: 'Create an account with your license key',
};

export const SIGN_UP = {
  heading: 'Create an account',
  lead: 'All you need is a license key. We do not ask for your name or email address.',
  leadInvited:
    'You need no license key: your invitation is enough. We do not ask for your name or email address.',
  usernameHint:
    'This is a suggestion; you can choose another. Letters, digits, dots, dashes and underscores, no @.',
  licenseKeyHint: 'From the mail you received with your purchase: six groups of five letters and digits.',
  terms: (version: string): string => `I accept the terms of this portal (${version})`,
  readTerms: 'Read the terms',
  submit: 'Create account',
  haveOne: 'Already have an account?',
};

export const CODES = {
  heading: 'Your recovery codes',
  lead: 'If you lose your password, each code lets you set a new one, once. The codes are shown only now: print this page or copy them to a safe place.',
  username: 'Username',
  list: 'Recovery codes',
  warning: 'We keep no copy. Anyone who has a code and your username can open this account.',
  next: 'I have saved them, continue',
};

export const RECOVER = {
  heading: 'What have you lost?',
  username: 'My username',
  usernameLead:
    'With a license key you can log in without it. To see it, you need a key and a recovery code.',
  key: 'My license key',
  keyLead: 'We mail it to the address used for the purchase.',
  password: 'My password',
  passwordLead: 'We mail a link to the address you added to your account.',
  code: 'My password, but I have a recovery code',
  codeLead: 'Set a new password here, without any mail.',
  nothing:
    'If none of these works, ask the seller: they can find your license by its order number, and take it out of an account that you can no longer open.',
};

export const RECOVER_KEY = {
  heading: 'Get your license key',
  lead: 'Enter the email address used for the purchase. We do not store it; we use it to find your license and recreate your key.',
  submit: 'Mail me my key',
  sentHeading: 'Check your mail',
  sent: 'If a license was bought with this address, its key arrives within a few minutes. If too many mails were requested today, for this address or from your network, we send none: try again tomorrow.',
  notArrived:
    'No mail? Check your junk folder, and try other addresses you may have used. The answer is the same for every address, so that nobody can find out who is a customer.',
  again: 'Try another address',
};

export const RECOVER_PASSWORD = {
  heading: 'Set a new password by mail',
  lead: 'Enter the email address you added to your account. The link in the mail is valid for ten minutes, in this browser.',
  cookie: 'A cookie that lasts ten minutes binds the link to this browser.',
  submit: 'Mail me a link',
  sentHeading: 'Check your mail',
  sent: 'If an account has this address, a link arrives within a few minutes. If too many mails were requested today, for this address or from your network, we send none: try again tomorrow. Open the link in this browser within ten minutes.',
  typed: 'Reading your mail on another device? Enter the code from the mail here.',
  codeHint: 'The code is below the link.',
  submitCode: 'Set new password',
  again: 'Try another address',
};

export const RESET = {
  heading: 'Choose a new password',
  lead: (username: string): string =>
    `For the account ${username}. All browsers that are logged in to it will be logged out.`,
  submit: 'Set new password',
  elsewhereHeading: 'Open this link in the other browser',
  elsewhere:
    'This link only works in the browser where you asked for it, so that someone else who can read your mail cannot use it. Open the link in that browser, or enter the code from the mail on the page that is still open there.',
  overHeading: 'This link has expired',
  over: 'A link works once and for ten minutes. Ask for a new one.',
  again: 'Get a new link',
};

export const RECOVER_CODE = {
  heading: 'Use a recovery code',
  lead: 'One of the codes that were shown when you created your account. Each works once.',
  code: 'Recovery code',
  submit: 'Set new password',
};

export const RECOVER_USERNAME = {
  heading: 'Find your username',
  lead: 'Enter a license key of your account and one of its recovery codes. The code stays valid.',
  submit: 'Show my username',
  byMail: 'Mail it to the address of my account instead',
  withKey: 'To log in, you can also enter the license key in place of the username.',
  foundHeading: 'Your username',
  toLogIn: 'Log in',
  mailHeading: 'Get your username by mail',
  mailLead: 'Enter the email address that you added to your account.',
  mailSubmit: 'Mail me my username',
  sent: 'If an account has this address, its username arrives within a few minutes. If too many mails were requested today, for this address or from your network, we send none: try again tomorrow.',
};
