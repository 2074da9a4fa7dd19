/**
 * Builds the Express app of the JSON API from the route table: the checks of every request, the handlers of each route,
 * and the only error handler. Requests of apps do not come this far (`app-requests.ts`).
 */

import express, { type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import { refuse } from '../domain/kernel/refusal.ts';
import { apiPage } from './docs-page.ts';
import { handlersOf, type Answering } from './dispatch.ts';
import { answerProblem, checksOf } from './each-request.ts';
import { nameRoute, showRequestId } from '../web/request-log.ts';
import { isOfApps } from './route.ts';
import { ROUTES } from './routes.ts';

/** @param answering the dependencies that all handlers share */
export function appOf(answering: Answering): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  app.use(...checksOf(answering), showRequestId);
  // the error handler is registered last, because otherwise Express prints errors itself
  const router = express.Router({ caseSensitive: true, strict: true });
  for (const path of new Set(ROUTES.map((row) => row.path))) {
    const rows = ROUTES.filter((row) => row.path === path);
    const route = router.route(path);
    route.all(nameRoute(path));
    if (!rows.some(isOfApps)) route.all(securityHeaders);
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
