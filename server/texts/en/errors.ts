/** The catalogue's words for error pages. Each text says whether anything was done, and what the customer can do. */

import type { Formats } from '../../locale/formats.ts';

export const errorTexts = ({ wait }: Formats) => ({
  notFoundHeading: 'Page not found',
  notFound: 'Check the address for typing errors. What was here may have been deleted.',
  crossSiteHeading: 'This form came from another site',
  crossSite: (url: string): string =>
    `The form was not sent from a page of this portal, so nothing was done. If you sent it, open the page again at ${url} and send the form from there.`,
  malformedHeading: 'The form could not be read',
  malformed: 'The form arrived incomplete, so nothing was done. Open the page again and fill in the form.',
  tooManyHeading: 'Too many attempts',
  tooMany: (seconds: number): string =>
    `There were too many attempts from your network. Wait ${wait(seconds)} and try again. Nothing is locked.`,
  busyHeading: 'The server is busy',
  busy: (seconds: number): string => `Nothing was done. Try again in ${wait(seconds)}.`,
  unsureHeading: 'It is not known whether this was done',
  unsure:
    'The connection to the database was lost. Open the page again to see whether your change was made. Repeating it is safe.',
  noMailHeading: 'This server cannot send mail',
  noMail:
    'The portal is not set up to send mail or to derive keys, so nothing was done. Ask the seller for your key. To set a new password, you can use a recovery code.',
  noDownloadHeading: 'This link is not complete',
  noDownload: 'Copy the whole link, or get a new one: log in, open the license, and choose “Downloads”.',
  lateDownloadHeading: 'This link has expired',
  lateDownload:
    'A link to a file is good for 30 minutes, and only for the file as it was then. Nothing is wrong with your license: log in, open it, and choose “Downloads” to get a new link. A download that was cut off goes on with a new one from the start.',
  brokenHeading: 'Something went wrong',
  broken:
    'This is a fault of the server. Try again later; your apps are not affected. If you report it, include this number:',
  toStart: 'Go to the start page',
});
