/**
 * The meaning of PostgreSQL's error codes; no other file compares them. Only the kind and code of a driver's error are
 * passed on, because its message, detail and position may contain a customer's values.
 */

/**
 * The kinds of a fault of PostgreSQL. `conflict`: another transaction interfered, and nothing was done. `duplicate`: a
 * row with this key exists, perhaps because another transaction has just inserted it; nothing was done. `lost`: the
 * connection or the server is gone. `unsure`: the connection was lost during a commit. `busy`: nothing was done within
 * the time limit. `full`: the disk has no space, and nothing was done. `bug`: the statement is wrong.
 */
export type PostgresFaultKind = 'conflict' | 'duplicate' | 'lost' | 'unsure' | 'busy' | 'full' | 'bug';

/** The kind of a fault by its SQLSTATE, or else by the class of the SQLSTATE, which is its first two characters. */
const KINDS: Readonly<Record<string, PostgresFaultKind>> = {
  '40001': 'conflict',
  '40P01': 'conflict',
  '40003': 'unsure',
  // 22012 is a division by zero, which a guard causes if it changed no row: see statements.ts
  '22012': 'conflict',
  '23505': 'duplicate',
  // 26000: a prepared statement is missing or already exists; see isForgotten
  '26000': 'conflict',
  '42P05': 'conflict',
  // 25006: a read-only replica refuses writes; the next attempt reaches another server
  '25006': 'lost',
  // 25P03: the session was idle in a transaction for too long
  '25P03': 'lost',
  '53100': 'full',
  '53300': 'busy',
  '55P03': 'busy',
  '57014': 'busy',
  '08': 'lost',
  '53': 'busy',
  '57': 'lost',
  '58': 'lost',
};

/** The code with which a standby refuses writes. */
export const READ_ONLY = '25006';
/** The codes of a function that does not exist or may not be called. */
const UNSUPPORTED: ReadonlySet<string> = new Set(['42883', '42501', '0A000']);

/**
 * The one code with which the pooler PgBouncer reports every failure of its own (findings/pgbouncer-one-code.sh).
 * During a transaction it means that the connection is lost.
 */
const POOLER = '08P01';
const POOLER_REASONS =
  'Usual reasons: it has no such database, it refuses settings in the start message (ignore_startup_parameters), ' +
  'it has no free connection, or the database behind it does not answer. Its own log says which.';

/**
 * The line for the operator about a database that cannot be opened, by SQLSTATE. The database's location is appended.
 */
const OPENING: Readonly<Record<string, string>> = {
  '28P01': 'The user or password is refused by',
  '28000': 'This user may not connect to',
  '3D000': 'There is no such database on the server of',
  '42501': 'This user may not create tables in',
  '53300': 'There are too many connections to',
  '25006': 'Only a read-only copy answers at',
};

/** Thrown for every error of PostgreSQL's driver. Its message contains a code and never a value. */
export class PostgresFault extends Error {
  readonly kind: PostgresFaultKind;
  /** The SQLSTATE of the error. It is '' if the error did not come from the server. */
  readonly state: string;
  /** Node's error code if no server answered; '' if Node reported no code. */
  readonly code: string;

  constructor(kind: PostgresFaultKind, state = '', code = '') {
    super(`PostgreSQL: ${state || kind}`);
    this.name = 'PostgresFault';
    this.kind = kind;
    this.state = state;
    this.code = code;
  }
}

/**
 * The fault behind an error of PostgreSQL's driver. An error that did not come from the server counts as a lost
 * connection.
 */
export function faultOf(error: unknown): PostgresFault {
  if (error instanceof PostgresFault) return error;
  const state = stateOf(error);
  if (state === '') return new PostgresFault('lost', '', codeOf(error));
  return new PostgresFault(KINDS[state] ?? KINDS[state.slice(0, 2)] ?? 'bug', state);
}

/**
 * Whether the error means that this session has been replaced by another, for example by a pooler. Statements must then
 * be prepared again.
 */
export function isForgotten({ state }: PostgresFault): boolean {
  return state === '26000' || state === '42P05';
}

/** Whether the server lacks a function, as servers of other vendors may, or does not let this user call it. */
export function isUnsupported({ state }: PostgresFault): boolean {
  return UNSUPPORTED.has(state);
}

/** Whether the error means that another node creates the same table at this moment. */
export function isRaceToCreate({ state }: PostgresFault): boolean {
  return state === '23505' || state === '42P07' || state === '42710';
}

/** The fault of a read-only operation. If the server refuses a write, the operation is wrong, so the fault is a bug. */
export function faultOfReading(fault: PostgresFault): PostgresFault {
  return fault.state === '25006' ? new PostgresFault('bug', fault.state) : fault;
}

/** Whether the error means that a compatible server of another vendor does not know a setting. */
export function isUnknownSetting({ state }: PostgresFault): boolean {
  return state === '42704';
}

/**
 * The line for the operator about a fault while a database is opened.
 * @param place host, port and database, without user and password
 */
export function lineForOpening(place: string, { state, code }: PostgresFault): string {
  const line = OPENING[state];
  if (line !== undefined) return `${line} ${place}.`;
  if (state === POOLER)
    return `A pooler such as PgBouncer at ${place} refuses the connection (${state}). ${POOLER_REASONS}`;
  if (state !== '') return `The database at ${place} answers ${state}.`;
  const why = code === '' ? ', or it does not do what its address asks for, such as TLS' : ` (${code})`;
  return `No database answers at ${place}${why}.`;
}

function stateOf(error: unknown): string {
  return error instanceof Error && 'severity' in error ? codeOf(error) : '';
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
