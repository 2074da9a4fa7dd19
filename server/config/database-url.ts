/**
 * The address of a PostgreSQL database, as the variable `DATABASE_URL` contains it. The address contains a password, so
 * it is never shown in a log, in JSON or in an inspection, and a fault never repeats it. The store finds out whether a
 * server answers at this address.
 */

import { inspect } from 'node:util';

const PROTOCOLS = ['postgres:', 'postgresql:'];
const FORM = 'postgres://user:password@host:5432/database';
/** The parameter of an address by which an operator declares that the database is durable by other means than fsync. */
const DURABILITY = 'durability';
const DURABILITY_ELSEWHERE = 'elsewhere';
/** The connection parameters of libpq that the driver accepts and ignores (findings/node-postgres-address.sh). */
const IGNORED = ['target_session_attrs', 'connect_timeout', 'load_balance_hosts', 'hostaddr'];
/**
 * Matches a database address that names several hosts, in its host part or in a parameter. If such hosts have ports,
 * the address is not a valid URL.
 */
const SEVERAL_HOSTS =
  /^[a-z]+:\/\/(?:[^/?#]*@)?[^/?#@]*,[^/?#@]*(?:[/?#]|$)|[?&](?:host|port)=[^&]*(?:,|%2c)/i;

export class DatabaseUrl {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** Returns the address with its password. */
  reveal(): string {
    return this.#text;
  }

  /** Whether an operator declared that another service keeps the log of the database, so that fsync may be off. */
  get isDurableElsewhere(): boolean {
    return new URL(this.#text).searchParams.get(DURABILITY) === DURABILITY_ELSEWHERE;
  }

  toJSON(): string {
    return '[database]';
  }

  toString(): string {
    return '[database]';
  }

  [inspect.custom](): string {
    return '[database]';
  }
}

/** The result of reading a database address: the address, or its fault as a clause that follows the variable's name. */
export type DatabaseUrlReading =
  { readonly database: DatabaseUrl } | { readonly fault: string; readonly remedy: string };

export function readDatabaseUrl(text: string): DatabaseUrlReading {
  if (PROTOCOLS.some((protocol) => text.startsWith(protocol)) && SEVERAL_HOSTS.test(text)) {
    return {
      fault: 'names several hosts, of which only one would be used',
      remedy: `Name one host that always leads to the primary, as in ${FORM}: an address, a name or a proxy that moves with it.`,
    };
  }
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !PROTOCOLS.includes(url.protocol)) {
    return {
      fault: 'is not the address of a PostgreSQL database',
      remedy: `Use an address such as ${FORM}, or remove the variable to use SQLite in the data folder.`,
    };
  }
  if (url.hostname === '' && !url.searchParams.has('host')) {
    return { fault: 'names no host', remedy: `Use an address such as ${FORM}.` };
  }
  if (url.pathname.length < 2) {
    return { fault: 'names no database', remedy: `Put its name at the end, as in ${FORM}.` };
  }
  if (![url.username, url.password, url.pathname].every(isDecodable)) {
    return { fault: 'holds a % that is not written %25', remedy: `Use an address such as ${FORM}.` };
  }
  const ignored = IGNORED.find((word) => url.searchParams.has(word));
  if (ignored !== undefined) {
    return {
      fault: `has ${ignored}, which would do nothing`,
      remedy: `Remove it, as in ${FORM}. Quietkey limits its waits itself, and the host must lead to the primary.`,
    };
  }
  const durability = url.searchParams.get(DURABILITY);
  if (durability !== null && durability !== DURABILITY_ELSEWHERE) {
    return {
      fault: `has ${DURABILITY}=${durability}, which is not a known value`,
      remedy: `Use ${FORM}?${DURABILITY}=${DURABILITY_ELSEWHERE} where another service keeps the log, or remove it.`,
    };
  }
  return { database: new DatabaseUrl(text) };
}

function isDecodable(part: string): boolean {
  try {
    decodeURIComponent(part);
    return true;
  } catch {
    return false;
  }
}
