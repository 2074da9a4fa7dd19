/** The catalogue's words on privacy and on the terms of the portal. What is said here of times is held by the inventory. */

/** Raised whenever the terms below change; accounts keep which they accepted. */
export const TERMS_VERSION = '2026-11';

export const PRIVACY = {
  heading: 'Privacy and terms',
  lead: 'We keep as little as a license needs, and forget it as soon as it is not needed. Here is what that means.',
  keptHeading: 'What is kept',
  kept: [
    'Your username, an argon2id hash of your password, and the days on which the account was made and last used. They go with the account, or when nobody has used it for 24 months.',
    'Of your license, its terms, the number of your order, and a keyed trace of its key. Who of us has looked at it, and why, for 12 months.',
    'For each machine: keyed traces of its network adapters, the day it was activated, the day it was last seen, and for 30 days the beginning of its network address, which names a provider or a town and not a house.',
    'Of your email address, a keyed trace by which it is recognised when you type it. Only if you ask for mail is it kept, sealed so that only the program that sends the mail can read it.',
    'Failed logins, as a keyed trace, for a day. Mail that waits, encrypted, for at most 48 hours.',
  ],
  neverHeading: 'What is never kept',
  never:
    'Your name and postal address, your license key, the hardware address of a machine, your full network address, what browser you use, and what you do in the app.',
  cookieHeading: 'One cookie',
  cookie:
    'When you log in, one cookie says that it is you. It is necessary, goes nowhere else, and ends after 12 hours, or after 30 days if you tick that box. Before that there is none, but for ten minutes while you set a new password by mail. Nothing follows you: no script, no picture from elsewhere, no counting of opened mails or clicked links.',
  rightsHeading: 'Your rights',
  rights:
    'Log in to see every datum that is held about you, and who has looked at it. There you also change what is wrong and delete what is yours, without asking anybody. For anything else, and to complain, write to whoever sold you the license; you may also turn to a data protection authority.',
  termsHeading: (version: string): string => `Terms of this portal, ${version}`,
  terms: [
    'The portal is there for the license that you bought. What you may do with the product is said in its own license.',
    'Use your own account, and keep its password and your license keys to yourself.',
    'You may delete your account at any time. We may end an account that harms others or the service, and say why.',
  ],
};
