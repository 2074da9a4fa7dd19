/**
 * Classifies an HTTP response as an answer of the license server, a refusal, a server error, or a response of a proxy
 * or captive portal. No unsigned response can take a license away, so a wrong classification changes only the error
 * that the app shows.
 */
import { Intercepted, LicenseRefused, ServerTrouble, type QuietkeyError } from '../primitives/errors.ts';
import type { NetworkCause } from '../primitives/network-cause.ts';
import { CODES, isLicenseCode } from '../contract/codes.ts';

/** The largest answer that is read, in bytes. The answer that grants an activation has about 3 kB. */
const ANSWER_BYTES_MAX = 65_536;
const JSON_TYPES = new Set(['application/json', 'application/problem+json']);
const RETRYABLE_STATUSES = new Set([429, 502, 503, 504]);
/** A proxy requires a password. The global `fetch` hides this status and reports a network error. */
const PROXY_PASSWORD_REQUIRED = 407;
/** The statuses that no license server answers. 511: a captive portal requires a sign-in (RFC 6585). */
const PROXY_STATUSES = new Set([PROXY_PASSWORD_REQUIRED, 511]);
const TEXT_CHARACTERS_MAX = 500;
/** A date as HTTP writes it, such as `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, section 5.6.7). */
const HTTP_DATE = /^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/;

/** The result of one attempt to send a request. */
export type AttemptResult =
  { answer: unknown } | { failure: QuietkeyError; retry: boolean; retryAfterMs?: number | undefined };

/**
 * Reads and classifies a response within the limit of its size. Rejects only if the connection breaks.
 *
 * @param now - the machine's time in milliseconds since 1970, for a date in a response that does not say the server's
 */
export async function judgeResponse(response: Response, now: () => number): Promise<AttemptResult> {
  const { status } = response;
  const retryHints = { retry: RETRYABLE_STATUSES.has(status), retryAfterMs: readRetryAfter(response, now) };
  const isRedirect = response.type === 'opaqueredirect' || (status >= 300 && status < 400);
  if (isRedirect || PROXY_STATUSES.has(status))
    return intercepted(
      `Something between the app and the license server answered with status ${status}.`,
      status === PROXY_PASSWORD_REQUIRED ? 'proxy' : 'captive-portal',
    );
  const type = response.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (!JSON_TYPES.has(type)) {
    return status >= 500 || status === 429
      ? { failure: serverTroubleFrom(status, {}), ...retryHints }
      : intercepted('A page was received instead of an answer of the license server.');
  }
  const text = await readBounded(response);
  if (text === undefined) return intercepted('The answer is larger than any answer of the license server.');
  const json = parseJson(text);
  if (status >= 200 && status < 300) return { answer: json };
  return { failure: failureFrom(status, json), ...retryHints };
}

function intercepted(message: string, networkCause: NetworkCause = 'captive-portal'): AttemptResult {
  return { failure: new Intercepted(message, { networkCause }), retry: false };
}

function failureFrom(status: number, json: unknown): QuietkeyError {
  const problem = typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : {};
  const code = CODES.find((known) => known === problem['code']);
  if (code === undefined || !isLicenseCode(code) || status >= 500 || status === 429) {
    return serverTroubleFrom(status, problem);
  }
  const message = shortText(problem['detail']) ?? shortText(problem['title']) ?? code;
  return new LicenseRefused(code, status, message, contextFrom(problem));
}

function serverTroubleFrom(status: number, problem: Record<string, unknown>): ServerTrouble {
  const detail = shortText(problem['detail']);
  const message = `The license server cannot answer now (status ${status}).${detail ? ` ${detail}` : ''}`;
  return new ServerTrouble(status, message, contextFrom(problem));
}

function contextFrom(problem: Record<string, unknown>): { remedy?: string; requestId?: string } {
  const remedy = shortText(problem['remedy']);
  const requestId = shortText(problem['requestId']);
  return { ...(remedy && { remedy }), ...(requestId && { requestId }) };
}

/**
 * The milliseconds that the server asks to wait, from a number of seconds or a date (RFC 9110, section 10.2.3). A date
 * counts from the server's own time if the response says it, so that a wrong clock of the machine changes nothing.
 */
function readRetryAfter({ headers }: Response, now: () => number): number | undefined {
  const given = headers.get('retry-after') ?? '';
  if (/^\d+$/.test(given)) return Number(given) * 1000;
  const end = readDate(given);
  return end === undefined ? undefined : Math.max(0, end - (readDate(headers.get('date') ?? '') ?? now()));
}

function readDate(text: string): number | undefined {
  const time = HTTP_DATE.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
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

/** A text from an unsigned answer, made safe to show: of bounded length and without control characters. */
function shortText(value: unknown): string | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  return value.replace(/\p{Cc}+/gu, ' ').slice(0, TEXT_CHARACTERS_MAX);
}
