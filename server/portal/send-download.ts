/**
 * Sends a file that the vendor offers: whole or in ranges (RFC 9110, section 14), so that a download can be resumed. The
 * entity tag is the digest of the file, by which `If-Range` and `If-Match` recognise the same bytes. A download is counted
 * once, by the request for the first byte, when bytes of it were sent. A refusal has no header of the file, so that no
 * browser saves it under the file's name.
 */

import type { NextFunction, Request, Response } from 'express';
import { Refusal } from '../domain/kernel/refusal.ts';
import type { SentFile } from './route/route.ts';

/** Answers without a page, for programs: a condition is not met, or the file has no such range. */
const ANSWERED: readonly (number | undefined)[] = [412, 416];
const FROM_START = 'bytes=0-';
const OF_THE_FILE = ['content-type', 'content-disposition', 'etag', 'accept-ranges'];

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
  const isStart = request.method === 'GET' && (request.get('range') ?? FROM_START).startsWith(FROM_START);
  const options = { root: folder, dotfiles: 'deny', lastModified: false, cacheControl: false } as const;
  response.sendFile(name, options, (error?: Error & { status?: number }) => {
    if (response.headersSent) {
      // a client that goes away ends nothing but its own request
      if (isStart && response.statusCode < 300) started();
      return;
    }
    for (const header of OF_THE_FILE) response.removeHeader(header);
    if (ANSWERED.includes(error?.status)) response.status(error?.status ?? 0).end();
    else next(new Refusal({ code: 'download_late' }));
  });
}
