/**
 * How long clients were answered 5xx. An outage of a client begins with an answer of 5xx, or with a request that got
 * no answer, and ends with the next answer below 500. Times are milliseconds since the start of the load.
 */

/** One attempt of a client. */
export interface Attempt {
  /** The client, such as `nginx 3`. */
  readonly client: string;
  readonly sentMs: number;
  readonly answeredMs: number;
  /** Null: no answer. */
  readonly status: number | null;
  readonly code: string | null;
  /** Whether the answer says when to ask again. */
  readonly hasRetryAfter: boolean;
}

export interface Outages {
  /** The longest outage of any client. */
  readonly longestMs: number;
  /** The longest time that a request waited for its answer. */
  readonly slowestMs: number;
  /** The number of answers by status and code, such as `503 server_unavailable`. */
  readonly answers: Readonly<Record<string, number>>;
  /** Answers of 5xx that do not say when to ask again, by status. */
  readonly withoutRetryAfter: number;
}

/** @param attempts in the order of their answers */
export function outagesOf(attempts: readonly Attempt[]): Outages {
  const began = new Map<string, number>();
  const answers: Record<string, number> = {};
  let [longestMs, slowestMs, withoutRetryAfter] = [0, 0, 0];
  for (const attempt of attempts) {
    const { client, sentMs, answeredMs, status } = attempt;
    slowestMs = Math.max(slowestMs, answeredMs - sentMs);
    answers[labelOf(attempt)] = (answers[labelOf(attempt)] ?? 0) + 1;
    if (isFailure(attempt)) {
      began.set(client, began.get(client) ?? answeredMs);
      if (status !== null && !attempt.hasRetryAfter) withoutRetryAfter += 1;
    }
    longestMs = Math.max(longestMs, answeredMs - (began.get(client) ?? answeredMs));
    if (!isFailure(attempt)) began.delete(client);
  }
  return { longestMs, slowestMs, answers, withoutRetryAfter };
}

/** The clients whose last answer was 5xx or none. */
export function stillFailing(attempts: readonly Attempt[]): string[] {
  const last = new Map(attempts.map((attempt) => [attempt.client, attempt]));
  return [...last.values()].filter(isFailure).map(({ client }) => client);
}

function isFailure({ status }: Attempt): boolean {
  return status === null || status >= 500;
}

function labelOf({ status, code }: Attempt): string {
  return status === null ? `no answer (${code ?? 'unknown'})` : [status, code].join(' ').trim();
}
