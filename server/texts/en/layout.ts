/**
 * The catalogue's words around the content of every page: head, foot, fields that many forms have, and what was just
 * done.
 */

export const layoutTexts = () => ({
  title: (heading: string, site: string): string => `${heading} · ${site}`,
  faultyTitle: (heading: string, site: string): string => `Error: ${heading} · ${site}`,
  skip: 'Skip to content',
  navigation: 'Your account',
  path: 'You are here',
  licenses: 'Licenses',
  settings: 'Settings',
  logOut: 'Log out',
  logIn: 'Log in',
  privacy: 'Privacy and terms',
  language: 'Language',
  asInBrowser: 'As in the browser',
  imprint: 'Imprint',
  vendorTerms: (vendor: string): string => `Terms of ${vendor}`,
  vendorPrivacy: (vendor: string): string => `Privacy notice of ${vendor}`,
  support: 'Help:',
  pageNumber: 'If you write about this page, name its number:',
  supportSubject: (requestId: string): string => `Page ${requestId}`,
  promise: 'No scripts, no trackers, nothing loaded from other sites.',
  faultsTitle: 'There is a problem',
  parts: 'Parts of this list',
  before: 'Previous',
  after: 'Next',
});

export const FIELDS = {
  username: 'Username',
  newUsername: 'New username',
  usernameHint: 'Forgotten? Enter one of your license keys instead.',
  password: 'Password',
  currentPassword: 'Current password',
  newPassword: 'New password',
  passwordHint: 'At least 8 characters. Use three or four unrelated words or, better, a password manager.',
  passwordAgain: 'Enter the password again: we never put a password into a page.',
  licenseKey: 'License key',
  licenseKeyHint: 'Six groups of five letters and digits. Capitals, spaces and dashes do not matter.',
  email: 'Email address',
  code: 'Code',
  remember: 'Keep me logged in on this computer for 30 days',
};

/** The sentences that say what was just done, each shown once above the page that follows. */
export const DONE = {
  loggedOut: 'You are logged out.',
  passwordReset: 'Your new password is set and all browsers are logged out. Log in with the new password.',
  usernameChanged: 'Your username is changed.',
  passwordChanged: 'Your password is changed and all other browsers are logged out.',
  licenseAdded: 'You are now the owner of this license.',
  licensesClaimed: 'You are the owner of the licenses that were bought with this address.',
  memberOffered: 'The offer is made. It is accepted or declined in the portal.',
  offerWithdrawn: 'The offer is taken back.',
  memberRemoved: 'The member is removed, and its machines are released.',
  licenseLeft: 'You no longer use this license. Your machine is released.',
  managerMade: 'The member is now a manager.',
  managerUnmade: 'The member is no longer a manager.',
  offerAccepted: 'You can now use a seat of this license: start the app and sign in from it.',
  offerDeclined: 'The offer is declined.',
  appDenied: 'The app was denied. Nothing was activated.',
  released: 'Released. The seat is free for another machine.',
  nicknameSaved: 'The nickname is saved.',
  nicknameRemoved: 'The nickname is removed.',
  emailAdded: 'You can now set a new password by mail to this address.',
  emailRemoved: 'Your email address is deleted. Your recovery codes still work.',
  emailChanged: 'Your licenses now belong to the new email address.',
  noticesSaved: 'Your choice is saved.',
  sessionsEnded: 'All other browsers are logged out.',
  browserForgotten: 'This browser is forgotten. You stay logged in until you log out.',
};
