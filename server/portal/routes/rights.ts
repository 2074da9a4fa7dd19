/**
 * The rows of the pages of a request about personal data. The first form says nothing of the address; what the mailed link
 * opens asks for the address again, and counts a wrong one as a guess.
 */

import { ASKERS } from '../../domain/kernel/rights.ts';
import { isRequestLinkOpen } from '../../domain/rights/ask-request.ts';
import { operations } from '../../domain/operations.ts';
import { refuseEmpty } from '../../web/form.ts';
import { languageOf, type Frame } from '../html/frame.ts';
import { PATHS } from '../html/paths.ts';
import * as pages from '../pages/rights.ts';
import { requireAddress, requireText } from '../route/checks.ts';
import { faultsIn } from '../route/form-errors.ts';
import { personalDataFile } from '../route/personal-data-file.ts';
import { personalDataOf } from '../route/view-models.ts';
import { route, type Visit } from '../route/route.ts';

const CUSTOMER = 'customer';
/** The kind that is chosen in a form that names none. */
const FIRST = 'access';

const REQUESTS = route({
  path: PATHS.requests,
  enter: 'anyone',
  query: { sent: 'tick' },
  show: async ({ frame }, { sent }, returned) => {
    if (sent) return { page: pages.requestSentPage(frame) };
    const { kind = FIRST, email = '' } = returned?.typed ?? {};
    const model = { kind: chosenOf(kind, frame) ?? FIRST, email, faults: faultsIn(returned, frame.texts) };
    return { page: pages.requestPage(model, frame) };
  },
  fields: { kind: 'chosen', email: 'text' },
  check: ({ frame }, { kind, email }) => [requireKind(kind, frame), requireAddress('email', email)],
  act: async ({ dependencies, origin, cookies: { known }, frame }, { kind, email }) => {
    await dependencies.recovery.askRequest({
      email,
      kind: chosenOf(kind, frame) ?? FIRST,
      pageUrl: dependencies.url() + PATHS.requests,
      origin,
      known,
      ...languageOf(frame),
    });
    return { to: `${PATHS.requests}?sent=yes` };
  },
});

const linkOf = ({ path }: Visit): string => path['link'] ?? '';

const REQUEST = route({
  path: PATHS.request,
  enter: 'anyone',
  query: { kind: 'text' },
  show: async (visit, asked, returned) => {
    const { frame, dependencies } = visit;
    const link = linkOf(visit);
    if (!isRequestLinkOpen(link, dependencies.today())) return { page: pages.requestLinkOverPage(frame) };
    const { kind, asker, ...typed } = returned?.typed ?? { kind: asked.kind, ...NOTHING_TYPED };
    const model = {
      ...typed,
      link,
      kind: chosenOf(kind, frame) ?? FIRST,
      asker: ASKERS.find((name) => name === asker) ?? 'self',
      faults: faultsIn(returned, frame.texts),
    };
    return { page: pages.confirmRequestPage(model, frame) };
  },
  fields: { kind: 'chosen', asker: 'chosen', email: 'text', licenseKey: 'free', username: 'free' },
  guessable: ['usernames'],
  check: ({ frame }, { kind, asker, email, licenseKey, username }) => [
    requireKind(kind, frame),
    requireAsker(asker),
    requireAddress('email', email),
    username !== '' && requireText('licenseKey', licenseKey),
    licenseKey !== '' && requireText('username', username),
  ],
  act: async (visit, { kind, asker, ...typed }) => {
    const { dependencies, frame } = visit;
    const made = await dependencies.run(
      operations.rights.confirmRequest,
      {
        ...typed,
        token: linkOf(visit),
        kind: chosenOf(kind, frame) ?? FIRST,
        asker: ASKERS.find((name) => name === asker) ?? 'self',
        ...languageOf(frame),
      },
      CUSTOMER,
    );
    return { page: pages.requestMadePage(made, frame) };
  },
});

const NOTHING_TYPED = { asker: '', email: '', licenseKey: '', username: '' };

const ANSWER = route({
  path: PATHS.answer,
  enter: 'anyone',
  query: { after: 'text', before: 'text' },
  show: async (visit, asked) => {
    const { dependencies, frame, path } = visit;
    const token = path['token'] ?? '';
    const answer = await dependencies.run(operations.rights.showAnswer, { token, ...asked }, CUSTOMER);
    const model = { ...personalDataOf(answer, frame.texts), token, endsDay: answer.endsDay };
    return { page: pages.answerPage(model, frame) };
  },
});

const ANSWER_FILE = route({
  path: PATHS.answerFile,
  enter: 'anyone',
  show: async ({ dependencies, frame, path }) => {
    const token = path['token'] ?? '';
    const made = { today: dependencies.today(), url: dependencies.url() };
    const read = (after: string | undefined) =>
      dependencies.run(operations.rights.exportAnswer, { token, after }, CUSTOMER);
    return { file: await personalDataFile(read, made, frame.texts) };
  },
});

/** The kind with a name, if the form offers it. */
function chosenOf(name: string, frame: Frame) {
  return pages.kindsOffered(frame).find((kind) => kind === name);
}

async function requireKind(name: string, frame: Frame): Promise<void> {
  refuseEmpty(chosenOf(name, frame) === undefined ? ['kind'] : []);
}

async function requireAsker(name: string): Promise<void> {
  refuseEmpty(ASKERS.some((asker) => asker === name) ? [] : ['asker']);
}

export const RIGHTS_ROUTES = [REQUESTS, REQUEST, ANSWER, ANSWER_FILE];
