/**
 * What every request of the JSON API passes, with or without Express's router: the checks before its handlers, and the
 * only answer to an error, which is a problem (RFC 9457).
 */

import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import { refuseTokenIn } from '../web/bearer-token.ts';
import type { Network } from '../web/client-network.ts';
import { requireOneHost } from '../web/host-header.ts';
import { presentProblem, refusalOf, type Reader } from '../web/problem.ts';
import type { Guess } from '../web/rate-limits.ts';
import { noteRequest } from '../web/request-log.ts';
import { send } from '../web/send.ts';
import type { Answering } from './dispatch.ts';

/** The handlers that every request passes first. */
export function checksOf({ dependencies }: Answering): RequestHandler[] {
  const check: RequestHandler = (request, _response, next) => {
    refuseTokenIn(request.originalUrl);
    requireOneHost(request);
    next();
  };
  return [noteRequest(dependencies), check];
}

export function answerProblem({ dependencies }: Answering): ErrorRequestHandler {
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
