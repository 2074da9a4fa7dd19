/**
 * The table of directions as linter rules, so that an editor marks a wrong import at once. `npm run lint:directions` writes
 * the rules to `.oxlintrc.json`, and a test compares them with the table.
 */

import { posix } from 'node:path';
import { DIRECTIONS, ENGINES, NODE, PACKAGE } from './directions.ts';

/** One override of the linter's configuration. */
export interface LintOverride {
  readonly files: readonly string[];
  readonly rules: Readonly<Record<string, unknown>>;
}

const RULE = 'no-restricted-imports';

/** The overrides for the table, one for each folder. */
export function directionOverrides(): LintOverride[] {
  return Object.entries(DIRECTIONS).map(([folder, allowed]) => ({
    files: [`${folder}/*.ts`],
    rules: { [RULE]: ['error', { patterns: patternsFor(folder, allowed) }] },
  }));
}

/** Whether an override of the configuration is one of these. */
export function isDirection(override: LintOverride): boolean {
  return RULE in override.rules;
}

function patternsFor(folder: string, allowed: readonly string[]): { regex: string; message: string }[] {
  const folders = [folder, ...allowed.filter((target) => target !== NODE && target !== PACKAGE)];
  const prefixes = folders.map((to) =>
    relativeTo(folder, to).replaceAll('.', '\\.').replaceAll('*', '[^/]+'),
  );
  const message = `${folder} may not import this: see test/rules/directions.ts.`;
  const patterns = [{ regex: `^\\.(?!(?:${dropDot(prefixes).join('|')})/[^/]+$)`, message }];
  if (!allowed.includes(NODE)) patterns.push({ regex: '^node:', message });
  if (!allowed.includes(PACKAGE)) patterns.push({ regex: '^(?!\\.|node:)', message });
  else if (!folder.startsWith('db')) patterns.push({ regex: `^(?:${ENGINES.join('|')})$`, message });
  return patterns;
}

/** Each begins with a dot, which the pattern has before its look-ahead. */
function dropDot(prefixes: readonly string[]): string[] {
  return prefixes.map((prefix) => prefix.replace(/^\\\./, ''));
}

function relativeTo(from: string, to: string): string {
  const path = posix.relative(from, to);
  return path === '' ? '.' : path.startsWith('.') ? path : `./${path}`;
}
