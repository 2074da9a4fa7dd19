/**
 * Builds the Express app of the JSON API from the route table: the checks of every request, the handlers of each route,
 * and the only error handler, which answers every error as problem+json.
 */

import express, { type ErrorRequestHandler, type Express, type RequestHandler, type Response } from 'express';
import helmet from 'helmet';
import { refuse } from '../domain/kernel/refusal.ts';
import { refuseTokenIn } from '../web/bearer-token.ts';
import { apiPage } from './docs-page.ts';
import { handlersOf, type Answering } from './dispatch.ts';
import { requireOneHost } from '../web/host-header.ts';
import type { Network } from '../web/client-network.ts';
import type { Guess } from '../web/rate-limits.ts';
import { presentProblem, refusalOf, type Reader } from '../web/problem.ts';
import { nameRoute, noteRequest } from '../web/request-log.ts';
import type { Route } from './route.ts';
import { ROUTES } from './routes.ts';
import { send } from '../web/send.ts';

/** @param answering the dependencies that all handlers share */
export function appOf(answering: Answering): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  app.use(noteRequest(answering.dependencies), (request, _response, next) => {
    refuseTokenIn(request.originalUrl);
    requireOneHost(request);
    next();
  });
  // the error handler is registered last, because otherwise Express prints errors itself
  const router = express.Router({ caseSensitive: true, strict: true });
  for (const path of new Set(ROUTES.map((row) => row.path))) {
    const rows = ROUTES.filter((row) => row.path === path);
    const route = router.route(path);
    route.all(nameRoute(path));
    if (!rows.some(isClientRoute)) route.all(securityHeaders);
    for (const row of rows) route[row.method](...handlersOf(row, answering));
    const allowed = rows
      .map(({ method }) => (method === 'get' ? 'GET, HEAD' : method.toUpperCase()))
      .join(', ');
    route.all(refuseMethod(allowed));
  }
  app.use(
    router,
    apiPage(),
    ...(answering.dependencies.portal === undefined ? [] : [answering.dependencies.portal]),
  );
  app.use(() => refuse('not_found'));
  app.use(answerProblem(answering));
  return app;
}

/**
 * Whether a route is for apps. Apps send most of the requests; `send` already sets the few headers that answers to apps
 * need.
 */
function isClientRoute(row: Route): boolean {
  return row.enter === 'anyone' && 'operation' in row;
}

/**
 * Security headers for the case that a browser opens an operator route. They stop the browser from running scripts in
 * the answer, framing it, or guessing its type.
 */
const securityHeaders = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] },
  },
});

function refuseMethod(allowed: string): RequestHandler {
  return (_request, response) => {
    response.setHeader('allow', allowed);
    refuse('method_not_allowed');
  };
}

function answerProblem({ dependencies }: Answering): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) return next(error);
    const counted = dependencies.limits.countRefusal(refusalOf(error).code, guessOf(response));
    const refusal = counted.instead ?? refusalOf(error);
    const requestId = String(response.locals['requestId'] ?? dependencies.requestId());
    response.locals['code'] = refusal.code;
    response.locals['cause'] = refusal.parts.cause;
    if (refusal.code === 'internal') response.locals['error'] = error;
    if (refusal.code === 'body_too_large') response.setHeader('connection', 'close');
    for (const header of Object.entries(counted.headers)) response.setHeader(...header);
    send(response, presentProblem(refusal, requestId, response.locals['reader'] as Reader | undefined));
  };
}

/** What a request may guess. If a request is refused before its body is read, it has no guessable text. */
function guessOf({ locals }: Response): Guess {
  const { origin = null } = (locals['network'] ?? {}) as Partial<Network>;
  return (locals['guess'] as Guess | undefined) ?? { origin };
}
