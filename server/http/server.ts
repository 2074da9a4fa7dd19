/**
 * The HTTP server of the JSON API. It limits headers, bodies, time and connections. Every error is answered as a problem
 * (RFC 9457), and a request is logged with its route, status, code, time and id only. The caller starts listening, and
 * closes the server.
 */

import { createServer, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { appOf } from './app.ts';
import { fastPrototypesFor } from './fast-prototypes.ts';
import { answerBroken } from './broken-request.ts';
import type { Answering } from './dispatch.ts';
import { openLimits } from '../web/rate-limits.ts';
import type { ApiDependencies } from './dependencies.ts';
import { networkReader } from '../web/client-network.ts';
import { writeOpenApi } from './openapi.ts';

const HEADER_BYTES_MAX = 16_384;
const REQUEST_MILLISECONDS_MAX = 10_000;
const KEEP_ALIVE_MILLISECONDS = 65_000;
const CONNECTIONS_MAX = 4_096;
/** How often Node checks for slow requests. */
const CHECK_MILLISECONDS = 1_000;

/** The server, not yet listening. */
export function openApi(dependencies: ApiDependencies): Server {
  let openApi: string | undefined;
  const answering: Answering = {
    dependencies,
    network: networkReader(dependencies.trustedProxies),
    limits: openLimits(() => performance.now() / 1000, dependencies.limits),
    openApi: () => (openApi ??= writeOpenApi(dependencies.version)),
  };
  const app = appOf(answering);
  const options = {
    ...fastPrototypesFor(app),
    maxHeaderSize: HEADER_BYTES_MAX,
    headersTimeout: REQUEST_MILLISECONDS_MAX,
    requestTimeout: REQUEST_MILLISECONDS_MAX,
    keepAliveTimeout: KEEP_ALIVE_MILLISECONDS,
    connectionsCheckingInterval: CHECK_MILLISECONDS,
    // `requireOneHost` checks it and answers with a problem; joining shows it a duplicate Host header
    requireHostHeader: false,
    joinDuplicateHeaders: true,
  };
  const server = createServer(options, app);
  server.maxConnections = CONNECTIONS_MAX;
  // an unknown expectation may be ignored (RFC 9110, 10.1.1)
  server.on('checkExpectation', app);
  server.on('connect', (_request, socket: Socket) =>
    answerBroken(new Error('CONNECT'), socket, dependencies),
  );
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) =>
    answerBroken(error, socket, dependencies),
  );
  return server;
}
