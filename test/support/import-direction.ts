/**
 * The direction of imports as a table: who may see whom. A row names a folder or file and what it may import; the first
 * row that fits a file holds. Of `test` only the bench has a row: tests may see everything, and nothing may see tests.
 */

import { posix } from 'node:path';
import { lineAt, maskSource } from './source-mask.ts';
import type { SourceFile } from './house-rules.ts';

interface DirectionRow {
  readonly from: string;
  readonly may: readonly string[];
}

const NODE = 'node:';
const PACKAGE = 'a package';
const PURE = [
  'client-sdk/wire.ts',
  'client-sdk/license-key.ts',
  'client-sdk/machine-name.ts',
  'client-sdk/same-machine.ts',
  'client-sdk/vocabulary.ts',
];
const DOORS = ['server/http/', 'server/portal/', 'server/console/', 'server/mail/', 'server/telemetry/'];

const DIRECTION: readonly DirectionRow[] = [
  { from: 'client-sdk/wire.ts', may: [] },
  { from: 'client-sdk/vocabulary.ts', may: [] },
  { from: 'client-sdk/same-machine.ts', may: [] },
  { from: 'client-sdk/license-key.ts', may: PURE },
  { from: 'client-sdk/machine-name.ts', may: PURE },
  { from: 'client-sdk/', may: [NODE, 'client-sdk/'] },
  { from: 'server/domain/', may: ['server/domain/', ...PURE] },
  { from: 'server/crypto/', may: [NODE, PACKAGE, 'server/crypto/', 'server/domain/', ...PURE] },
  { from: 'db/', may: [NODE, PACKAGE, 'db/', 'server/domain/', ...PURE] },
  // pages and problems are answers to the same requests
  {
    from: 'server/portal/',
    may: [
      NODE,
      PACKAGE,
      'server/portal/',
      'server/http/',
      'server/accounts-port.ts',
      'server/domain/',
      ...PURE,
    ],
  },
  ...DOORS.map((door) => ({ from: door, may: [NODE, PACKAGE, door, 'server/domain/', ...PURE] })),
  { from: 'server/open.ts', may: [NODE, PACKAGE, 'server/', 'db/', ...PURE] },
  { from: 'server/open-backups.ts', may: [NODE, PACKAGE, 'server/', 'db/', ...PURE] },
  {
    from: 'server/open-mailer.ts',
    may: ['server/*.ts', 'server/domain/', 'server/crypto/', 'server/mail/'],
  },
  // a secret is a file of the configuration and a key of the vault: here the two meet
  ...['server/secret-vault.ts', 'server/secret-rotation.ts'].map((from) => ({
    from,
    may: ['server/*.ts', 'server/domain/', 'server/crypto/'],
  })),
  // passwords are hashed between two operations
  { from: 'server/accounts.ts', may: [NODE, 'server/*.ts', 'server/domain/', 'server/crypto/', ...PURE] },
  { from: 'server/', may: [NODE, PACKAGE, 'server/*.ts', 'server/domain/', ...DOORS, ...PURE] },
  // the bench measures the parts by themselves, and so sees them
  { from: 'test/bench/', may: [NODE, PACKAGE, 'test/bench/', 'scripts/', 'server/', 'db/', 'client-sdk/'] },
  // the preview shows the pages by themselves
  {
    from: 'scripts/preview/',
    may: [NODE, 'scripts/preview/', 'server/portal/', 'server/domain/', 'server/usage.ts', ...PURE],
  },
  { from: 'scripts/openapi.ts', may: ['server/http/', 'server/version.ts'] },
  {
    from: 'scripts/',
    may: [
      NODE,
      PACKAGE,
      'scripts/',
      'server/open.ts',
      'server/open-backups.ts',
      'server/open-mailer.ts',
      'server/secret-rotation.ts',
      'server/serve.ts',
      'server/config.ts',
      'server/clock.ts',
      'server/log.ts',
      'server/usage.ts',
      'server/version.ts',
      'server/domain/',
      'client-sdk/',
    ],
  },
];

/** Packages that open a database: what they speak is SQL, so they stay in `db`. */
const ENGINES = ['better-sqlite3', 'pg'];

export const DIRECTION_IN_WORDS = [
  'doors (server/http, server/portal, server/console, scripts) -> server/domain <- (server/crypto, db)',
  'only server/open.ts, with server/open-backups.ts, sees them all; the SDK sees only itself and node',
  ...DIRECTION.map(({ from, may }) => `  ${from.padEnd(28)} may import ${may.join(', ') || 'nothing'}`),
].join('\n');

export function wrongImports(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) =>
    importsOf(file)
      .filter(({ specifier }) => !mayImport(file.path, specifier))
      .map(({ specifier, line }) => `${file.path}:${line} imports ${specifier}`),
  );
}

function mayImport(path: string, specifier: string): boolean {
  const row = DIRECTION.find(({ from }) => path === from || (from.endsWith('/') && path.startsWith(from)));
  if (row === undefined) return true;
  if (specifier.startsWith(NODE)) return row.may.includes(NODE);
  if (!specifier.startsWith('.')) {
    return row.may.includes(PACKAGE) && (path.startsWith('db/') || !ENGINES.includes(specifier));
  }
  const target = posix.join(posix.dirname(path), specifier);
  return row.may.some((allowed) => {
    if (allowed.endsWith('/*.ts')) return posix.dirname(target) === posix.dirname(allowed);
    return allowed.endsWith('/') ? target.startsWith(allowed) : target === allowed;
  });
}

function importsOf(file: SourceFile): { specifier: string; line: number }[] {
  const { code } = maskSource(file.text);
  const places = [
    /^\s*(?:import|export)\b[^;'"`]*?\bfrom\s*['"]( *)['"]/gm,
    /^\s*import\s*['"]( *)['"]/gm,
    /\b(?:import|require)\(\s*['"]( *)['"]/g,
  ];
  return places.flatMap((pattern) =>
    [...code.matchAll(pattern)].map((match) => {
      const offset = match.index + match[0].search(/['"]/) + 1;
      return {
        specifier: file.text.slice(offset, offset + (match[1] ?? '').length),
        line: lineAt(code, offset),
      };
    }),
  );
}
