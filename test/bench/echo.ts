/**
 * The baseline of all figures: a bare `node:http` server in a separate process, which parses a JSON body and writes it
 * back. It checks and stores nothing, so the difference to it is the cost of the product.
 */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerParent, cpuMicros, givenByParent } from './child.ts';

/** Connections stay open while other requests are measured. */
const KEEP_ALIVE_MILLISECONDS = 600_000;

export type EchoAnswers = typeof answers;

await givenByParent<null>();
const server = createServer((request: IncomingMessage, response: ServerResponse) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const text = JSON.stringify(JSON.parse(Buffer.concat(chunks).toString('utf8')));
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
    });
    response.end(text);
  });
});
server.keepAliveTimeout = KEEP_ALIVE_MILLISECONDS;
await new Promise<void>((resolve) => {
  server.listen(0, '127.0.0.1', resolve);
});

const answers = {
  port: () => (server.address() as AddressInfo).port,
  cpu: cpuMicros,
};
answerParent(answers);
