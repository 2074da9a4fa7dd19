/**
 * Refuses a form whose asker has no turn (`web/form-turns.ts`) before anything of the form is read, and before Express, so
 * that a flood of forms costs little. Each refusal has the same bytes. A form with a cookie that this installation made for
 * a session or a known browser passes: `portal.ts` finds out whose cookie it is, and then asks for a turn.
 */

import type { Request, Response } from 'express';
import { Refusal } from '../domain/kernel/refusal.ts';
import { LANGUAGES, type Texts } from '../texts/texts.ts';
import { readCookies } from '../web/cookie.ts';
import type { Presented } from '../web/problem.ts';
import type { RequestLine } from '../web/request-log.ts';
import { send } from '../web/send.ts';
import { presentErrorPage } from './error-page.ts';
import type { Frame } from './html/frame.ts';
import { frameOf, portalOf, type Portal } from './reader.ts';
import { answerTo } from './respond.ts';
import type { PortalDependencies } from './route/dependencies.ts';
import { ROUTES } from './routes/routes.ts';

/** Answers a request that has to wait; false: the request is not answered, and goes on to Express. */
type EarlyRefusal = (request: Request, response: Response) => boolean;

export interface EarlyLog {
  readonly requestId: () => string;
  readonly log: (line: RequestLine) => void;
}

const WAIT = 'too_many_requests';
/** The forms that a visitor may send without a session. */
const FORMS = ROUTES.filter(({ enter, act }) => enter === 'anyone' && act !== undefined).map(({ path }) => ({
  path,
  pattern: new RegExp(`^${path.replaceAll(/:\w+/g, '[^/?]+')}(?:\\?|$)`),
}));

export function openEarlyRefusal(
  dependencies: PortalDependencies,
  { requestId, log }: EarlyLog,
): EarlyRefusal {
  const portal = portalOf(dependencies, LANGUAGES);
  const pageFor = waitPages(portal);
  return (request, response) => {
    if (request.method !== 'POST') return false;
    const form = FORMS.find(({ pattern }) => pattern.test(request.url));
    if (form === undefined) return false;
    const { headers, socket } = request;
    const { origin } = portal.network(socket.remoteAddress, headers['x-forwarded-for']?.toString());
    const seconds = Math.ceil(dependencies.formTurns.wait(origin));
    if (seconds === 0 || isRecognisable(request, portal)) return false;
    const page = pageFor(frameOf(portal, request).texts, seconds);
    const id = requestId();
    send(response, { ...page, headers: { ...page.headers, 'x-request-id': id } });
    const { status } = page;
    log({ event: 'request', method: 'POST', route: form.path, status, code: WAIT, ms: 0, requestId: id });
    return true;
  };
}

/** Whether a request has a cookie that may belong to an asker with turns of its own, and not one that somebody made up. */
function isRecognisable({ headers }: Request, { isSecure, dependencies }: Portal): boolean {
  const cookies = readCookies(headers.cookie, isSecure());
  return (['session', 'known'] as const).some(
    (use) => cookies[use] !== undefined && dependencies.isOwnCookie(use, cookies[use]),
  );
}

/**
 * Makes the pages that ask to wait. Each is made once for the vendor as it is now, as the bytes that are sent, and has
 * nothing of a request.
 */
function waitPages(portal: Portal): (texts: Texts, seconds: number) => Presented {
  const pages = new Map<string, Presented>();
  let shown: Frame['vendor'];
  return (texts, seconds) => {
    const vendor = portal.dependencies.vendor();
    if (vendor !== shown) pages.clear();
    shown = vendor;
    const frame = { texts, site: vendor.name, vendor, username: undefined };
    const name = `${texts.language} ${seconds}`;
    const made = pages.get(name) ?? makeWaitPage(frame, seconds, portal);
    pages.set(name, made);
    return made;
  };
}

function makeWaitPage(frame: Frame, seconds: number, portal: Portal): Presented {
  const refusal = new Refusal({ code: WAIT, retryAfter: seconds });
  const made = answerTo(presentErrorPage(refusal, frame, ''), portal, frame);
  return { ...made, body: Buffer.from(String(made.body)) };
}
