/**
 * Requests of apps, which are most requests, pass their handlers without Express's router, which costs more than they
 * do. Only a request whose method and path are exactly those of such a row is taken; everything else, such as a path
 * with a query, goes to Express. Both ways run the same handlers in the same order (`app-requests.test.ts`).
 */

import type { Request, RequestHandler, Response } from 'express';
import { handlersOf, type Answering } from './dispatch.ts';
import { answerProblem, checksOf } from './each-request.ts';
import { parametersIn } from './path-parameters.ts';
import { nameRoute } from '../web/request-log.ts';
import { isOfApps } from './route.ts';
import { ROUTES } from './routes.ts';

/** Handles a request of an app; false: the request is not one, and nothing was done. */
type HandleAppRequest = (request: Request, response: Response) => boolean;

export function openAppRequests(answering: Answering): HandleAppRequest {
  const checks = checksOf(answering);
  const fail = answerProblem(answering);
  const rows = ROUTES.filter((row) => isOfApps(row) && row.method === 'post').map((row) => ({
    handlers: [...checks, nameRoute(row.path), ...handlersOf(row, answering)],
    // a parameter with other characters may need decoding, and goes to Express
    pattern: new RegExp(`^${row.path.replaceAll(/:\w+/g, String.raw`([\w-]+)`)}$`),
    names: parametersIn(row.path),
  }));

  return (request, response) => {
    if (request.method !== 'POST') return false;
    const { url } = request;
    for (const { handlers, pattern, names } of rows) {
      const values = pattern.exec(url);
      if (values === null) continue;
      // what Express adds to its objects
      request.originalUrl = url;
      request.params = Object.fromEntries(names.map((name, index) => [name, values[index + 1] ?? '']));
      response.locals = {};
      runHandlers(handlers, request, response).catch((error: unknown) =>
        fail(error, request, response, () => request.socket.destroy()),
      );
      return true;
    }
    return false;
  };
}

/** Runs handlers one after another, as Express does, for as long as each calls `next` before it ends. */
async function runHandlers(
  handlers: readonly RequestHandler[],
  request: Request,
  response: Response,
): Promise<void> {
  let goesOn = true;
  const next = (): void => {
    goesOn = true;
  };
  for (const handler of handlers) {
    if (!goesOn) return;
    goesOn = false;
    await handler(request, response, next);
  }
}
