/**
 * Reads the body of a request: JSON in UTF-8, at most 16 kB, nothing compressed. Guarantees that a body which is too
 * long or of another kind is refused before it is kept, and that what comes out is an object that two readers would
 * read alike. Its members are left to the schemas; how slowly it may arrive, to the door's limits.
 */

import type { IncomingMessage } from 'node:http';
import { Refusal, refuse } from '../domain/refusal.ts';
import { readStrictJson } from './json.ts';

const BODY_BYTES_MAX = 16_384;
const JSON_IN_UTF_8 = /^application\/json(?:[ \t]*;[ \t]*charset=(?:utf-8|"utf-8"))?$/i;
const UTF_8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads the body as a JSON object.
 * @throws Refusal `media_type_unsupported`, `body_too_large`, or `request_malformed` with a pointer
 */
export async function readBody(request: IncomingMessage): Promise<object> {
  const { headers } = request;
  const encoding = headers['content-encoding'] ?? 'identity';
  const isJson = JSON_IN_UTF_8.test(headers['content-type'] ?? '');
  // what has no body at all is told so, whatever kind it claims to be
  if (hasBody(request) && (!isJson || encoding.toLowerCase() !== 'identity'))
    refuse('media_type_unsupported');
  if (Number(headers['content-length'] ?? 0) > BODY_BYTES_MAX) refuse('body_too_large');
  return readStrictJson(decode(await collect(request)));
}

/** Whether the request says that a body follows. */
export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function collect(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const end = (settle: () => void): void => {
      request.off('data', take).off('end', finish).off('close', cut).off('error', cut);
      settle();
    };
    const take = (chunk: Buffer): void => {
      bytes += chunk.length;
      chunks.push(chunk);
      if (bytes <= BODY_BYTES_MAX) return;
      end(() => reject(new Refusal({ code: 'body_too_large' })));
      // the rest is read and dropped, so that the sender comes to read the answer
      request.resume();
    };
    const finish = (): void => end(() => resolve(Buffer.concat(chunks)));
    const cut = (): void =>
      end(() => reject(new Refusal({ code: 'request_malformed', detail: 'The body was cut off.' })));
    request.on('data', take).on('end', finish).on('close', cut).on('error', cut);
  });
}

function decode(bytes: Buffer): string {
  try {
    return UTF_8.decode(bytes);
  } catch {
    return refuse('request_malformed', { fields: [{ pointer: '', message: 'is not UTF-8' }] });
  }
}
