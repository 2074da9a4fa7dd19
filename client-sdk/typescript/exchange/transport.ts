/**
 * Sends one request and answers the JSON that came back, or throws the typed error that says what stood in the way. It
 * guarantees that no call outlasts its time, that redirects are never followed, and that no answer of more than 64 kB is
 * read. Whether an answer is genuine is left to `answer.ts`.
 */
import { Aborted, Intercepted, NoNetwork, type QuietkeyError } from '../primitives/errors.ts';
import { judgeResponse, type Outcome } from './response.ts';

/** The longest a whole call takes, with all attempts and pauses, unless the option `timeoutMs` says otherwise. */
export const CALL_MS_MAX = 30_000;
/** The longest one attempt takes, from the name look-up to the last byte of the answer. */
const ATTEMPT_MS_MAX = 10_000;
const ATTEMPTS_MAX = 3;
/** Pauses are random between 0 and this, doubled each time: clients that fail together do not return together. */
const PAUSE_MS_FIRST = 500;
const PAUSE_MS_MAX = 5_000;

/** What carries requests: the global `fetch`, or for example Electron's `net.fetch`, which knows the system's proxy. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface Transport {
  fetch: Fetch;
  /** A number in [0, 1). */
  random: () => number;
}

export interface Call {
  url: string;
  body: string;
  /** The moment, by `performance.now()`, at which the call is over. */
  deadline: number;
  signal: AbortSignal | undefined;
  /** By default three. */
  attempts?: number;
}

/**
 * Posts a JSON body. Repeats it, byte for byte, after network errors and the statuses 429, 502, 503 and 504.
 *
 * @throws NoNetwork, Intercepted, ServerTrouble, LicenseRefused, Aborted
 */
export async function post(transport: Transport, call: Call): Promise<unknown> {
  // what somebody answered says more than that time ran out on asking again
  let told: QuietkeyError | undefined;
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await tryOnce(transport, call);
    if ('answer' in outcome) return outcome.answer;
    if (!(outcome.failure instanceof NoNetwork)) told = outcome.failure;
    const backoffMs = transport.random() * Math.min(PAUSE_MS_MAX, PAUSE_MS_FIRST * 2 ** (attempt - 1));
    const pauseMs = backoffMs + (outcome.retryAfterMs ?? 0);
    const isLast = attempt >= (call.attempts ?? ATTEMPTS_MAX) || performance.now() + pauseMs >= call.deadline;
    if (!outcome.again || isLast) throw told ?? outcome.failure;
    await pause(pauseMs, call.signal);
  }
}

async function tryOnce(transport: Transport, call: Call): Promise<Outcome> {
  const { signal } = call;
  if (signal?.aborted) throw new Aborted(signal.reason);
  const timer = new AbortController();
  const leftMs = Math.min(ATTEMPT_MS_MAX, call.deadline - performance.now());
  if (leftMs <= 0) return tooSlow();
  const timeout = setTimeout(() => timer.abort(), leftMs);
  const stop = (): void => timer.abort();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    // The race holds the time even where a `fetch` brought by the app ignores its signal.
    return await Promise.race([exchange(transport, call, timer.signal), whenAborted(timer.signal)]);
  } catch (error) {
    if (signal?.aborted) throw new Aborted(signal.reason);
    return timer.signal.aborted ? tooSlow() : unreachable(error);
  } finally {
    clearTimeout(timeout);
    signal?.removeEventListener('abort', stop);
    timer.abort();
  }
}

async function exchange(transport: Transport, call: Call, signal: AbortSignal): Promise<Outcome> {
  const response = await transport.fetch(call.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, application/problem+json',
      'user-agent': 'quietkey',
    },
    body: call.body,
    redirect: 'manual',
    credentials: 'omit',
    signal,
  });
  return judgeResponse(response);
}

function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('time is up')), { once: true });
  });
}

function tooSlow(): Outcome {
  return { failure: new NoNetwork('The license server did not answer in time.'), again: true };
}

/** TLS failures mean that someone else answered: a portal, an inspecting proxy, or a clock far off. */
const TLS_FAILURE = /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|EPROTO)/;

function unreachable(error: unknown): Outcome {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (TLS_FAILURE.test(code)) {
    return {
      failure: new Intercepted('The secure connection was not made with the server.', { cause }),
      again: false,
    };
  }
  return { failure: new NoNetwork('The license server could not be reached.', { cause }), again: true };
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(new Aborted(signal?.reason));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal?.addEventListener('abort', stop, { once: true });
  });
}
