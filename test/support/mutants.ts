/**
 * Ten faults in the product's code, each of which the suite must find with its usual rounds. A change that makes tests
 * cheaper may not lose one: `npm run test:mutants` plants each in a copy of the checkout (`run-mutants.ts`).
 */

export interface Mutant {
  readonly what: string;
  /** The source file, and a piece of it that occurs there once. */
  readonly file: string;
  readonly piece: string;
  /** The piece with the fault. */
  readonly instead: string;
  /** The test file that must fail. */
  readonly foundBy: string;
}

export const MUTANTS: readonly Mutant[] = [
  {
    what: 'a license gives one seat more than it has',
    file: 'server/domain/activation/activation.ts',
    piece: 'license.row.used >= license.row.seats',
    instead: 'license.row.used > license.row.seats',
    foundBy: 'server/domain/model',
  },
  {
    what: 'a machine of a suspended license gets its next lease',
    file: 'server/domain/activation/renew.ts',
    piece:
      "if (license.row.suspendedDay !== null) return { kind: 'suspended', day: license.row.suspendedDay };",
    instead: '',
    foundBy: 'server/domain/model',
  },
  {
    what: 'no row is locked on PostgreSQL',
    file: 'db/postgres/statements.ts',
    piece: "lock: ' FOR UPDATE'",
    instead: "lock: ''",
    foundBy: 'cluster/race',
  },
  {
    what: 'a commit does not wait for the disk',
    file: 'db/sqlite/connection.ts',
    piece: "['synchronous', () => 2]",
    instead: "['synchronous', () => 1]",
    foundBy: 'faults/power',
  },
  {
    what: 'a disk that answers with errors counts as busy',
    file: 'db/sqlite/faults.ts',
    piece: "SQLITE_IOERR: 'broken',",
    instead: "SQLITE_IOERR: 'busy',",
    foundBy: 'faults/sync-fault',
  },
  {
    what: 'an unfinished restore is not noticed',
    file: 'server/crypto/work-files.ts',
    piece: 'restoring: () => (isThere(markerPath) ?',
    instead: 'restoring: () => (markerPath === dataFolder ?',
    foundBy: 'faults/backup',
  },
  {
    what: 'the secure delete does not clear bytes of deleted rows',
    file: 'db/sqlite/secure-delete/scrub-file.ts',
    piece: 'writeSync(file, Buffer.alloc(bytes), 0, bytes, offset);',
    instead: 'writeSync(file, Buffer.alloc(bytes), 0, 0, offset);',
    foundBy: 'story/forgotten',
  },
  {
    what: 'root stays root in the data folder of another account',
    file: 'server/config/folder-owner.ts',
    piece: "if (folder.uid !== ROOT) return { kind: 'become', owner: folder };",
    instead: "if (folder.uid !== ROOT) return { kind: 'stay' };",
    foundBy: 'scripts/cli/owner',
  },
  {
    what: 'an app accepts a token of any signature',
    file: 'client-sdk/typescript/lease/token.ts',
    piece: "if (!isSignedBy(key, gate)) return refused('bad_signature');",
    instead: 'isSignedBy(key, gate);',
    foundBy: 'client-sdk/lease/token-mutation',
  },
  {
    what: 'an app is limited when its lease ends, without the grace',
    file: 'client-sdk/typescript/lease/check.ts',
    piece: 'if (time >= lease.exp + lease.grace) return',
    instead: 'if (time >= lease.exp) return',
    foundBy: 'histories/histories',
  },
];
