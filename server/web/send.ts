/** Writes an answer for API and portal: status, headers and body. Errors while writing are left to the server. */

import type { Response } from 'express';
import type { Presented } from './problem.ts';

/** Writes an answer with the common headers. */
export function send(response: Response, { status, body, headers }: Presented): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...headers,
  });
  response.end(text);
}
