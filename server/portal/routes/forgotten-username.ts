/**
 * The rows of the pages that find a forgotten username. A wrong proof counts as a guess and gets one answer, whatever is
 * wrong; the answer to an email address does not depend on whether it is known.
 */

import { languageOf } from '../html/frame.ts';
import { PATHS } from '../html/paths.ts';
import * as pages from '../pages/forgotten-username.ts';
import { faultsIn } from '../route/form-errors.ts';
import { route } from '../route/route.ts';

const RECOVER_USERNAME = route({
  path: PATHS.recoverUsername,
  enter: 'anyone',
  show: async ({ frame }, _asked, returned) => {
    const { licenseKey = '', code = '' } = returned?.typed ?? {};
    const faults = faultsIn(returned, frame.texts);
    return { page: pages.recoverUsernamePage({ licenseKey, code, faults }, frame) };
  },
  fields: { licenseKey: 'text', code: 'text' },
  act: async ({ dependencies, frame }, typed) => {
    const username = await dependencies.accounts.findUsername(typed);
    return { page: pages.usernameFoundPage({ username }, frame) };
  },
});

const MAIL_USERNAME = route({
  path: PATHS.mailUsername,
  enter: 'anyone',
  query: { sent: 'tick' },
  show: async ({ frame }, { sent }, returned) => {
    if (sent) return { page: pages.usernameSentPage(frame) };
    const { email = '' } = returned?.typed ?? {};
    return { page: pages.mailUsernamePage({ email, faults: faultsIn(returned, frame.texts) }, frame) };
  },
  fields: { email: 'text' },
  act: async ({ dependencies, origin, cookies: { known }, frame }, { email }) => {
    await dependencies.recovery.askUsername({ email, origin, known, ...languageOf(frame) });
    return { to: `${PATHS.mailUsername}?sent=yes` };
  },
});

export const USERNAME_ROUTES = [RECOVER_USERNAME, MAIL_USERNAME];
