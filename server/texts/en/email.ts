/**
 * The catalogue's words for email addresses: the address for a new password, the address for notices, and the change of
 * a license's address.
 */

const EMAIL = {
  heading: 'Email address',
  recoveryHeading: 'Password recovery by email',
  none: 'You have not added an address. If you do, we store only a keyed hash of it: enough to recognise the address when you enter it, not enough to read it or write to it.',
  set: 'You have added an address. We cannot show it, because we store only a keyed hash of it.',
  add: 'Mail me a code',
  replace: 'Replace it',
  remove: 'Delete this address',
  changeHeading: 'Address for your license keys',
  changeLead:
    'Your keys are derived from the email address used for the purchase. If you are about to lose that address, change it.',
  change: 'Change the address of my licenses',
};

const EMAIL_PROOF = {
  heading: 'Confirm your address',
  sent: 'We sent a code to this address. Enter it here within ten minutes.',
  linked: 'You followed the link in our mail. Click the button to confirm the address.',
  submit: 'Confirm this address',
};

const EMAIL_CHANGE = {
  heading: 'Change the address of your licenses',
  lead: 'You get new keys, derived from the new address. Your old keys still work and no app stops.',
  newEmail: 'New email address',
  oldEmail: 'Old email address',
  oldEmailHint: 'The address used for the purchase. We mail one code to it, and one to the new address.',
  licenseKey: 'License key',
  licenseKeyHint:
    'If you have proved the old address in this account before, or the license has none, you can enter its key instead. Only that license is changed.',
  submit: 'Continue',
  proofHeading: 'We sent two codes',
  proofHeadingOne: 'We sent a code',
  proofLead: 'Codes are valid for ten minutes.',
  newCode: 'Code from the new address',
  oldCode: 'Code from the old address',
  prove: 'Change the address',
};

const NOTICES = {
  heading: 'Mail from us',
  lead: 'Choose which mail you want. Nothing is selected by default. If you choose any, we also write when something in your account changes, and when we have looked at your records.',
  expiry: 'A license is about to end',
  policy: 'The terms of this portal or the privacy rules change',
  news: 'News about the product',
  sealed:
    'To send you mail we must keep your address. It is encrypted: this website cannot read it, only the program that sends mail can. To delete it, untick all boxes. If you have chosen a language at the foot of this page, it is encrypted with the address, and our mail is in that language; otherwise it is in English.',
  kept: 'Your address is kept, encrypted. To delete it, untick all boxes. To get mail in another language, delete it and enter it again.',
  submit: 'Save',
};

const UNSUBSCRIBE = {
  heading: 'Unsubscribe?',
  lead: 'We delete your address and send you no more notices.',
  submit: 'Unsubscribe',
  doneHeading: 'You are unsubscribed',
  done: 'Your address is deleted. To receive notices again, choose them in the settings of your account.',
  overHeading: 'This link does not work',
  over: 'You are probably unsubscribed already. The settings of your account show which mail you get.',
};

export const EMAILS = {
  email: EMAIL,
  emailProof: EMAIL_PROOF,
  emailChange: EMAIL_CHANGE,
  notices: NOTICES,
  unsubscribe: UNSUBSCRIBE,
};
