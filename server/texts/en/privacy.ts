/**
 * The catalogue's words on privacy and on the terms of the portal. The retention periods in these texts are the periods
 * of the inventory.
 */

export const PRIVACY = {
  heading: 'Privacy and terms',
  lead: 'We store as little as a license needs and delete it when it is no longer needed.',
  binding: 'This page exists in several languages. The English text binds.',
  keptHeading: 'What we store',
  kept: 'We do not store your email address, except encrypted if you ask for mail. A keyed hash is a form by which we recognise a value that you enter, and cannot read it.',
  listHeading: 'Each kind of data',
  neverHeading: 'What we never store',
  never:
    'Your name and postal address, your license key, the hardware address of a machine, your full network address, your browser, what you do in the app, and any correspondence with you.',
  cookieHeading: 'Cookies',
  cookie:
    'One cookie keeps you logged in. It expires after 12 hours, or after 30 days if you choose so. Another shows for 180 days that somebody has logged in with this browser before, so that someone who guesses your password elsewhere cannot keep you out. It contains no name, and you can delete it under “Logged-in browsers”. Both are necessary and are sent to nobody else. If you choose a language, a third keeps your choice for 180 days; until then, pages are in the language that your browser asks for, and we store nothing about it. Before login, any other cookie is set only while you choose a new password by mail, for ten minutes, and on the form that creates an account, the same for everybody. Nothing tracks you: no script, no content from other sites, no count of opened mails or links.',
  rightsHeading: 'Your rights',
  rights:
    'Log in to see all data stored about you and who has looked at it. There you can also correct and delete it yourself. Without an account, make a request here; it is answered within a month. You can also complain to a data protection authority.',
  termsHeading: (version: string): string => `Terms of this portal, ${version}`,
  terms: [
    'The portal is for the license that you bought. The product’s own license says how you may use the product.',
    'Use only your own account. Keep its password and your license keys to yourself.',
    'You can delete your account at any time. We may close an account that harms others or the service, and tell you why.',
  ],
};
