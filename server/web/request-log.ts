/**
 * One line in the log for each request but the reports of telemetry: method, route, status, code, time and id, and nothing of its content. Here each
 * request also gets its id, and it is remembered which requests of a connection still wait for their answer.
 */

import type { Socket } from 'node:net';
import { TELEMETRY_PATHS } from '../../client-sdk/typescript/contract/telemetry-vocabulary.ts';
import type { Request, RequestHandler, Response } from 'express';

/** In the log, where the client left before its answer. */
const STATUS_LEFT = 499;

/** One request as the log sees it. */
export interface RequestLine {
  event: 'request';
  method: string;
  /** The pattern of the route, never the address as it was sent. */
  route: string;
  status: number;
  code?: string;
  ms: number;
  requestId: string;
  error?: string;
  stack?: string;
}

/** Requests that wait for their answer, by socket: a client may send the next before it has heard. */
const waiting = new WeakMap<Socket, Set<Request>>();

/** Where request ids come from, and where lines go. */
interface RequestLog {
  requestId: () => string;
  log: (line: RequestLine) => void;
}

/** Gives the request its id and writes its line when it is answered. */
export function noteRequest({ requestId: drawId, log }: RequestLog): RequestHandler {
  return (request, response, next) => {
    const began = performance.now();
    const requestId = drawId();
    response.locals['requestId'] = requestId;
    response.setHeader('x-request-id', requestId);
    const others = waiting.get(request.socket) ?? new Set();
    waiting.set(request.socket, others.add(request));
    response.once('close', () => {
      others.delete(request);
      const line = lineOf(request, response, performance.now() - began);
      if (!isUnlogged(line)) log(line);
    });
    next();
  };
}

/** Names the pattern of the route for the line. */
export function nameRoute(path: string): RequestHandler {
  return (_request, response, next) => {
    response.locals['route'] = path;
    next();
  };
}

/** When a report came is nobody's business; a fault of our own is. */
function isUnlogged({ route, error }: RequestLine): boolean {
  return route === TELEMETRY_PATHS.report && error === undefined;
}

function lineOf({ method }: Request, response: Response, ms: number): RequestLine {
  const { requestId, route = '(none)', code, error } = response.locals;
  const line: RequestLine = {
    event: 'request',
    method,
    route: String(route),
    status: response.headersSent ? response.statusCode : STATUS_LEFT,
    ms: Math.round(ms * 100) / 100,
    requestId: String(requestId),
  };
  if (typeof code === 'string') line.code = code;
  if (error instanceof Error) Object.assign(line, { error: error.name, stack: framesOf(error) });
  return line;
}

/** The frames of a stack without the message, which may hold a value. */
function framesOf({ stack = '' }: Error): string {
  return stack
    .split('\n')
    .filter((line) => /^ +at /.test(line))
    .join('\n');
}

/** Whether a whole request of this connection still waits for its answer. */
export function owesAnswer(socket: Socket): boolean {
  return [...(waiting.get(socket) ?? [])].some(({ complete }) => complete);
}
