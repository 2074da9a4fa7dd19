/**
 * What PostgreSQL's error codes mean: the only file that compares them. What the driver throws goes no further than
 * here, since its message, detail and place may hold a customer's values: what is thrown on is a kind and a code.
 */

/**
 * `again`: another transaction came between, and nothing was done. `duplicate`: a row with this key is there, perhaps
 * made by another meanwhile; nothing was done. `lost`: the connection or the server is gone. `unsure`: it went while a
 * commit was under way. `busy`: nothing was done in the time there is. `full`: no room, and nothing was done. `bug`:
 * the statement is at fault.
 */
export type PostgresFaultKind = 'again' | 'duplicate' | 'lost' | 'unsure' | 'busy' | 'full' | 'bug';

/** By SQLSTATE, or else by its class, the first two characters. */
const KINDS: Readonly<Record<string, PostgresFaultKind>> = {
  '40001': 'again',
  '40P01': 'again',
  '40003': 'unsure',
  // the answer to a guard that changed no row: see postgres-statements.ts
  '22012': 'again',
  '23505': 'duplicate',
  // what was prepared is not there, or is there already: see isForgotten
  '26000': 'again',
  '42P05': 'again',
  // a server that is only a copy of another takes no writes: it is another one that is asked next
  '25006': 'lost',
  // idle in a transaction for too long
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

/** A pooler's one code for whatever fails in it (findings/pgbouncer-one-code.sh). At work the connection is lost. */
const POOLER = '08P01';
const POOLER_REASONS =
  'Usual reasons: it has no such database, it refuses settings in the start message (ignore_startup_parameters), ' +
  'it has no free connection, or the database behind it does not answer. Its own log says which.';

/** Lines for an operator, by SQLSTATE, where a database cannot be opened; the place follows. */
const OPENING: Readonly<Record<string, string>> = {
  '28P01': 'The user or password is refused by',
  '28000': 'This user may not enter',
  '3D000': 'There is no such database on the server of',
  '42501': 'This user may not make tables in',
  '53300': 'There are too many connections to',
  '25006': 'Only a read-only copy answers at',
};

/** Thrown for every error of the driver. Its message holds a code and never a value. */
export class PostgresFault extends Error {
  readonly kind: PostgresFaultKind;
  /** SQLSTATE; '' where the error is not the server's. */
  readonly state: string;
  /** Node's code where there was no server to say anything; '' where it has none. */
  readonly code: string;

  constructor(kind: PostgresFaultKind, state = '', code = '') {
    super(`PostgreSQL: ${state || kind}`);
    this.name = 'PostgresFault';
    this.kind = kind;
    this.state = state;
    this.code = code;
  }
}

/** The fault behind an error of the driver: what is not the server's word is the connection's end. */
export function faultOf(error: unknown): PostgresFault {
  if (error instanceof PostgresFault) return error;
  const state = stateOf(error);
  if (state === '') return new PostgresFault('lost', '', codeOf(error));
  return new PostgresFault(KINDS[state] ?? KINDS[state.slice(0, 2)] ?? 'bug', state);
}

/** Whether the session is another one than it was, as between a pooler and us: what was prepared must be so anew. */
export function isForgotten({ state }: PostgresFault): boolean {
  return state === '26000' || state === '42P05';
}

/** Whether it says that another node makes the same table at this moment. */
export function isRaceToCreate({ state }: PostgresFault): boolean {
  return state === '23505' || state === '42P07' || state === '42710';
}

/** The fault of an operation that only reads: where it is refused to write, the operation is at fault. */
export function faultOfReading(fault: PostgresFault): PostgresFault {
  return fault.state === '25006' ? new PostgresFault('bug', fault.state) : fault;
}

/** Whether the server knows no such setting: a server of another make. */
export function isUnknownSetting({ state }: PostgresFault): boolean {
  return state === '42704';
}

/** The operator's line for a fault while opening. @param place host, port and database, without user and password */
export function lineForOpening(place: string, { state, code }: PostgresFault): string {
  const line = OPENING[state];
  if (line !== undefined) return `${line} ${place}.`;
  if (state === POOLER) return `A pooler such as PgBouncer refuses at ${place} (${state}). ${POOLER_REASONS}`;
  if (state !== '') return `The database at ${place} answers ${state}.`;
  const why = code === '' ? ', or not as its address asks' : ` (${code})`;
  return `No database answers at ${place}${why}.`;
}

function stateOf(error: unknown): string {
  return error instanceof Error && 'severity' in error ? codeOf(error) : '';
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
