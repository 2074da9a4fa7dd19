/**
 * Sends a file that the vendor offers: whole or in ranges (RFC 9110, section 14), so that a download can be resumed. The
 * entity tag is the digest of the file, by which `If-Range` recognises the same bytes. What has started is counted once, by
 * the request for the first byte.
 */

import type { NextFunction, Request, Response } from 'express';
import { Refusal } from '../domain/kernel/refusal.ts';
import type { SentFile } from './route/route.ts';

const RANGE_NOT_SATISFIABLE = 416;
const FROM_START = 'bytes=0-';

/** Sends a file. @param headers the security headers of the portal */
export function sendDownload(
  { request, response, next }: { request: Request; response: Response; next: NextFunction },
  { folder, name, sha256, started }: SentFile,
  headers: Readonly<Record<string, string>>,
): void {
  response.set({
    ...headers,
    'content-type': 'application/octet-stream',
    'content-disposition': `attachment; filename="${name}"`,
    'cache-control': 'private, no-transform',
    'x-content-type-options': 'nosniff',
    etag: `"${sha256}"`,
  });
  if (request.method === 'GET' && (request.get('range') ?? FROM_START).startsWith(FROM_START)) started();
  const options = { root: folder, dotfiles: 'deny', lastModified: false, cacheControl: false } as const;
  response.sendFile(name, options, (error?: Error & { status?: number }) => {
    // a client that goes away ends nothing but its own request
    if (error === undefined || response.headersSent) return;
    if (error.status !== RANGE_NOT_SATISFIABLE) return next(new Refusal({ code: 'download_late' }));
    response.status(RANGE_NOT_SATISFIABLE).end();
  });
}
