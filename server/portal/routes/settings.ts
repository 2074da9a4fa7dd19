/**
 * The rows of the account's pages: username, password, recovery codes, logins, personal data, and deletion. Some changes could
 * let the thief of a session keep access to the account; such a change asks for the password again.
 */

import { hourOf } from '../../domain/kernel/day.ts';
import { NO_KNOWN_BROWSER, NO_SESSION } from '../../web/cookie.ts';
import { deletionPage } from '../pages/deletion.ts';
import { personalDataPage } from '../pages/personal-data.ts';
import { passwordPage, renewCodesPage, sessionsPage, usernamePage } from '../pages/secrets.ts';
import { settingsPage } from '../pages/settings.ts';
import { codesShownPage } from '../pages/sign-up.ts';
import { languageOf } from '../html/frame.ts';
import { PATHS, pathTo } from '../html/paths.ts';
import { personalDataFile } from '../route/personal-data-file.ts';
import { comingOf, personalDataOf } from '../route/view-models.ts';
import { requireTick } from '../route/checks.ts';
import { faultsIn } from '../route/form-errors.ts';
import { route, type Visit } from '../route/route.ts';
import { operations } from '../../domain/operations.ts';
import { cookiesOf } from './sign-in.ts';

const CUSTOMER = 'customer';

const codesLeft = ({ dependencies, who: { account } }: Visit<'customer'>) =>
  dependencies.run(operations.account.countRecoveryCodes, { account }, CUSTOMER);
const notices = ({ dependencies, who }: Visit<'customer'>) =>
  dependencies.run(operations.account.showNotices, { who }, CUSTOMER);

const SETTINGS = route({
  path: PATHS.settings,
  enter: 'customer',
  show: async (visit) => {
    const { wanted, recoverable } = await notices(visit);
    const sessions = await visit.dependencies.accounts.listSessions(visit.who);
    const coming = await visit.dependencies.run(operations.privacy.listComing, {}, CUSTOMER);
    const model = {
      codesLeft: await codesLeft(visit),
      email: recoverable,
      notices: wanted.length,
      sessions: sessions.length,
      coming: comingOf(coming),
    };
    return { page: settingsPage(model, visit.frame) };
  },
});

const USERNAME = route({
  path: PATHS.username,
  enter: 'customer',
  show: async ({ who, frame }, _asked, returned) => {
    const { username = who.username } = returned?.typed ?? {};
    return { page: usernamePage({ username, faults: faultsIn(returned, frame.texts) }, frame) };
  },
  fields: { username: 'text', current: 'text' },
  check: ({ dependencies: { accounts }, who }, { username, current }) => [
    username !== '' && accounts.checkUsername(username),
    current !== '' && accounts.confirm({ who, password: current }),
  ],
  act: async ({ dependencies, who, frame }, { username, current: password }) => {
    await dependencies.accounts.changeUsername({ who, password, username, ...languageOf(frame) });
    return { to: PATHS.settings, done: 'usernameChanged' };
  },
});

const PASSWORD = route({
  path: PATHS.password,
  enter: 'customer',
  show: async ({ frame }, _asked, returned) => ({
    page: passwordPage({ faults: faultsIn(returned, frame.texts) }, frame),
  }),
  fields: { current: 'text', next: 'text' },
  check: ({ dependencies: { accounts }, who }, { current, next }) => [
    current !== '' && accounts.confirm({ who, password: current }),
    next !== '' && accounts.checkPassword({ username: who.username, password: next }),
  ],
  act: async ({ dependencies, who, frame }, { current: password, next }) => {
    const change = { who, password, next, ...languageOf(frame) };
    const cookie = await dependencies.accounts.changePassword(change);
    return { to: PATHS.settings, done: 'passwordChanged', cookies: cookiesOf(cookie) };
  },
});

const CODES = route({
  path: PATHS.codes,
  enter: 'customer',
  show: async (visit, _asked, returned) => {
    const model = { left: await codesLeft(visit), faults: faultsIn(returned, visit.frame.texts) };
    return { page: renewCodesPage(model, visit.frame) };
  },
  fields: { current: 'text' },
  act: async ({ dependencies, who, frame }, { current: password }) => {
    const codes = await dependencies.accounts.renewRecoveryCodes({ who, password });
    return { page: codesShownPage({ username: who.username, codes, next: PATHS.settings }, frame) };
  },
});

const SESSIONS = route({
  path: PATHS.sessions,
  enter: 'customer',
  show: async ({ dependencies, who, frame, cookies }) => {
    const views = await dependencies.accounts.listSessions(who);
    const sessions = views.map(({ begun, ends, remembered, own }) => ({
      begunHour: hourOf(begun),
      endsHour: hourOf(ends),
      remembered,
      isThis: own,
    }));
    return { page: sessionsPage({ sessions, isKnown: cookies.known !== undefined }, frame) };
  },
  act: async ({ dependencies, who }) => {
    await dependencies.accounts.endOtherSessions(who);
    return { to: PATHS.sessions, done: 'sessionsEnded' };
  },
});

const FORGET_BROWSER = route({
  path: PATHS.forgetBrowser,
  enter: 'customer',
  act: async ({ dependencies, who, cookies: { known } }) => {
    if (known !== undefined) await dependencies.accounts.forgetBrowser({ who, browser: known });
    return { to: PATHS.sessions, done: 'browserForgotten', cookies: [NO_KNOWN_BROWSER] };
  },
});

const PERSONAL_DATA = route({
  path: PATHS.personalData,
  enter: 'customer',
  query: { after: 'text', before: 'text' },
  show: async ({ dependencies, who: { account }, frame }, asked) => {
    const part = { account, ...asked };
    const stored = await dependencies.run(operations.privacy.listPersonalData, part, CUSTOMER);
    return { page: personalDataPage(personalDataOf(stored, frame.texts), frame) };
  },
});

const PERSONAL_DATA_FILE = route({
  path: PATHS.personalDataFile,
  enter: 'customer',
  show: async ({ dependencies, who: { account }, frame }) => {
    const made = { today: dependencies.today(), url: dependencies.url() };
    const read = (after: string | undefined) =>
      dependencies.run(operations.privacy.exportPersonalData, { account, after }, CUSTOMER);
    return { file: await personalDataFile(read, made, frame.texts) };
  },
});

const DELETION = route({
  path: PATHS.deletion,
  enter: 'customer',
  show: async ({ dependencies, who: { account }, frame }, _asked, returned) => {
    const owned = await dependencies.run(operations.ownership.countOwned, { account }, CUSTOMER);
    const { held: memberships } = await dependencies.run(
      operations.sharing.countMemberships,
      { account },
      CUSTOMER,
    );
    const { holds } = await dependencies.run(operations.privacy.countHoldsOf, { account }, CUSTOMER);
    const model = {
      memberships,
      holds,
      licenses: owned.licenses,
      machines: owned.used,
      sure: returned?.typed.sure ?? false,
      endLicenses: returned?.typed.endLicenses ?? false,
      faults: faultsIn(returned, frame.texts),
    };
    return { page: deletionPage(model, frame) };
  },
  fields: { sure: 'tick', endLicenses: 'tick', current: 'text' },
  check: ({ dependencies: { accounts }, who }, { sure, current }) => [
    requireTick('sure', sure),
    current !== '' && accounts.confirm({ who, password: current }),
  ],
  act: async ({ dependencies, who }, { current: password, endLicenses }) => {
    const { receipt, isHeld } = await dependencies.accounts.deleteAccount({ who, password, endLicenses });
    const ended = [NO_SESSION, NO_KNOWN_BROWSER];
    if (receipt === null) return { to: PATHS.logIn, cookies: ended };
    const done = isHeld ? 'accountHeld' : 'accountDeleted';
    return { to: pathTo(PATHS.receipt, { receipt }), done, cookies: ended };
  },
});

export const SETTINGS_ROUTES = [
  SETTINGS,
  USERNAME,
  PASSWORD,
  CODES,
  SESSIONS,
  FORGET_BROWSER,
  PERSONAL_DATA,
  PERSONAL_DATA_FILE,
  DELETION,
];
