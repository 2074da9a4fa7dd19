/**
 * The JSON door: an HTTP server over the route table. It guarantees limits on headers, bodies, time and connections,
 * that every answer but a good one is a problem in the sense of RFC 9457, and that no request is logged with more than
 * its route, status, code, time and id. It is not listening yet; who opened it listens and closes.
 */

import { createServer, type Server } from 'node:http';
import type { Socket } from 'node:net';
import express, {
  type ErrorRequestHandler,
  type Express,
  type Request,
  type RequestHandler,
  type Response,
} from 'express';
import helmet from 'helmet';
import type { AnswerOf, InputOf, OperationName } from '../domain/operations.ts';
import { refuse, Refusal } from '../domain/refusal.ts';
import { refuseTokenIn } from './access.ts';
import { apiPage } from './api-page.ts';
import { bornFor } from './birth.ts';
import { handlersOf, send, type Answering } from './dispatch.ts';
import { demandOneHost } from './host.ts';
import { openLimits, type Policies } from './limits.ts';
import { networkReader, type Network } from './network.ts';
import { writeOpenApi } from './openapi.ts';
import { presentProblem, PROBLEM_TYPE, refusalOf } from './problem.ts';
import type { Route } from './route.ts';
import { ROUTES } from './routes.ts';

const HEADER_BYTES_MAX = 16_384;
const REQUEST_MILLISECONDS_MAX = 10_000;
const KEEP_ALIVE_MILLISECONDS = 65_000;
const CONNECTIONS_MAX = 4_096;
/** How often slow requests are looked for. */
const CHECK_MILLISECONDS = 1_000;
/** In the log, where the client left before its answer. */
const STATUS_LEFT = 499;

/** One request as the log sees it. */
interface RequestLine {
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

export interface DoorNeeds {
  run<Name extends OperationName>(name: Name, input: InputOf<Name>, actor: string): Promise<AnswerOf<Name>>;
  keySet: () => string;
  ready: () => Promise<boolean>;
  requestId: () => string;
  /** Addresses and networks whose `X-Forwarded-For` is believed. */
  trustedProxies: readonly string[];
  /** Limits on guessing; by default those of `limits.ts`. */
  limits?: Policies | undefined;
  log: (line: RequestLine) => void;
}

/** The server, not yet listening. */
export function openDoor(needs: DoorNeeds): Server {
  let openApi: string | undefined;
  const answering: Answering = {
    needs,
    network: networkReader(needs.trustedProxies),
    limits: openLimits(() => performance.now() / 1000, needs.limits),
    openApi: () => (openApi ??= writeOpenApi()),
  };
  const app = appOf(answering);
  const options = {
    ...bornFor(app),
    maxHeaderSize: HEADER_BYTES_MAX,
    headersTimeout: REQUEST_MILLISECONDS_MAX,
    requestTimeout: REQUEST_MILLISECONDS_MAX,
    keepAliveTimeout: KEEP_ALIVE_MILLISECONDS,
    connectionsCheckingInterval: CHECK_MILLISECONDS,
    // asked for by `demandOneHost`, which answers with a problem; joined, two hosts can be told from one
    requireHostHeader: false,
    joinDuplicateHeaders: true,
  };
  const server = createServer(options, app);
  server.maxConnections = CONNECTIONS_MAX;
  // an expectation that nobody knows may be passed over (RFC 9110, 10.1.1)
  server.on('checkExpectation', app);
  server.on('connect', (_request, socket: Socket) => answerBroken(new Error('CONNECT'), socket, needs));
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) =>
    answerBroken(error, socket, needs),
  );
  return server;
}

function appOf(answering: Answering): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  app.use(noteRequest(answering), (request, _response, next) => {
    refuseTokenIn(request.originalUrl);
    demandOneHost(request);
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
  app.use(router, apiPage());
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

/** Requests that wait for their answer, by socket: a client may send the next before it has heard. */
const waiting = new WeakMap<Socket, Set<Request>>();

/** Gives the request its id and writes its line when it is answered. */
function noteRequest({ needs }: Answering): RequestHandler {
  return (request, response, next) => {
    const began = performance.now();
    const requestId = needs.requestId();
    response.locals['requestId'] = requestId;
    response.setHeader('x-request-id', requestId);
    const others = waiting.get(request.socket) ?? new Set();
    waiting.set(request.socket, others.add(request));
    response.once('close', () => {
      others.delete(request);
      needs.log(lineOf(request, response, performance.now() - began));
    });
    next();
  };
}

function nameRoute(path: string): RequestHandler {
  return (_request, response, next) => {
    response.locals['route'] = path;
    next();
  };
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

function refuseMethod(allowed: string): RequestHandler {
  return (_request, response) => {
    response.setHeader('allow', allowed);
    refuse('method_not_allowed');
  };
}

function answerProblem({ needs, limits }: Answering): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) return next(error);
    const refusal = refusalOf(error);
    const requestId = String(response.locals['requestId'] ?? needs.requestId());
    response.locals['code'] = refusal.code;
    if (refusal.code === 'internal') response.locals['error'] = error;
    if (refusal.code === 'body_too_large') response.setHeader('connection', 'close');
    const { origin = '' } = (response.locals['network'] ?? {}) as Partial<Network>;
    for (const header of Object.entries(limits.countRefusal(refusal.code, origin)))
      response.setHeader(...header);
    send(response, presentProblem(refusal, requestId));
  };
}

const BROKEN_STATUS: Readonly<Record<string, [number, string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'Request Header Fields Too Large'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'Payload Too Large'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout'],
};

/** What is not HTTP never becomes a request: it is answered on the socket, and the socket is closed. */
function answerBroken(error: NodeJS.ErrnoException, socket: Socket, needs: DoorNeeds): void {
  // an answer written now would be taken for that of a whole request before it
  const isOwed = [...(waiting.get(socket) ?? [])].some(({ complete }) => complete);
  if (error.code === 'ECONNRESET' || !socket.writable || isOwed) return void socket.destroy();
  const [status, says] = BROKEN_STATUS[error.code ?? ''] ?? [400, 'Bad Request'];
  const code = 'request_malformed';
  const requestId = needs.requestId();
  const { body } = presentProblem(new Refusal({ code, detail: `${says}.` }), requestId);
  needs.log({ event: 'request', method: '(none)', route: '(broken)', status, code, ms: 0, requestId });
  const text = JSON.stringify({ ...body, status });
  socket.end(
    `HTTP/1.1 ${status} ${says}\r\nconnection: close\r\ncontent-type: ${PROBLEM_TYPE}\r\n` +
      `content-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
    () => socket.destroy(),
  );
}
