/**
 * The HTTP server of the JSON API. The server limits headers, bodies, time and connections. Every error is answered as
 * a problem (RFC 9457). Each request is logged with only its route, status, code, time and id. The caller starts
 * listening, and closes the server.
 */

import { createServer, type RequestListener, type Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Request, Response } from 'express';
import { appOf } from './app.ts';
import { openAppRequests } from './app-requests.ts';
import { fastPrototypesFor } from './fast-prototypes.ts';
import { answerBroken } from './broken-request.ts';
import type { Answering } from './dispatch.ts';
import type { ApiDependencies } from './dependencies.ts';
import { networkReader } from '../web/client-network.ts';
import { writeOpenApi } from './openapi.ts';

const HEADER_BYTES_MAX = 16_384;
const REQUEST_MILLISECONDS_MAX = 10_000;
const KEEP_ALIVE_MILLISECONDS = 65_000;
const CONNECTIONS_MAX = 4_096;
/** The interval at which Node checks for requests that are too slow. */
const CHECK_MILLISECONDS = 1_000;

/** Creates the HTTP server of the JSON API, which is not yet listening. */
export function openApi(dependencies: ApiDependencies): Server {
  let openApi: string | undefined;
  const answering: Answering = {
    dependencies,
    network: networkReader(dependencies.trustedProxies, dependencies.onUnreadableClient),
    openApi: () => (openApi ??= writeOpenApi(dependencies.version)),
  };
  const app = appOf(answering);
  const handleAppRequest = openAppRequests(answering);
  const { refuseEarly = () => false } = dependencies;
  // the requests and responses are Express's own objects (`fast-prototypes.ts`)
  const answer = (request: Request, response: Response): void => {
    if (!refuseEarly(request, response) && !handleAppRequest(request, response)) app(request, response);
  };
  const options = {
    ...fastPrototypesFor(app),
    maxHeaderSize: HEADER_BYTES_MAX,
    headersTimeout: REQUEST_MILLISECONDS_MAX,
    requestTimeout: REQUEST_MILLISECONDS_MAX,
    keepAliveTimeout: KEEP_ALIVE_MILLISECONDS,
    connectionsCheckingInterval: CHECK_MILLISECONDS,
    // off, because `requireOneHost` checks the Host header and answers with a problem
    requireHostHeader: false,
    // joins duplicate headers, so that `requireOneHost` can see a duplicate Host header
    joinDuplicateHeaders: true,
  };
  const server = createServer(options, answer as RequestListener);
  server.maxConnections = CONNECTIONS_MAX;
  // a server may ignore an unknown `Expect` header (RFC 9110, 10.1.1)
  server.on('checkExpectation', answer);
  server.on('connect', (_request, socket: Socket) =>
    answerBroken(new Error('CONNECT'), socket, dependencies),
  );
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) =>
    answerBroken(error, socket, dependencies),
  );
  return server;
}
