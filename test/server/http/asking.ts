// Sends HTTP requests without a client library: any method, header and body, and the raw answer. Also opens an API server
// over a scripted `run`, for answers that the real operations give only after a failure.

import { expect } from 'chai';
import { once } from 'node:events';
import { Agent, request, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Problem } from '../../../client-sdk/typescript/contract/wire.ts';
import { problem } from '../../../server/http/response-schemas.ts';
import { NO_LIMITS } from '../../support/world.ts';
import { openApi } from '../../../server/http/server.ts';
import type { ApiDependencies } from '../../../server/http/dependencies.ts';
import { VERSION } from '../../../server/config/version.ts';
import { openAppNetworks } from '../../../server/web/app-networks.ts';

export interface Question {
  method?: string;
  path: string;
  token?: string | undefined;
  headers?: Record<string, string>;
  /** Text and bytes are sent unchanged, an object as JSON. */
  body?: string | Uint8Array | object | undefined;
}

export interface Heard {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

export type Ask = (question: Question) => Promise<Heard>;

/**
 * Keeps many connections alive for further requests. A request over a connection that the server closed since the last one,
 * such as by a restart, is sent again over another one. End it with the server.
 */
export function askAt(url: string): { ask: Ask; end: () => void } {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const { hostname, port } = new URL(url);
  const ask: Ask = (question) =>
    new Promise((resolve, reject) => {
      const { method = 'GET', path, token, headers = {}, body } = question;
      const bytes = bytesOf(body);
      const sent = request({
        agent,
        hostname,
        port,
        method,
        path,
        headers: {
          ...(bytes === undefined ? {} : { 'content-type': 'application/json' }),
          ...(bytes === undefined || 'transfer-encoding' in headers
            ? {}
            : { 'content-length': bytes.length }),
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...headers,
        },
      });
      const fail = (error: NodeJS.ErrnoException): void => {
        const isStale = sent.reusedSocket && error.code === 'ECONNRESET';
        if (isStale) resolve(ask(question));
        else reject(error);
      };
      sent.on('error', fail).on('response', (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', reject);
        answer.on('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            text: Buffer.concat(chunks).toString(),
          }),
        );
      });
      sent.end(bytes);
    });
  return { ask, end: () => agent.destroy() };
}

function bytesOf(body: Question['body']): Uint8Array | undefined {
  if (body === undefined || body instanceof Uint8Array) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

/** What no answer may reveal: the server's libraries, files and stack frames. */
const TELLTALE = /express|sqlite|\bzod\b|node_modules|node:|\bat .+:\d+:\d+|\.[jt]s\b/i;

/** The problem of an answer, after checking its format. */
export function problemIn({ status, headers, text }: Heard): Problem {
  expect(headers['content-type'], text).to.equal('application/problem+json');
  expect(JSON.stringify(headers) + text).not.to.match(TELLTALE);
  const parsed = problem.parse(JSON.parse(text));
  expect(parsed.status).to.equal(status);
  expect(parsed.type).to.equal(`urn:quietkey:problem:${parsed.code}`);
  for (const sentence of [parsed.title, parsed.detail, parsed.remedy]) expect(sentence).to.match(/^\S.*\S$/);
  expect(headers['x-request-id']).to.equal(parsed.requestId);
  return parsed;
}

type RequestLine = Parameters<ApiDependencies['log']>[0];

export interface ScriptedApi {
  ask: Ask;
  server: Server;
  port: number;
  log: RequestLine[];
  end: () => Promise<void>;
}

/** An API server whose operations answer what the script returns. */
export async function openScriptedApi(script: Partial<ApiDependencies> = {}): Promise<ScriptedApi> {
  const log: RequestLine[] = [];
  let requests = 0;
  const server = openApi({
    run: () => Promise.reject(new Error('nothing is scripted')),
    keySet: () => 'key-set',
    ready: () => Promise.resolve(true),
    isClockBelieved: () => true,
    requestId: () => `request-${(requests += 1)}`,
    version: VERSION,
    trustedProxies: [],
    limits: NO_LIMITS,
    appNetworks: openAppNetworks(() => 0),
    log: (line) => log.push(line),
    telemetry: { take: () => undefined, published: () => Promise.resolve('{}') },
    ...script,
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const asking = askAt(`http://127.0.0.1:${port}`);
  const end = async (): Promise<void> => {
    asking.end();
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  };
  return { ask: asking.ask, server, port, log, end };
}
