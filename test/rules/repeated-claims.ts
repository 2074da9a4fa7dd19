/**
 * What held under attack and goes on being tried: each claim with the tests that hold it and how often they try. The
 * counts are read from the tests, and the table in SECURITY.md is made of them.
 */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../support/root.ts';
import { markdownTable } from './markdown-table.ts';

export interface Claim {
  readonly claim: string;
  /** What is counted, in the plural. */
  readonly counted: string;
  readonly files: readonly string[];
  /** The constant of each file. */
  readonly constant: string;
  /** The least count of the full run. */
  readonly least: number;
}

/** How often a test tries, in the full run and otherwise. */
export interface Counts {
  readonly full: number;
  readonly few: number;
}

const WYCHEPROOF = ['test/client-sdk/lease/wycheproof.test.ts'];
const LOG = ['test/story/log-content.test.ts'];

export const CLAIMS: readonly Claim[] = [
  {
    claim: 'Wycheproof’s Ed25519 signatures get their verdict from the SDK’s own verifier',
    counted: 'vectors',
    files: WYCHEPROOF,
    constant: 'VECTORS_ED25519',
    least: 150,
  },
  {
    claim:
      'Wycheproof’s tokens of other algorithms are refused by SDK and server, also with a signature that fits',
    counted: 'vectors',
    files: WYCHEPROOF,
    constant: 'VECTORS_JWS',
    least: 100,
  },
  {
    claim:
      'A token that was changed in some places is refused; one changed in any single bit is refused in every run',
    counted: 'mutations',
    files: ['test/client-sdk/lease/token-mutation.test.ts'],
    constant: 'MUTATIONS',
    least: 20_000,
  },
  {
    claim:
      'Clients of a race for seats are killed: every snapshot counts as many seats as rows, and no acknowledged seat is lost, on both engines',
    counted: 'killed clients',
    files: ['test/cluster/race-killed.test.ts'],
    constant: 'KILLED_CLIENTS',
    least: 10,
  },
  {
    claim: 'A server killed under load keeps every acknowledged activation',
    counted: 'kills',
    files: ['test/faults/kill.test.ts'],
    constant: 'ROUNDS',
    least: 10,
  },
  {
    claim: 'A power cut under load costs no acknowledged activation, at six points of each round',
    counted: 'rounds',
    files: ['test/faults/power.test.ts'],
    constant: 'ROUNDS',
    least: 10,
  },
  {
    claim: 'No generated request gets a 5xx or a status that its route does not declare',
    counted: 'requests',
    files: ['test/server/http/generated.test.ts'],
    constant: 'REQUESTS',
    least: 16_000,
  },
  {
    claim: 'Every form of the portal is refused with 403 from 26 other origins with 5 content types',
    counted: 'requests for each form',
    files: ['test/server/portal/cross-site.test.ts'],
    constant: 'FOREIGN_FORMS',
    least: 75,
  },
  {
    claim: 'Known and unknown names and emails get equal bytes, and times that differ by less than 3.9 σ',
    counted: 'pairs',
    files: [
      'test/server/portal/login-likeness.test.ts',
      'test/server/portal/recovery-likeness.test.ts',
      'test/server/domain/account/recovery-likeness.test.ts',
    ],
    constant: 'PAIRS',
    least: 150,
  },
  {
    claim: 'No value of a request is in the log, and no personal or secret one in a file',
    counted: 'canaries',
    files: LOG,
    constant: 'CANARIES',
    least: 25,
  },
  {
    claim: 'They are searched as text, hex, base64, UTF-16, reversed and raw',
    counted: 'encodings',
    files: LOG,
    constant: 'ENCODINGS',
    least: 700,
  },
];

const NUMBER = String.raw`(\d[\d_]*)`;

/**
 * Reads a count from a test: `const X = rounds(N, few)`, or `const X = N` that is used as it is or as `rounds(X, few)`.
 * @throws Error if the file is not there or does not have it
 */
export function countsOf(file: string, constant: string): Counts {
  const text = readFileSync(fileURLToPath(new URL(file, ROOT)), 'utf8');
  const found = (pattern: string): RegExpExecArray | null => new RegExp(pattern, 'm').exec(text);
  const declared = found(String.raw`^const ${constant} = (rounds\()?${NUMBER}(?:, ${NUMBER})?\)?;`);
  if (declared === null) throw new Error(`${file} has no count ${constant}`);
  const [, inRounds, full = '', fewDeclared] = declared;
  const used = found(String.raw`rounds\(${constant}(?:, ${NUMBER})?\)`);
  const count = numberOf(full);
  if (inRounds === undefined && used === null) return { full: count, few: count };
  const few = fewDeclared ?? used?.[1];
  return { full: count, few: few === undefined ? Math.floor(count / 10) : numberOf(few) };
}

/** The table of SECURITY.md. */
export function claimsTable(): string {
  const rows = CLAIMS.map(({ claim, counted, files, constant }) => {
    const { full, few } = countsOf(files[0] ?? '', constant);
    const tests = files.map((file) => `\`${file}\``).join(', ');
    return [claim, tests, `${few.toLocaleString('en')} ${counted}`, full.toLocaleString('en')];
  });
  return markdownTable([['claim', 'tested by', '`npm test`', '`npm run test:full`'], ...rows]);
}

function numberOf(digits: string): number {
  return Number(digits.replaceAll('_', ''));
}
