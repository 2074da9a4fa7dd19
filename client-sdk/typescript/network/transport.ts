/**
 * Sends one request and returns the JSON of the answer, or throws a typed error with the cause. No call exceeds its
 * deadline, redirects are never followed, and no answer above 64 kB is read. `answer.ts` verifies the answer.
 */
import { Aborted, BadOptions, Intercepted, NoNetwork, type QuietkeyError } from '../primitives/errors.ts';
import { causeOfFailure, findObstacle } from './obstacle.ts';
import { judgeResponse, type AttemptResult } from './response.ts';

/** The longest time in milliseconds that one attempt may take, from the DNS lookup to the last byte of the answer. */
const ATTEMPT_MS_MAX = 10_000;
const ATTEMPTS_MAX = 3;
/**
 * The longest pause before the first retry, in milliseconds. Each pause is random between 0 and this limit, and the
 * limit doubles with each retry, so that clients that fail together do not retry together.
 */
const PAUSE_MS_FIRST = 500;
const PAUSE_MS_MAX = 5_000;

/** The headers that the SDK gives to each request. */
export const HEADERS = {
  'content-type': 'application/json',
  accept: 'application/json, application/problem+json',
  'user-agent': 'quietkey',
} as const;

/**
 * A function that sends a request: the global `fetch`, or for example Electron's `net.fetch`, which uses the system's
 * proxy.
 */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** What sends the requests of a call. */
export interface Carrier {
  fetch: Fetch;
  /** Whether `fetch` sends through a proxy, as far as the SDK knows. */
  isProxied: boolean;
}

export interface Transport extends Carrier {
  /** Returns a random number in [0, 1). */
  random: () => number;
  /** Returns the machine's time in milliseconds since 1970. */
  now: () => number;
}

export interface Call {
  url: string;
  body: string | Uint8Array;
  /** Headers besides the usual ones, or instead of them. */
  headers?: Readonly<Record<string, string>>;
  /** The deadline of the call, on the clock of `performance.now()`. */
  deadline: number;
  signal: AbortSignal | undefined;
  /** The maximum number of attempts to send the request; three by default. */
  attempts?: number;
}

/**
 * Posts a body and returns the JSON of the answer. After a network error and after the statuses 429, 502, 503 and
 * 504, the request is sent again, byte for byte.
 *
 * @throws NoNetwork, Intercepted, ServerTrouble, LicenseRefused, Aborted, BadOptions if the app's own fetch misbehaves
 */
export async function post(transport: Transport, call: Call): Promise<unknown> {
  // An answer from an earlier attempt explains the failure better than the timeout of a later attempt.
  let lastAnswer: QuietkeyError | undefined;
  for (let attempt = 1; ; attempt += 1) {
    const result = await tryOnce(transport, call);
    if ('answer' in result) return result.answer;
    if (!(result.failure instanceof NoNetwork)) lastAnswer = result.failure;
    const backoffMs = transport.random() * Math.min(PAUSE_MS_MAX, PAUSE_MS_FIRST * 2 ** (attempt - 1));
    const pauseMs = backoffMs + (result.retryAfterMs ?? 0);
    const isLast = attempt >= (call.attempts ?? ATTEMPTS_MAX) || performance.now() + pauseMs >= call.deadline;
    if (!result.retry || isLast) throw lastAnswer ?? result.failure;
    await pause(pauseMs, call.signal);
  }
}

async function tryOnce(transport: Transport, call: Call): Promise<AttemptResult> {
  const { signal } = call;
  if (signal?.aborted) throw new Aborted(signal.reason);
  const timer = new AbortController();
  const progress: Progress = { isAnswered: false };
  const leftMs = Math.min(ATTEMPT_MS_MAX, call.deadline - performance.now());
  if (leftMs <= 0) return tooSlow(transport, progress);
  const timeout = setTimeout(() => timer.abort(), leftMs);
  const stop = (): void => timer.abort();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    // The race enforces the time limit even if a `fetch` of the app ignores its signal.
    return await Promise.race([
      exchange(transport, call, { signal: timer.signal, progress }),
      whenAborted(timer.signal),
    ]);
  } catch (error) {
    if (signal?.aborted) throw new Aborted(signal.reason);
    if (error instanceof BadOptions) throw error;
    return timer.signal.aborted ? tooSlow(transport, progress) : unreachable(error, progress);
  } finally {
    clearTimeout(timeout);
    signal?.removeEventListener('abort', stop);
    timer.abort();
  }
}

/** How far an attempt has come. */
interface Progress {
  /** Whether status and headers of an answer have arrived. */
  isAnswered: boolean;
}

async function exchange(
  transport: Transport,
  call: Call,
  { signal, progress }: { signal: AbortSignal; progress: Progress },
): Promise<AttemptResult> {
  const response = await transport.fetch(call.url, {
    method: 'POST',
    headers: { ...HEADERS, ...call.headers },
    body: call.body,
    redirect: 'manual',
    credentials: 'omit',
    signal,
  });
  progress.isAnswered = true;
  return judgeResponse(response, transport.now);
}

function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('time is up')), { once: true });
  });
}

function tooSlow({ isProxied }: Transport, { isAnswered }: Progress): AttemptResult {
  const networkCause = isAnswered ? 'server' : isProxied ? 'proxy' : 'offline';
  const message = 'The license server did not answer in time.';
  return { failure: new NoNetwork(message, { networkCause }), retry: true };
}

function unreachable(error: unknown, { isAnswered }: Progress): AttemptResult {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const obstacle = findObstacle(error);
  if (obstacle !== undefined) {
    const { sentence, networkCause } = obstacle;
    return { failure: new Intercepted(sentence, { networkCause, cause }), retry: false };
  }
  const networkCause = isAnswered ? 'server' : causeOfFailure(error);
  const message =
    networkCause === 'server'
      ? 'The connection to the license server was refused or cut.'
      : 'The license server could not be reached.';
  return { failure: new NoNetwork(message, { networkCause, cause }), retry: true };
}

/** Waits. @throws Aborted */
export function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(new Aborted(signal.reason));
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
