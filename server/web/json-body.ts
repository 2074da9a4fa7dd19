/**
 * Reads the body of a request as JSON in UTF-8, uncompressed. Another media type is refused before the body is read. The
 * result is an object that every parser reads the same way (`strict-json.ts`). The schemas check its members.
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
  // a missing body is reported as missing, whatever the content type
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
