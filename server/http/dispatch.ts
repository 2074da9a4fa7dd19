/**
 * Handles a request by its row of the route table in four steps: authenticate the caller, read the input, run the
 * operation, and present the answer. In the JSON API, only this file touches request and response objects. Errors are
 * passed to the error handler of `app.ts`, which answers them as problems.
 */

import type { Request, RequestHandler, Response } from 'express';
import type { TelemetryReport } from '../../client-sdk/typescript/contract/telemetry-vocabulary.ts';
import { requireScope, tokenOf, type Operator } from '../web/bearer-token.ts';
import { openBundleReader, type BundleBody } from '../web/bundle-body.ts';
import { readBody } from '../web/json-body.ts';
import { hasBody } from '../web/read-bytes.ts';
import type { Guess } from '../web/rate-limits.ts';
import type { ApiDependencies } from './dependencies.ts';
import type { Network, NetworkReader } from '../web/client-network.ts';
import type { Presented, Reader } from '../web/problem.ts';
import { requireFreeText } from '../domain/kernel/free-text.ts';
import type { PageAsked } from '../domain/kernel/page.ts';
import { refuse } from '../domain/kernel/refusal.ts';
import {
  takesIdempotencyKey,
  type Entry,
  type LocalRoute,
  type OperationRoute,
  type Route,
} from './route.ts';
import { readPath } from './path-parameters.ts';
import { readShape } from './shape-faults.ts';
import { PUBLIC_TELEMETRY_SCHEMA } from './telemetry-schemas.ts';
import { operations } from '../domain/operations.ts';
import { send } from '../web/send.ts';

const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,128}$/;
/** The query parameters of a list. */
const PAGE_QUERY = ['limit', 'after'] as const;
const KEY_SET_SECONDS = 300;
const TELEMETRY_SECONDS = 3_600;

export interface Answering {
  dependencies: ApiDependencies;
  network: NetworkReader;
  openApi: () => string;
}

/** The request handlers for a row of the route table, in the order in which they run. */
export function handlersOf(row: Route, answering: Answering): RequestHandler[] {
  if ('local' in row) return [answerLocal(row, answering)];
  const enter = row.enter === 'anyone' ? [] : [authenticate(row, answering)];
  return [recogniseClient(row, answering), ...enter, answerOperation(row, answering)];
}

/**
 * Determines the client's network once per request. Only the network may be stored, not the address. Apps call without a
 * token, operators with a token.
 */
function recogniseClient({ enter }: OperationRoute, { network }: Answering): RequestHandler {
  const reader: Reader = enter === 'anyone' ? 'appUser' : 'integrator';
  return (request, response, next) => {
    response.locals['reader'] = reader;
    response.locals['network'] = network(request.socket.remoteAddress, forwardedFor(request));
    next();
  };
}

function authenticate(row: OperationRoute, { dependencies }: Answering): RequestHandler {
  return async (request, response, next) => {
    const token = tokenOf(request.headers.authorization);
    const operator = await dependencies.run(operations.operator.authenticateOperator, { token }, 'client');
    if (row.enter !== 'anyone') requireScope(operator, row.enter);
    response.locals['operator'] = operator;
    next();
  };
}

function answerOperation(row: OperationRoute, { dependencies }: Answering): RequestHandler {
  const { limits } = dependencies;
  const readBundle = openBundleReader(limits);
  return async (request, response) => {
    refuseQuery(request, queryOf(row));
    if (!row.isBundle) {
      const body =
        row.body === undefined ? refuseBody(request) : readShape(row.body, await readBody(request));
      return answer(request, response, { body });
    }
    const { origin } = response.locals['network'] as Network;
    await readBundle(request, origin, (bundle) => answer(request, response, { body: undefined, bundle }));
  };
  async function answer(
    request: Request,
    response: Response,
    { body, bundle }: { body: unknown; bundle?: BundleBody },
  ): Promise<void> {
    const entry: Entry<unknown> = {
      path: readPath(request.params),
      body,
      bundle,
      reason: row.reasoned ? readReason(request) : undefined,
      page: row.paged ? readPageAsked(request) : {},
      idempotencyKey: takesIdempotencyKey(row) ? readIdempotencyKey(request) : undefined,
      network: (response.locals['network'] as Network).prefix,
    };
    const guess: Guess = {
      origin: (response.locals['network'] as Network).origin,
      guessable: row.guessable?.(entry),
    };
    response.locals['guess'] = guess;
    limits.requireRoom(guess);
    const limited = row.limitedBy?.(entry);
    if (limited !== undefined) limits.countKey(limited, guess.origin);
    if (row.polledWith !== undefined) limits.countPoll(row.polledWith(entry));
    if (row.startsTrial === true) limits.countTrial(guess.origin);
    const { actor, purpose } = callerOf(row, request, response.locals['operator'] as Operator | undefined);
    const result = await dependencies.run(row.operation, row.input(entry) as never, actor, purpose);
    if (row.begins !== undefined) dependencies.appNetworks.note(row.begins(result), guess.origin);
    const status = row.isRepeat?.(result) === true ? 200 : row.status;
    send(response, { status, body: row.write === undefined ? result : row.write(result) });
  }
}

/** Who calls and, for a look, its purpose: that of the request, or else that of the token. */
function callerOf(
  { operation }: OperationRoute,
  request: Request,
  operator: Operator | undefined,
): { actor: string; purpose: string | undefined } {
  const stated = operation.looks ? readParameter(request, 'purpose') : undefined;
  return { actor: operator?.actor ?? 'client', purpose: stated ?? operator?.purpose ?? undefined };
}

/** The query parameters of a route. */
function queryOf({ reasoned, operation, paged }: OperationRoute): string[] {
  return [
    ...(reasoned ? ['reason'] : []),
    ...(operation.looks ? ['purpose'] : []),
    ...(paged ? PAGE_QUERY : []),
  ];
}

function answerLocal(
  { local, body: shape }: LocalRoute,
  { dependencies, openApi }: Answering,
): RequestHandler {
  const present: Record<LocalRoute['local'], (input: LocalInput) => Presented | Promise<Presented>> = {
    keySet: () => ({
      status: 200,
      body: { keySet: dependencies.keySet() },
      headers: { 'cache-control': `public, max-age=${KEY_SET_SECONDS}` },
    }),
    health: () => ({ status: 200, body: { status: 'ok', version: dependencies.version } }),
    ready: async () => {
      if (!(await dependencies.ready()))
        refuse('server_unavailable', { detail: 'The server does not accept writes now.', retryAfter: 5 });
      return { status: 200, body: { status: 'ready', clockBelieved: dependencies.isClockBelieved() } };
    },
    openApi: () => ({ status: 200, body: openApi() }),
    report: ({ request, body }) => {
      if (!refusesTracking(request)) dependencies.telemetry.take(body as TelemetryReport);
      return { status: 200, body: {} };
    },
    publicTelemetry: async () => ({
      status: 200,
      body: await dependencies.telemetry.published(),
      headers: { 'cache-control': `public, max-age=${TELEMETRY_SECONDS}` },
    }),
    telemetrySchema: () => ({ status: 200, body: PUBLIC_TELEMETRY_SCHEMA }),
  };
  return async (request, response) => {
    refuseQuery(request, []);
    const body = shape === undefined ? undefined : readShape(shape, await readBody(request));
    send(response, await present[local]({ request, body }));
  };
}

interface LocalInput {
  readonly request: Request;
  readonly body: unknown;
}

/**
 * Whether a request has the signal Global Privacy Control or Do Not Track. Its telemetry report is then dropped, and
 * the answer equals the answer to an accepted report.
 */
function refusesTracking({ headers }: Request): boolean {
  return headers['sec-gpc'] === '1' || headers['dnt'] === '1';
}

/**
 * Refuses unknown query parameters, so that a misspelt `?reason=` is not lost silently. The error does not repeat the
 * names of the parameters.
 */
function refuseQuery(request: Request, known: readonly string[]): void {
  if (!request.url.includes('?')) return;
  if (Object.keys(request.query).every((name) => known.includes(name))) return;
  refuse('request_malformed', { detail: 'The query has an unknown parameter.' });
}

/** Refuses a request body if none is expected, so that a reason in the body of a DELETE is not lost silently. */
function refuseBody(request: Request): undefined {
  if (hasBody(request)) refuse('request_malformed', { detail: 'This endpoint does not accept a body.' });
}

function readReason(request: Request): string | undefined {
  const reason = readParameter(request, 'reason');
  if (reason !== undefined) requireFreeText('reason', reason, '/reason');
  return reason;
}

/** The page that a query asks for. The domain refuses a limit that is no number, and a cursor that it did not write. */
function readPageAsked(request: Request): PageAsked {
  const [limit, after] = PAGE_QUERY.map((name) => readParameter(request, name));
  return { after, limit: limit === undefined ? undefined : /^\d{1,6}$/.test(limit) ? Number(limit) : NaN };
}

function readParameter({ query }: Request, name: string): string | undefined {
  const value = query[name];
  if (value === undefined || typeof value === 'string') return value;
  return refuse('request_malformed', { detail: 'The query names a parameter twice.' });
}

function readIdempotencyKey({ headers }: Request): string | undefined {
  const key = headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key === 'string' && IDEMPOTENCY_KEY.test(key)) return key;
  return refuse('request_malformed', {
    detail: 'An Idempotency-Key must have 1 to 128 printable ASCII characters.',
  });
}

function forwardedFor({ headers }: Request): string | undefined {
  const header = headers['x-forwarded-for'];
  return Array.isArray(header) ? header.join(',') : header;
}
