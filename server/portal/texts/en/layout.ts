/** The catalogue's words around every page: head, foot, fields that many forms have, and what was just done. */

export const LAYOUT = {
  title: (heading: string, site: string): string => `${heading} · ${site}`,
  faultyTitle: (heading: string, site: string): string => `Error: ${heading} · ${site}`,
  skip: 'Skip to the content',
  navigation: 'Your account',
  path: 'You are here',
  licenses: 'Licenses',
  settings: 'Settings',
  logOut: 'Log out',
  logIn: 'Log in',
  privacy: 'Privacy and terms',
  promise: 'No scripts, no trackers, nothing from elsewhere.',
  faultsTitle: 'Please check this',
};

export const FIELDS = {
  username: 'Username',
  password: 'Password',
  currentPassword: 'Current password',
  newPassword: 'New password',
  passwordHint:
    'At least 8 characters. Three or four unrelated words are good, and a password manager is better.',
  licenseKey: 'License key',
  licenseKeyHint: 'Six groups of five letters and digits. Capitals, spaces and dashes do not matter.',
  email: 'Email address',
  code: 'Code',
  remember: 'Keep me logged in on this computer for 30 days',
};

/** Told once above the page that follows. */
export const DONE = {
  loggedOut: 'You are logged out.',
  passwordReset: 'Your new password is set, and all browsers are logged out. Log in with it.',
  passwordChanged: 'Your password is changed, and all other browsers are logged out.',
  licenseAdded: 'The license is in your account now.',
  released: 'Done: the seat is free and can be taken by another machine.',
  nicknameSaved: 'The nickname is saved.',
  nicknameRemoved: 'The nickname is removed.',
  emailAdded: 'Your email address now recovers this account.',
  emailRemoved: 'Your email address is forgotten. Your recovery codes go on working.',
  emailChanged: 'Your licenses go with the new email address now.',
  noticesSaved: 'Your choice is saved.',
  sessionsEnded: 'All other browsers are logged out.',
};
