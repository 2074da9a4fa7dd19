/**
 * The files of an installation, and what a thief of each learns of persons: from the inventory, by the form of each column.
 * A test makes an installation and finds every file of its data folder here, attacks each, and compares.
 */

import type { Form, Opener } from './declaration.ts';
import { personalTables, type PersonalColumn, type PersonalTable } from './personal-tables.ts';

/**
 * What a file has. `key`: opens or tests stored values. `traces`: keyed ids of what was erased. `issue`: derives license
 * keys. `signing`: signs leases. `locks`: nothing, or for minutes a copy of the database. `mails`: mails in clear.
 */
export type Content =
  | 'database'
  | 'key'
  | 'issue'
  | 'signing'
  | 'backup'
  | 'backupKeys'
  | 'traces'
  | 'settings'
  | 'locks'
  | 'mails'
  | 'log';

export interface StolenFile {
  /** The name below the data folder; a name that ends in a slash is a folder. Of a file elsewhere: its setting. */
  readonly file: string;
  readonly content: Content;
  readonly opener?: Opener;
}

export const STOLEN_FILES: readonly StolenFile[] = [
  { file: 'quietkey.db', content: 'database' },
  { file: 'quietkey.db-wal', content: 'database' },
  { file: 'quietkey.db-shm', content: 'settings' },
  { file: 'secret', content: 'key', opener: 'secret' },
  { file: 'secret-check', content: 'settings' },
  { file: 'issue-secret', content: 'issue' },
  { file: 'issue-secret-check', content: 'settings' },
  { file: 'trial-secret', content: 'key', opener: 'trialSecret' },
  { file: 'day-keys/', content: 'key', opener: 'dayKeys' },
  { file: 'QUIETKEY_MAILER_KEY', content: 'key', opener: 'mailerKey' },
  { file: 'support-key', content: 'key', opener: 'supportKey' },
  { file: 'keys/', content: 'signing' },
  { file: 'root-key.json', content: 'signing' },
  { file: 'backups/', content: 'backup' },
  { file: 'backup-keys/', content: 'backupKeys' },
  { file: 'tombstones/', content: 'traces' },
  { file: 'retention.json', content: 'settings' },
  { file: 'vendor.json', content: 'settings' },
  { file: 'telemetry.json', content: 'settings' },
  { file: 'scratch/', content: 'locks' },
  { file: 'in-use', content: 'locks' },
  { file: 'QUIETKEY_MAIL_OUTBOX', content: 'mails' },
  { file: 'log', content: 'log' },
];

/** How a thief learns a value. `test`: by guesses, each tested at once. `slow`: by guesses at a password, slowly. */
type Learned = 'read' | 'open' | 'test' | 'slow';

/** Values that a thief of a file learns; with an opener, only together with what opens them. */
export interface LearnedColumn extends PersonalColumn {
  readonly table: PersonalTable['table'];
  readonly learned: Learned;
}

/** What a thief of this file learns: alone, of a database; together with the database, of a key. */
export function learnedFrom({ content, opener }: StolenFile): LearnedColumn[] {
  if (content !== 'database' && content !== 'key') return [];
  return personalTables().flatMap(({ table, columns }) =>
    columns
      .filter((column) => content === 'database' || isOpenedBy(column, opener))
      .map((column) => ({ ...column, table, learned: learnedBy(column.form) })),
  );
}

/** The secret is needed too where a license key is. */
function isOpenedBy(column: PersonalColumn, opener: Opener | undefined): boolean {
  return column.opener === opener || (column.opener === 'licenseKey' && opener === 'secret');
}

function learnedBy(form: Form): Learned {
  if (form === 'sealed') return 'open';
  if (form === 'keyed') return 'test';
  return form === 'hashed' ? 'slow' : 'read';
}
