/**
 * Writes an answer of the API or the portal: status, headers and body. The HTTP server handles errors while an answer
 * is written.
 */

import type { Response } from 'express';
import type { Presented } from './problem.ts';

/** Writes an answer with the headers that all answers have. */
export function send(response: Response, { status, body, headers }: Presented): void {
  const text = typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
  // an answer before Express has no locals, and names its request itself
  const requestId = (response as Partial<Response>).locals?.['requestId'] as string | undefined;
  response.writeHead(status, {
    ...(requestId === undefined ? {} : { 'x-request-id': requestId }),
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...headers,
  });
  response.end(text);
}
