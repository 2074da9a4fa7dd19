/**
 * The portal: the customers' pages over HTTP. Every row of the portal's table is handled in the same steps: check the
 * origin, recognise the customer, read the form, take its turn, run the action, and show a page. A form from another site
 * changes nothing, and every error becomes a page.
 */

import { Router, type ErrorRequestHandler, type Request, type RequestHandler, type Response } from 'express';
import { refuse, Refusal, refuseAll } from '../domain/kernel/refusal.ts';
import { statusOf } from '../domain/kernel/refusal-table.ts';
import type { Guess } from '../web/rate-limits.ts';
import { refusalOf } from '../web/problem.ts';
import { nameRoute } from '../web/request-log.ts';
import { frameOf, portalOf, type Portal } from './reader.ts';
import { headersOf, present, sendAsset, setCookie } from './respond.ts';
import { sendDownload } from './send-download.ts';
import { ASSETS, VENDOR_ASSETS } from './html/assets.ts';
import { readCookies } from '../web/cookie.ts';
import { emptyFields, readForm, readQuery, refuseEmpty, type Fields, type FormOf } from '../web/form.ts';
import type { Frame } from './html/frame.ts';
import type { PortalDependencies } from './route/dependencies.ts';
import { isSameOrigin } from '../web/origin.ts';
import { isOtherName } from '../web/host-header.ts';
import { PATHS } from './html/paths.ts';
import { ROUTES } from './routes/routes.ts';
import type { Outcome, PageRoute, Visit } from './route/route.ts';
import { LANGUAGES } from '../texts/texts.ts';
import { presentForeign, presentErrorPage } from './error-page.ts';

/** The form of an id or token in a path: base64url of 16 to 64 bytes, possibly in two parts. */
const PART = /^[\w.-]{22,86}$/;
/** Paths of the API. A request to an unknown path of the API is answered with a problem and not with a page. */
const API_PATHS = /^\/(?:v1|docs)\//;

/** The address of the login page, with the message that the browser does not keep cookies. */
const COOKIES_OFF = `${PATHS.logIn}?cookies=off`;

/**
 * Opens the portal, which answers requests for its pages and their assets. Any other request is passed on, unless a
 * browser asks for a page.
 * @param languages the languages that a reader may ask for; the first is the default
 */
export function openPortal(dependencies: PortalDependencies, languages = LANGUAGES): RequestHandler {
  const portal = portalOf(dependencies, languages);
  const router = Router({ caseSensitive: true, strict: true });
  for (const [path, asset] of Object.entries(ASSETS)) {
    router.get(path, nameRoute(path), (_request, response) => sendAsset(response, asset, portal));
  }
  for (const [path, assetOf] of Object.entries(VENDOR_ASSETS)) {
    router.get(path, nameRoute(path), (_request, response) => {
      sendAsset(response, assetOf(dependencies.vendor()) ?? refuse('not_found'), portal);
    });
  }
  for (const row of ROUTES) {
    const route = router.route(row.path).all(nameRoute(row.path));
    if (row.show !== undefined) route.get(leadToOwnName(portal), handle(row, portal, showPage));
    if (row.act !== undefined) route.post(requireOwnPage(row, portal), handle(row, portal, takeForm));
    route.all(refuseMethod(row));
  }
  router.use((request, _response, next) => (wantsPage(request) ? refuse('not_found') : next()));
  router.use(answerErrorPage(portal));
  return router;
}

/**
 * Redirects a browser on this machine that opened the portal by another name, such as `localhost`, to its configured
 * address: at the other name, forms would be refused after the customer has filled them in.
 */
function leadToOwnName(portal: Portal): RequestHandler {
  return (request, response, next) => {
    const { host, origin } = new URL(portal.dependencies.url());
    if (!isOtherName(request.headers.host ?? '', host)) return next();
    present(response, { to: origin + request.originalUrl }, portal);
  };
}

/** Refuses a form from another site. Nothing of such a form is read, not even its cookie. */
function requireOwnPage({ from }: PageRoute, portal: Portal): RequestHandler {
  return (request, response, next) => {
    const url = portal.dependencies.url();
    if (from === 'foreign' || isSameOrigin(request.headers, new URL(url).origin)) return next();
    response.locals['code'] = 'cross_site';
    const frame = frameOf(portal, request, requestIdOf(response));
    present(response, presentForeign(frame, url), portal, frame);
  };
}

/** A request that was let in, with the response and the portal that answer the request. */
interface Exchange {
  readonly request: Request;
  readonly response: Response;
  readonly portal: Portal;
}

type Handling = (row: PageRoute, visit: Visit, exchange: Exchange) => Promise<Outcome>;

function handle(row: PageRoute, portal: Portal, handling: Handling): RequestHandler {
  return async (request, response, next) => {
    const { dependencies, network } = portal;
    const { origin } = network(request.socket.remoteAddress, request.get('x-forwarded-for'));
    const cookies = readCookies(request.headers.cookie, portal.isSecure());
    const who = await recognise(cookies.session, response, portal);
    // guesses by others in the same network do not block a customer who is logged in
    response.locals['guess'] = {
      origin: who === undefined ? origin : `account ${who.account}`,
    } satisfies Guess;
    const path = readPath(request);
    const frame = {
      ...frameOf(portal, request, requestIdOf(response)),
      username: who?.username,
      done: doneIn(request),
    };
    response.locals['frame'] = frame;
    const visit: Visit = { dependencies, frame, path, cookies, origin, who };
    const isLetIn = row.enter === 'anyone' || who !== undefined;
    const outcome = isLetIn
      ? await handling(row, visit, { request, response, portal })
      : { to: comesFromLogin(request) ? COOKIES_OFF : logInFor(row, request) };
    if ('download' in outcome) sendDownload({ request, response, next }, outcome.download, headersOf(portal));
    else present(response, outcome, portal, frame);
  };
}

/** The address of the login page for a visitor of a page. It names the page and what an app's link says. */
function logInFor({ afterLogin, query = {} }: PageRoute, request: Request): string {
  if (afterLogin === undefined) return PATHS.logIn;
  const asked = new URLSearchParams(searchOf(request));
  const kept = afterLogin === 'fromApp' ? Object.keys(query).filter((name) => asked.has(name)) : [];
  const linked = new URLSearchParams(kept.map((name): [string, string] => [name, asked.get(name) ?? '']));
  const to = kept.length === 0 ? afterLogin : `${afterLogin}?${linked.toString()}`;
  return `${PATHS.logIn}?${new URLSearchParams({ to }).toString()}`;
}

/**
 * Whether a visitor who is not logged in comes from the login form. The login page has no link to customers' pages, so
 * the browser has then not kept the cookie of a login.
 */
function comesFromLogin(request: Request): boolean {
  const referer = request.get('referer') ?? '';
  return URL.canParse(referer) && new URL(referer).pathname === PATHS.logIn;
}

/**
 * Recognises the customer whose session a cookie names. The session's token is exchanged when due, and the cookie is
 * deleted if it belongs to no session.
 */
async function recognise(
  token: string | undefined,
  response: Response,
  portal: Portal,
): Promise<Visit['who']> {
  if (token === undefined) return undefined;
  const resumed = await portal.dependencies.accounts.resume(token);
  const cookie = resumed === undefined ? { token: '', seconds: undefined } : resumed.cookie;
  if (cookie !== undefined) setCookie(response, { use: 'session', ...cookie }, portal);
  return resumed?.who;
}

const showPage: Handling = async ({ show = nothing, query = {} }, visit, { request }) =>
  show(visit, readQuery(searchOf(request), query), undefined);

/**
 * Reads a form and runs its action. A refused form is shown again, with what was typed and why the form was refused.
 */
const takeForm: Handling = async (row, visit, { request, response, portal }) => {
  const { act = nothing, show, fields = {}, from, guessable, knownAs } = row;
  const { limits, formTurns } = portal.dependencies;
  const typed = from === 'foreign' ? {} : await readForm(request, fields);
  const known = (await knownAs?.(visit, typed)) ?? null;
  const { origin } = known === null ? guessOf(response) : { origin: `browser of ${known}` };
  response.locals['guess'] = { origin, guessable } satisfies Guess;
  formTurns.take(origin);
  try {
    limits.requireRoom(guessOf(response));
    await requireFaultless(row, visit, typed);
    return await act(visit, typed);
  } catch (error) {
    if (!(error instanceof Refusal) || statusOf(error.code) >= 500 || show === undefined) throw error;
    const refusal = note(error, response, portal);
    const outcome = await show(visit, readQuery('', row.query ?? {}), { typed, refusal });
    return { status: statusOf(refusal.code), retryAfter: refusal.parts.retryAfter, ...outcome };
  }
};

/**
 * Runs all checks of a form, even if one of them refuses.
 * @throws Refusal with every fault of the form; an error that is not about the form is thrown alone
 */
async function requireFaultless(
  { fields = {}, check = noChecks }: PageRoute,
  visit: Visit,
  typed: FormOf<Fields>,
): Promise<void> {
  const empty = async () => refuseEmpty(emptyFields(fields, typed));
  const ended = await Promise.allSettled([empty(), ...check(visit, typed)]);
  const errors = ended.flatMap((end): unknown[] => (end.status === 'rejected' ? [end.reason] : []));
  const refusals = errors.filter((error) => error instanceof Refusal && statusOf(error.code) < 500);
  if (refusals.length < errors.length) throw errors.find((error) => !refusals.includes(error));
  refuseAll(refusals as Refusal[]);
}

function noChecks(): readonly [] {
  return [];
}

function nothing(): never {
  return refuse('not_found');
}

function refuseMethod({ show, act }: PageRoute): RequestHandler {
  const allowed = [...(show ? ['GET', 'HEAD'] : []), ...(act ? ['POST'] : [])].join(', ');
  return (_request, response) => {
    response.setHeader('allow', allowed);
    refuse('method_not_allowed');
  };
}

function answerErrorPage(portal: Portal): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error);
    const refusal = note(refusalOf(error), response, portal);
    if (refusal.code === 'internal') response.locals['error'] = error;
    if (refusal.code === 'body_too_large') response.setHeader('connection', 'close');
    const frame =
      (response.locals['frame'] as Frame | undefined) ?? frameOf(portal, request, requestIdOf(response));
    const requestId = String(response.locals['requestId']);
    present(response, presentErrorPage(refusal, frame, requestId), portal, frame);
  };
}

/**
 * Counts each fault of a refusal for the limits on guessing, and notes the refusal for the request log. Returns the
 * refusal to show, which is another one if there were too many guesses.
 */
function note(error: Refusal, response: Response, { dependencies }: Portal): Refusal {
  if (response.req.method === 'POST') dependencies.formTurns.countRefused(guessOf(response).origin);
  const costs = [error.parts, ...(error.parts.others ?? [])].map(({ code }) =>
    dependencies.limits.countRefusal(code, guessOf(response)),
  );
  const refusal = costs.find(({ instead }) => instead !== undefined)?.instead ?? error;
  response.locals['code'] = refusal.code;
  response.locals['cause'] = refusal.parts.cause;
  return refusal;
}

function guessOf({ locals }: Response): Guess {
  return (locals['guess'] as Guess | undefined) ?? { origin: null };
}

function requestIdOf({ locals }: Response): string {
  return String(locals['requestId']);
}

function doneIn(request: Request): Frame['done'] {
  const done = new URLSearchParams(searchOf(request)).get('done') ?? '';
  return Object.hasOwn(LANGUAGES[0].done, done) ? (done as Frame['done']) : undefined;
}

function searchOf({ url }: Request): string {
  return url.includes('?') ? url.slice(url.indexOf('?')) : '';
}

/**
 * Reads the ids and tokens in a path. If a part of the path cannot be an id or a token, there is no page at that
 * address.
 */
function readPath({ params }: Request): Record<string, string> {
  for (const value of Object.values(params)) if (!PART.test(String(value))) refuse('not_found');
  return params as Record<string, string>;
}

function wantsPage(request: Request): boolean {
  return !API_PATHS.test(request.path) && request.accepts(['json', 'html']) === 'html';
}
