/** The catalogue's words for email addresses: to recover, to be written to, and to change. */

export const EMAIL = {
  heading: 'Email address',
  recoveryHeading: 'To set a new password by mail',
  none: 'You have added no address. We keep only a keyed trace of it: enough to recognise it when you type it, too little to read or write to it.',
  set: 'An address is added. We cannot show it, since we keep only a keyed trace of it.',
  add: 'Mail me a code',
  replace: 'Put another in its place',
  remove: 'Forget this address',
  changeHeading: 'To move your licenses to another address',
  changeLead:
    'Your keys are derived from the address you bought with. If you will lose it, tell us the new one.',
  change: 'Change the address of my licenses',
};

export const EMAIL_PROOF = {
  heading: 'Is this your address?',
  sent: 'We have written to it. Type the code from the mail here; it is good for ten minutes.',
  linked: 'You came from the mail that we sent to it. One click, and the address is yours here.',
  submit: 'Confirm this address',
};

export const EMAIL_CHANGE = {
  heading: 'Change the address of your licenses',
  lead: 'You get new keys, derived from the new address. Keys that you have go on working, and nothing stops.',
  newEmail: 'New email address',
  oldEmail: 'Old email address',
  oldEmailHint: 'The one you bought with. We mail a code to both addresses.',
  licenseKey: 'License key',
  licenseKeyHint:
    'Instead of the old address, where you can no longer read its mail. It moves the one license.',
  submit: 'Go on',
  proofHeading: 'Two codes are on their way',
  proofHeadingOne: 'A code is on its way',
  proofLead: 'They are good for ten minutes.',
  newCode: 'Code from the new address',
  oldCode: 'Code from the old address',
  prove: 'Change the address',
};

export const NOTICES = {
  heading: 'Mail from us',
  lead: 'Tick what you want to be told. Nothing is ticked unless you do it.',
  expiry: 'When a license is about to end',
  policy: 'When these terms or the privacy rules change',
  news: 'News about the product',
  sealed:
    'For this we must keep your address. It is sealed, so that this website cannot read it: only the program that sends the mail can. Untick all, and it is forgotten.',
  kept: 'Your address is kept, sealed. Untick all, and it is forgotten.',
  submit: 'Save my choice',
};

export const UNSUBSCRIBE = {
  heading: 'No more mail?',
  lead: 'One click, and we forget your address and write no more.',
  submit: 'Write to me no more',
  doneHeading: 'We write no more',
  done: 'Your address is forgotten. If you change your mind, the settings of your account have the boxes.',
  overHeading: 'This link has been used',
  over: 'Most likely you are unsubscribed already. The settings of your account show what you get.',
};
