/** What the log of a client keeps of an error. It is loaded when a call has failed. */
import { QuietkeyError } from '../primitives/errors.ts';

/** An error of a call, or its cause. */
export interface LoggedError {
  /** The code of the SDK, or of the system such as `ECONNREFUSED`; the error's name if it has none. */
  code: string;
  message: string;
  /** Whether the SDK made the error: its message is then a text of this package, or of the license server. */
  own: boolean;
  /** The refusal, status, fault and request id of the SDK's error, where it has them. */
  details: string;
}

const CAUSES_MAX = 4;
const MESSAGE_CHARACTERS_MAX = 500;
const DETAILS = ['refusal', 'status', 'fault', 'requestId'] as const;

/** An error and its causes, as texts: the errors themselves may hold a whole request. */
export function chainOf(error: unknown): LoggedError[] {
  const chain: LoggedError[] = [];
  for (let cause = error; cause !== undefined && chain.length < CAUSES_MAX;) {
    chain.push(loggedError(cause));
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return chain;
}

function loggedError(error: unknown): LoggedError {
  const { code, name } = Object(error) as { code?: unknown; name?: unknown };
  const own = error instanceof QuietkeyError;
  const members = own ? (error as Partial<Record<(typeof DETAILS)[number], string | number>>) : {};
  const details = DETAILS.flatMap((detail) => {
    const value = members[detail];
    return value === undefined ? [] : [`${detail} ${value}`];
  });
  return {
    code: shortText(code ?? name ?? typeof error),
    message: shortText(error instanceof Error ? error.message : error),
    own,
    details: details.join(', '),
  };
}

/** A value as text of one line and bounded length. Never throws. */
function shortText(value: unknown): string {
  try {
    return String(value)
      .slice(0, MESSAGE_CHARACTERS_MAX)
      .replace(/\p{Cc}+/gu, ' ');
  } catch {
    return 'unprintable';
  }
}
