/**
 * Reads the body of a request: JSON in UTF-8, nothing compressed. Guarantees that a body of another kind is refused
 * before it is kept, and that what comes out is an object that two readers would read alike. Its members are left to
 * the schemas.
 */

import type { IncomingMessage } from 'node:http';
import { refuse } from '../domain/kernel/refusal.ts';
import { collectBody, hasBody } from './read-bytes.ts';
import { readStrictJson } from './strict-json.ts';

const JSON_IN_UTF_8 = /^application\/json(?:[ \t]*;[ \t]*charset=(?:utf-8|"utf-8"))?$/i;
const UTF_8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads the body as a JSON object.
 * @throws Refusal `media_type_unsupported`, `body_too_large`, or `request_malformed` with a pointer
 */
export async function readBody(request: IncomingMessage): Promise<object> {
  const { headers } = request;
  // what has no body at all is told so, whatever kind it claims to be
  if (hasBody(request) && !JSON_IN_UTF_8.test(headers['content-type'] ?? ''))
    refuse('media_type_unsupported');
  return readStrictJson(decode(await collectBody(request)));
}

function decode(bytes: Buffer): string {
  try {
    return UTF_8.decode(bytes);
  } catch {
    return refuse('request_malformed', { fields: [{ pointer: '', message: 'is not UTF-8' }] });
  }
}
