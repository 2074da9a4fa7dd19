/** The catalogue's words where a page cannot be shown. Each says what to do. */

import { writeWait } from './formats.ts';

export const TROUBLE = {
  notFoundHeading: 'There is nothing here',
  notFound: 'The address is mistyped, or what was here is gone. Your licenses are one click away.',
  crossSiteHeading: 'This came from elsewhere',
  crossSite: (url: string): string =>
    `The form was not sent from a page of this portal, so nothing was done. If it was you, open the page again at ${url} and send it once more.`,
  malformedHeading: 'This could not be read',
  malformed:
    'The form did not arrive whole, so nothing was done. Open the page again and fill it in once more.',
  tooManyHeading: 'A little too fast',
  tooMany: (seconds: number): string =>
    `There were many tries from your network. Wait ${writeWait(seconds)} and try again; nothing is locked.`,
  busyHeading: 'The server is busy',
  busy: (seconds: number): string => `Nothing was done. Try again in ${writeWait(seconds)}.`,
  unsureHeading: 'Perhaps it was done',
  unsure:
    'The answer of the database was lost. Look at the page again before you repeat it; nothing is done twice.',
  noMailHeading: 'No mail can be sent from here',
  noMail:
    'This portal is not set up to write mail or to derive keys, so nothing was done. Ask whoever sold you the license; a recovery code sets a new password without any mail.',
  brokenHeading: 'That is our fault',
  broken:
    'Something went wrong here. Try again later; your apps run on meanwhile. If you write to us about it, name this number:',
  toStart: 'Go to the start',
};
