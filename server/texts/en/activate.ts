/** The catalogue's words for a customer who activates an app that waits. */

export const ACTIVATE = {
  heading: 'Activate an app',
  lead: 'Your app shows a code of eight letters. Enter it here, and the app is activated without a license key.',
  own: 'Enter only a code that your own app shows you now. Neither we nor the seller ever send or tell you a code.',
  linked:
    'You came here by a link, and anyone can send a link. Enter the code again, as your own app shows it on your own screen. If somebody else sent you here, close this page.',
  codeHint: 'Such as BCDF-GHJK. Capitals, spaces and dashes do not matter.',
  submit: 'Continue',
  question: (product: string): string => `Activate ${product}?`,
  wordsLead: 'The app shows two words beside the code. They must be these:',
  compare:
    'Continue only if you see these words on your own screen. If you do not, somebody else is trying to use your license: deny.',
  otherNetwork:
    'The app and this browser are in different networks. That is normal if the app is on another computer or if you use a VPN. If it should be on this computer, deny.',
  license: 'License for the app',
  full: 'All seats are in use. The app is refused, unless its machine has one of them.',
  noLicense: (product: string): string => `None of your licenses is valid for ${product} now.`,
  toLicenses: 'Add a license',
  approve: 'Activate the app',
  deny: 'Deny: this is not my app',
};

export const APPROVED = {
  heading: {
    waiting: 'Allowed',
    activated: 'The app is activated',
    over: 'The app is not waiting',
  },
  lead: {
    waiting: 'The app takes a seat of the license within a few seconds.',
    activated: 'It uses a seat of the license from now on.',
    over: 'Either its machine kept a seat that it had before, or the app was closed before it was activated. The license shows all machines.',
  },
  again: 'Show the machine',
  notYou:
    'If this is not your machine, release it now: its app stops the next time it contacts the server. Then change your password.',
};
