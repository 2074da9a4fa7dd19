/**
 * The route table as an Express app: what every request passes, each row at its path, and the one place where whatever
 * was thrown on the way is answered.
 */

import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import { refuse } from '../domain/kernel/refusal.ts';
import { refuseTokenIn } from '../web/bearer-token.ts';
import { apiPage } from './docs-page.ts';
import { handlersOf, type Answering } from './dispatch.ts';
import { requireOneHost } from '../web/host-header.ts';
import type { Network } from '../web/client-network.ts';
import { presentProblem, refusalOf, type Reader } from '../web/problem.ts';
import { nameRoute, noteRequest } from '../web/request-log.ts';
import type { Route } from './route.ts';
import { ROUTES } from './routes.ts';
import { send } from '../web/send.ts';

/** @param answering what the handlers share */
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
  // Express prints errors by itself only where no handler of errors stands last.
  const router = express.Router({ caseSensitive: true, strict: true });
  for (const path of new Set(ROUTES.map((row) => row.path))) {
    const rows = ROUTES.filter((row) => row.path === path);
    const route = router.route(path);
    route.all(nameRoute(path));
    if (!rows.some(isHot)) route.all(armour);
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

/** The clients' routes carry only what they need: their headers are set with their answer. */
function isHot(row: Route): boolean {
  return row.enter === 'anyone' && 'operation' in row;
}

/** Headers for whoever opens an operator's address in a browser: nothing may run, be framed or be sniffed there. */
const armour = helmet({
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

function answerProblem({ dependencies, limits }: Answering): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) return next(error);
    const refusal = refusalOf(error);
    const requestId = String(response.locals['requestId'] ?? dependencies.requestId());
    response.locals['code'] = refusal.code;
    if (refusal.code === 'internal') response.locals['error'] = error;
    if (refusal.code === 'body_too_large') response.setHeader('connection', 'close');
    const { origin = '' } = (response.locals['network'] ?? {}) as Partial<Network>;
    for (const header of Object.entries(limits.countRefusal(refusal.code, origin)))
      response.setHeader(...header);
    send(response, presentProblem(refusal, requestId, response.locals['reader'] as Reader | undefined));
  };
}
