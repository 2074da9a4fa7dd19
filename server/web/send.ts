/**
 * Writes an answer of the API or the portal: status, headers and body. The HTTP server handles errors while an answer
 * is written.
 */

import type { Response } from 'express';
import type { Presented } from './problem.ts';

/** Writes an answer with the headers that all answers have. */
export function send(response: Response, { status, body, headers: own }: Presented): void {
  const text = typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
  const headers: Record<string, string | number> = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...own,
  };
  // an answer before Express has no locals, and names its request itself
  const requestId: unknown = (response as Partial<Response>).locals?.['requestId'];
  if (typeof requestId === 'string') headers['x-request-id'] = requestId;
  response.writeHead(status, headers);
  response.end(text);
}
