/**
 * The catalogue's words on privacy and on the terms of the portal. The retention periods in these texts are the periods
 * of the inventory.
 */

export const PRIVACY = {
  heading: 'Privacy and terms',
  lead: 'We store as little as a license needs and delete it when it is no longer needed.',
  keptHeading: 'What we store',
  kept: [
    'Account: your username, an argon2id hash of your password, and the days on which you created and last used the account. They are deleted with the account, or after 24 months without a login.',
    'License: its terms, your order number, and a keyed hash (a scrambled form) of its key. Which operator looked at it, and why, is stored for 12 months.',
    'Machine: keyed hashes of the addresses of its network adapters, the days on which it was activated and last seen, and for 30 days the start of its network address, which identifies a provider or a town but not a household.',
    'Email address: a keyed hash, with which we can recognise the address when you enter it, but not read it. Only if you ask for mail do we keep the address itself, encrypted so that only the program that sends mail can read it.',
    'Failed logins: a keyed hash of the username that was typed, for a day. Mail waiting to be sent: encrypted, for at most 48 hours.',
  ],
  neverHeading: 'What we never store',
  never:
    'Your name and postal address, your license key, the hardware address of a machine, your full network address, your browser, and what you do in the app.',
  cookieHeading: 'One cookie',
  cookie:
    'A cookie keeps you logged in. It is necessary, is sent to nobody else, and expires after 12 hours, or after 30 days if you choose so. Before login there is no cookie, except for ten minutes while you set a new password by mail. There is no tracking: no script, no content from other sites, no counting of opened mails or clicked links.',
  rightsHeading: 'Your rights',
  rights:
    'Log in to see all data stored about you and who has looked at it. There you can also correct and delete it yourself. For anything else, and for complaints, contact the seller. You can also complain to a data protection authority.',
  termsHeading: (version: string): string => `Terms of this portal, ${version}`,
  terms: [
    'The portal is for the license that you bought. The product’s own license says how you may use the product.',
    'Use only your own account. Keep its password and your license keys to yourself.',
    'You can delete your account at any time. We may close an account that harms others or the service, and tell you why.',
  ],
};
