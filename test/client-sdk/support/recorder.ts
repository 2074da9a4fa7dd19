/**
 * A recorder between a client and a real server: it keeps every request that arrives, with all of its headers, and
 * passes it on. Apps that wait poll at once.
 */

import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { PATHS } from '../../../client-sdk/typescript/contract/wire.ts';

/** A request as it arrived. */
export interface Recorded {
  method: string;
  path: string;
  headers: readonly (readonly [name: string, value: string])[];
  body: Buffer;
}

export interface Recorder {
  readonly url: string;
  /** The requests, in the order in which they arrived. */
  readonly recorded: Recorded[];
  /** The number of connections that were opened. */
  connections(): number;
  close(): void;
}

/** Starts a recorder in front of a server. @param target the server's URL */
export async function startRecorder(target: string): Promise<Recorder> {
  const recorded: Recorded[] = [];
  let connections = 0;
  const server = createServer((incoming, response) => void answer(incoming, response));
  server.on('connection', () => (connections += 1));
  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url: path = '', rawHeaders } = incoming;
    const body = await buffer(incoming);
    const headers = rawHeaders.flatMap((name, index) =>
      index % 2 === 0 ? [[name.toLowerCase(), rawHeaders[index + 1] ?? ''] as const] : [],
    );
    recorded.push({ method, path, headers, body });
    const answered = await passOn(`${target}${path}`, { method, headers: Object.fromEntries(headers), body });
    const text = path === PATHS.signIns ? withoutPause(answered.body) : answered.body;
    response.writeHead(answered.status, { 'content-type': answered.type }).end(text);
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    recorded,
    connections: () => connections,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

interface Answered {
  status: number;
  type: string;
  body: Buffer;
}

function passOn(
  url: string,
  { method, headers, body }: { method: string; headers: Record<string, string>; body: Buffer },
): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const { host: _host, ...passed } = headers;
    request(url, { method, headers: passed }, (message) => {
      const { statusCode: status = 0, headers: given } = message;
      buffer(message).then(
        (content) => resolve({ status, type: given['content-type'] ?? '', body: content }),
        reject,
      );
    })
      .on('error', reject)
      .end(body);
  });
}

const withoutPause = (body: Buffer): Buffer =>
  Buffer.from(JSON.stringify({ ...(JSON.parse(body.toString()) as object), interval: 0.02 }));
