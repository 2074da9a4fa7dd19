/**
 * The log: JSON lines on standard output. Only the fields of the list below are ever written, as short texts or
 * numbers, so that no address, email, key or body gets into the log through a mistake in another file. The callers
 * decide when a line is written.
 */

import { pino } from 'pino';
import { linesOnOutput } from './output.ts';
import type { LogLevel } from './setting-readers.ts';

const FIELDS = [
  'event',
  'method',
  'route',
  'status',
  'code',
  'cause',
  'ms',
  'requestId',
  'class',
  'count',
  'dayKeys',
  'reason',
  'error',
  'file',
  'stack',
] as const;
const TEXT_CHARACTERS_MAX = 300;
const STACK_CHARACTERS_MAX = 3_000;

export type Log = (line: object) => void;

/**
 * Opens a log that writes lines of this level and above. A line with a status of 500 or more, or with `error`, has the
 * level of an error.
 */
export function openLog(level: LogLevel): Log {
  const output = linesOnOutput(
    (count) => `${JSON.stringify({ level: 50, event: 'log lines lost', count })}\n`,
  );
  const logger = pino({ level, base: null }, output);
  return (line) => {
    const allowed = allowedFields(line);
    if (Number(allowed['status'] ?? 0) >= 500 || 'error' in allowed) logger.error(allowed);
    else logger.info(allowed);
  };
}

/**
 * A log of a state that is checked repeatedly. A line is written only if it differs from the previous line. `undefined`
 * means that all is well; the line after it is always written.
 */
export function logChanges(log: Log): (line: object | undefined) => void {
  let last: string | undefined;
  return (line) => {
    const text = line && JSON.stringify(line);
    if (line !== undefined && text !== last) log(line);
    last = text;
  };
}

/** The fields of a log line that may be written, with each text cut to its maximum length. */
export function allowedFields(line: object): Record<string, string | number | boolean> {
  const allowed: Record<string, string | number | boolean> = {};
  for (const field of FIELDS) {
    const value: unknown = Object.hasOwn(line, field) ? line[field as keyof typeof line] : undefined;
    const most = field === 'stack' ? STACK_CHARACTERS_MAX : TEXT_CHARACTERS_MAX;
    if (typeof value === 'string') allowed[field] = value.slice(0, most);
    if (typeof value === 'number' || typeof value === 'boolean') allowed[field] = value;
  }
  return allowed;
}
