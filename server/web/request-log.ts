/**
 * Logs one line for each request, with the request's method, route, status, code, time and id, and nothing of its
 * content. Telemetry reports are not logged. This file also assigns the request id, and tracks which requests of a
 * connection are not answered yet.
 */

import type { Socket } from 'node:net';
import { TELEMETRY_PATHS } from '../../client-sdk/typescript/contract/telemetry-vocabulary.ts';
import { faultFields } from '../domain/kernel/fault-fields.ts';
import type { Request, RequestHandler, Response } from 'express';

/** The status that is logged if the client disconnected before its request was answered. */
const STATUS_LEFT = 499;

/** The log line of a request. */
export interface RequestLine {
  event: 'request';
  method: string;
  /** The pattern of the route, never the URL of the request. */
  route: string;
  status: number;
  code?: string;
  /** The database's code for the fault behind the refusal, such as an SQLSTATE. */
  cause?: string;
  ms: number;
  requestId: string;
  error?: string;
  /** The file that could not be used, if the file system caused the error. */
  file?: string;
  stack?: string;
}

/** The unanswered requests of each socket. A socket may have several, because a client may pipeline requests. */
const waiting = new WeakMap<Socket, Set<Request>>();

/** Creates request ids and writes log lines. */
interface RequestLog {
  requestId: () => string;
  log: (line: RequestLine) => void;
}

/** Assigns the request id, and logs the request when its response is closed. */
export function noteRequest({ requestId: createId, log }: RequestLog): RequestHandler {
  return (request, response, next) => {
    const began = performance.now();
    const requestId = createId();
    response.locals['requestId'] = requestId;
    const others = othersOf(request.socket).add(request);
    response.once('close', () => {
      others.delete(request);
      const line = lineOf(request, response, performance.now() - began);
      if (!isUnlogged(line)) log(line);
    });
    next();
  };
}

/** Shows the request id in answers that `send` does not write, such as files. */
export const showRequestId: RequestHandler = (_request, response, next) => {
  response.setHeader('x-request-id', String(response.locals['requestId']));
  next();
};

function othersOf(socket: Socket): Set<Request> {
  const known = waiting.get(socket);
  if (known !== undefined) return known;
  const none = new Set<Request>();
  waiting.set(socket, none);
  return none;
}

/** Sets the pattern of the route that the log line of a request shows. */
export function nameRoute(path: string): RequestHandler {
  return (_request, response, next) => {
    response.locals['route'] = path;
    next();
  };
}

/** Whether a request is not logged. Telemetry reports are not logged, except for internal errors. */
function isUnlogged({ route, error }: RequestLine): boolean {
  return route === TELEMETRY_PATHS.report && error === undefined;
}

function lineOf({ method }: Request, response: Response, ms: number): RequestLine {
  const { requestId, route = '(none)', code, cause, error } = response.locals;
  const line: RequestLine = {
    event: 'request',
    method,
    route: String(route),
    status: response.headersSent ? response.statusCode : STATUS_LEFT,
    ms: Math.round(ms * 100) / 100,
    requestId: String(requestId),
  };
  if (typeof code === 'string') line.code = code;
  if (typeof cause === 'string') line.cause = cause;
  if (error instanceof Error) Object.assign(line, { ...faultFields(error), stack: framesOf(error) });
  return line;
}

/** The frames of an error's stack, without the error's message, which may contain a value. */
function framesOf({ stack = '' }: Error): string {
  return stack
    .split('\n')
    .filter((line) => /^ +at /.test(line))
    .join('\n');
}

/** Whether a complete request of this connection is not answered yet. */
export function owesAnswer(socket: Socket): boolean {
  return [...(waiting.get(socket) ?? [])].some(({ complete }) => complete);
}
