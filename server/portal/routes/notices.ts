/**
 * The rows of the pages about notices: which notices a customer wants, and how to unsubscribe from all notices. Anyone
 * who has the link can unsubscribe with one click and without a login (RFC 8058), because a mail program sends the form
 * itself.
 */

import { NOTICE_KINDS } from '../../domain/account/notices.ts';
import { noticesPage, unsubscribePage } from '../pages/notices.ts';
import { languageOf } from '../html/frame.ts';
import { PATHS, pathTo } from '../html/paths.ts';
import { faultsIn } from '../route/form-errors.ts';
import { route } from '../route/route.ts';
import { operations } from '../../domain/operations.ts';

const CUSTOMER = 'customer';
const UNSUBSCRIBE_AT = pathTo(PATHS.unsubscribe, { token: '' }).replace(/\/$/, '');

const NOTICES = route({
  path: PATHS.notices,
  enter: 'customer',
  show: async ({ dependencies, who, frame }, _asked, returned) => {
    const { wanted, sealed } = await dependencies.run(operations.account.showNotices, { who }, CUSTOMER);
    const { email = '' } = returned?.typed ?? {};
    const ticked = returned === undefined ? wanted : NOTICE_KINDS.filter((kind) => returned.typed[kind]);
    const faults = faultsIn(returned, frame.texts);
    return { page: noticesPage({ wanted: ticked, sealed, email, faults }, frame) };
  },
  fields: { expiry: 'tick', policy: 'tick', news: 'tick', email: 'chosen' },
  act: async ({ dependencies, who, frame }, { email, ...ticked }) => {
    const wanted = NOTICE_KINDS.filter((kind) => ticked[kind]);
    const unsubscribeUrl = dependencies.url() + UNSUBSCRIBE_AT;
    const asked = { who, wanted, email: email || undefined, unsubscribeUrl, ...languageOf(frame) };
    await dependencies.recovery.setNotices(asked);
    return { to: PATHS.notices, done: 'noticesSaved' };
  },
});

const UNSUBSCRIBE = route({
  path: PATHS.unsubscribe,
  enter: 'anyone',
  show: async ({ path: { token = '' }, frame }, _asked, returned) => ({
    page: unsubscribePage(returned === undefined ? { is: 'asked', token } : { is: 'over' }, frame),
  }),
  from: 'foreign',
  act: async ({ dependencies, path: { token = '' }, frame }) => {
    await dependencies.run(operations.account.unsubscribe, { token }, CUSTOMER);
    return { page: unsubscribePage({ is: 'done' }, frame) };
  },
});

export const NOTICE_ROUTES = [NOTICES, UNSUBSCRIBE];
