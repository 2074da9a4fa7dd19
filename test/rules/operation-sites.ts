/**
 * From where each operation can be asked for, read from the sources: a site asks for what its own files name as
 * `operations.<area>.<operation>`, and for what the jobs that it starts name. Of the API the rows of the route table
 * count too. Leaves why an operation is missing somewhere to the table of parity.
 */

import { ROUTES } from '../../server/http/routes.ts';
import type { SourceFile } from './house-rules.ts';
import { maskSource } from './source-mask.ts';

const SITES = ['api', 'portal', 'cli'] as const;
export type Site = (typeof SITES)[number];

const FOLDERS: Readonly<Record<Site, RegExp>> = {
  api: /^server\/http\//,
  portal: /^server\/(?:portal|accounts)\//,
  cli: /^scripts\/(?:cli|commands)\//,
};
/** Work of several operations, which a site starts by a function that it imports, perhaps through the composition. */
const JOBS = /^server\/(?:jobs|mail)\/|^server\/composition\/(?:backups|mailer)\.ts$/;
const SERVER = /^server\/(?!domain\/)/;

export interface OperationSites {
  /** Of each operation that a site asks for, by its name; in the order of `SITES`. */
  readonly bySite: ReadonlyMap<string, readonly Site[]>;
  /** What any file of the server asks for. */
  readonly byServer: ReadonlySet<string>;
}

export function operationSites(files: readonly SourceFile[]): OperationSites {
  const sources = files.map(({ path, text }) => ({ path, text: maskSource(text).code }));
  const bySite = new Map<string, Site[]>();
  for (const site of SITES) {
    const own = sources.filter(({ path }) => FOLDERS[site].test(path));
    for (const name of namedIn(withJobs(own, sources))) bySite.set(name, [...(bySite.get(name) ?? []), site]);
  }
  for (const row of ROUTES) {
    if (!('operation' in row)) continue;
    const others = bySite.get(row.operation.name) ?? [];
    bySite.set(row.operation.name, ['api', ...others.filter((site) => site !== 'api')]);
  }
  return { bySite, byServer: namedIn(sources.filter(({ path }) => SERVER.test(path))) };
}

/** The files, and the jobs whose functions they import, and what those import in turn. */
function withJobs(own: readonly SourceFile[], all: readonly SourceFile[]): readonly SourceFile[] {
  const started = all.filter((file) => {
    return (
      JOBS.test(file.path) && !own.includes(file) && own.some((one) => importsOneOf(one, functionsOf(file)))
    );
  });
  return started.length === 0 ? own : withJobs([...own, ...started], all);
}

function functionsOf({ text }: SourceFile): string[] {
  return [...text.matchAll(/^export (?:async )?function (\w+)/gm)].map(([, name = '']) => name);
}

function importsOneOf({ text }: SourceFile, names: readonly string[]): boolean {
  const clauses = /\bimport \{([^}]*)\}|\{([^}]*)\} = await import\(/g;
  const imported = [...text.matchAll(clauses)].map(([, list = '', later = '']) => list + later).join(',');
  return names.some((name) => new RegExp(`\\b${name}\\b`).test(imported));
}

function namedIn(files: readonly SourceFile[]): Set<string> {
  const named = /\boperations\s*\.\s*\w+\s*\.\s*(\w+)/g;
  return new Set(files.flatMap(({ text }) => [...text.matchAll(named)].map(([, name = '']) => name)));
}
