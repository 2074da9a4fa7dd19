/**
 * Tells what an HTTP response is: an answer of the license server, its refusal, its trouble, or the words of someone in
 * between. Nothing in a response that is not signed can take a license away, so a wrong guess here costs a message and
 * never a license.
 */
import { Intercepted, LicenseRefused, ServerTrouble, type QuietkeyError } from '../primitives/errors.ts';
import { CODES, isLicenseCode } from '../contract/codes.ts';

/** The longest answer that is read, in bytes. A granted activation has about 3 kB. */
const ANSWER_BYTES_MAX = 65_536;
const JSON_TYPES = new Set(['application/json', 'application/problem+json']);
const STATUSES_AGAIN = new Set([429, 502, 503, 504]);
/** 407: a proxy wants a password (the global `fetch` hides it: no network). 511: a portal says that it is one (RFC 6585). */
const STATUSES_BETWEEN = new Set([407, 511]);
const RETRY_AFTER_SECONDS_MAX = 3600;
const TEXT_CHARACTERS_MAX = 500;
/** What one attempt came to. */
export type Outcome =
  { answer: unknown } | { failure: QuietkeyError; again: boolean; retryAfterMs?: number | undefined };

/** Reads a response within its limits. Rejects only where the connection breaks. */
export async function judgeResponse(response: Response): Promise<Outcome> {
  const { status } = response;
  const isRedirect = response.type === 'opaqueredirect' || (status >= 300 && status < 400);
  if (isRedirect || STATUSES_BETWEEN.has(status))
    return between(`Status ${status} in the place of an answer.`);
  const type = response.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (!JSON_TYPES.has(type)) {
    return status >= 500 || status === 429
      ? { failure: troubleFrom(status, {}), ...repetition(response) }
      : between('A page came in the place of an answer.');
  }
  const text = await readBounded(response);
  if (text === undefined) return between('The answer is longer than any of the license server.');
  const json = parseJson(text);
  if (status >= 200 && status < 300) return { answer: json };
  return { failure: failureFrom(status, json), ...repetition(response) };
}

function between(message: string): Outcome {
  return { failure: new Intercepted(message), again: false };
}

function failureFrom(status: number, json: unknown): QuietkeyError {
  const problem = typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : {};
  const code = CODES.find((known) => known === problem['code']);
  if (code === undefined || !isLicenseCode(code) || status >= 500 || status === 429) {
    return troubleFrom(status, problem);
  }
  const message = shortText(problem['detail']) ?? shortText(problem['title']) ?? code;
  return new LicenseRefused(code, status, message, contextFrom(problem));
}

function troubleFrom(status: number, problem: Record<string, unknown>): ServerTrouble {
  const detail = shortText(problem['detail']);
  const message = `The license server cannot serve this now (status ${status}).${detail ? ` ${detail}` : ''}`;
  return new ServerTrouble(status, message, contextFrom(problem));
}

function contextFrom(problem: Record<string, unknown>): { remedy?: string; requestId?: string } {
  const remedy = shortText(problem['remedy']);
  const requestId = shortText(problem['requestId']);
  return { ...(remedy && { remedy }), ...(requestId && { requestId }) };
}

function repetition(response: Response): { again: boolean; retryAfterMs: number | undefined } {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  const isUsable = Number.isInteger(seconds) && seconds >= 0 && seconds <= RETRY_AFTER_SECONDS_MAX;
  return {
    again: STATUSES_AGAIN.has(response.status),
    retryAfterMs: isUsable ? seconds * 1000 : undefined,
  };
}

async function readBounded(response: Response): Promise<string | undefined> {
  if (!response.body) return '';
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > ANSWER_BYTES_MAX) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Text of an unsigned answer, fit to be shown: bounded, and without control characters. */
function shortText(value: unknown): string | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  return value.replace(/\p{Cc}+/gu, ' ').slice(0, TEXT_CHARACTERS_MAX);
}
