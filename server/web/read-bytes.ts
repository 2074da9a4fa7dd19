/**
 * Reads the bytes of a request's body, for the API and the portal: at most 16 kB unless its route takes more, uncompressed. A longer body is
 * refused without being buffered. The caller parses the bytes; the HTTP server limits the time for the request.
 */

import type { IncomingMessage } from 'node:http';
import { Refusal, refuse, type RefusalParts } from '../domain/kernel/refusal.ts';

const BODY_BYTES_MAX = 16_384;
const CUT: RefusalParts = {
  code: 'request_malformed',
  detail: 'The connection closed before the whole body arrived.',
};

/** Whether the request announces a body. */
export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/**
 * Reads the bytes of a request's body.
 * @throws Refusal `media_type_unsupported` if the body is compressed, `body_too_large`, `request_malformed` if the body
 * is incomplete
 */
export async function collectBody(request: IncomingMessage, bytesMax = BODY_BYTES_MAX): Promise<Buffer> {
  const { headers } = request;
  const encoding = headers['content-encoding'] ?? 'identity';
  if (hasBody(request) && encoding.toLowerCase() !== 'identity') refuse('media_type_unsupported');
  if (Number(headers['content-length'] ?? 0) > bytesMax) refuse('body_too_large');
  return collect(request, bytesMax);
}

function collect(request: IncomingMessage, bytesMax: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    let isOver = false;
    const fail = (parts: RefusalParts): void => {
      if (!isOver) reject(new Refusal(parts));
      isOver = true;
    };
    const take = (chunk: Buffer): void => {
      bytes += chunk.length;
      // the rest of a body that is too long is read and dropped, so that the sender gets to read the answer
      if (bytes <= bytesMax) chunks.push(chunk);
      else fail({ code: 'body_too_large' });
    };
    const finish = (): void => {
      isOver = true;
      resolve(Buffer.concat(chunks));
    };
    const cut = (): void => fail(CUT);
    request.on('data', take).on('end', finish).on('close', cut).on('error', cut);
  });
}
