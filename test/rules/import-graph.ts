/**
 * The imports of product code as graphs of files and of folders: imports against the table of directions, and import
 * cycles. Type imports count, because cyclic types are as hard to read.
 */

import { posix } from 'node:path';
import { DIRECTIONS, ENGINES, NODE, PACKAGE } from './directions.ts';
import type { SourceFile } from './house-rules.ts';
import { lineAt, maskSource } from './source-mask.ts';

type Graph = ReadonlyMap<string, ReadonlySet<string>>;

const PRODUCT = /^(?:server|client-sdk|db|scripts)\//;

/** Imports that the table of directions does not allow, as `path:line imports specifier`. */
export function wrongImports(files: readonly SourceFile[]): string[] {
  return files
    .filter(({ path }) => PRODUCT.test(path))
    .flatMap((file) =>
      importsOf(file)
        .filter(({ specifier }) => !mayImport(file.path, specifier))
        .map(({ specifier, line }) => `${file.path}:${line} imports ${specifier}`),
    );
}

function mayImport(path: string, specifier: string): boolean {
  const from = posix.dirname(path);
  const allowed = DIRECTIONS[from] ?? DIRECTIONS[anyIn(from)];
  if (allowed === undefined) return false;
  if (specifier.startsWith(NODE)) return allowed.includes(NODE);
  if (!specifier.startsWith('.')) {
    return allowed.includes(PACKAGE) && (path.startsWith('db/') || !ENGINES.includes(specifier));
  }
  const to = posix.dirname(posix.join(from, specifier));
  return to === from || allowed.includes(to) || allowed.includes(anyIn(to));
}

/** As a row names every folder beside this one. */
function anyIn(folder: string): string {
  return `${posix.dirname(folder)}/*`;
}

/** Files that import each other in a cycle, one line for each cycle. */
export function fileCycles(files: readonly SourceFile[]): string[] {
  return cycles(graphOf(files, (path) => path));
}

/** Folders that import each other in a cycle, one line for each cycle. */
export function folderCycles(files: readonly SourceFile[]): string[] {
  return cycles(graphOf(files, (path) => posix.dirname(path)));
}

/** Every product file that files import, directly or through others, with the files themselves. */
export function reachedFrom(files: readonly SourceFile[], roots: readonly string[]): ReadonlySet<string> {
  const graph = graphOf(files, (path) => path);
  return new Set(roots.flatMap((root) => [root, ...reachable(graph, root)]));
}

/** The number of product files in each folder. */
export function filesByFolder(files: readonly SourceFile[]): ReadonlyMap<string, number> {
  const folders = new Map<string, number>();
  for (const { path } of files) {
    if (!PRODUCT.test(path)) continue;
    const folder = posix.dirname(path);
    folders.set(folder, (folders.get(folder) ?? 0) + 1);
  }
  return folders;
}

function graphOf(files: readonly SourceFile[], nodeOf: (path: string) => string): Graph {
  const graph = new Map<string, Set<string>>();
  for (const file of files.filter(({ path }) => PRODUCT.test(path))) {
    const node = nodeOf(file.path);
    const targets = graph.get(node) ?? new Set();
    for (const { specifier } of importsOf(file)) {
      if (!specifier.startsWith('.')) continue;
      const target = nodeOf(posix.join(posix.dirname(file.path), specifier));
      if (target !== node) targets.add(target);
    }
    graph.set(node, targets);
  }
  return graph;
}

/** The strongly connected components of the graph: groups of nodes that reach each other. */
function cycles(graph: Graph): string[] {
  const reached = new Map([...graph.keys()].map((node) => [node, reachable(graph, node)]));
  const groups = [...graph.keys()].map((node) =>
    [...(reached.get(node) ?? [])].filter((other) => reached.get(other)?.has(node)).toSorted(),
  );
  return [...new Set(groups.filter((group) => group.length > 0).map((group) => group.join(' <-> ')))];
}

function reachable(graph: Graph, from: string): Set<string> {
  const found = new Set<string>();
  const open = [...(graph.get(from) ?? [])];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (found.has(node)) continue;
    found.add(node);
    open.push(...(graph.get(node) ?? []));
  }
  return found;
}

interface Import {
  readonly specifier: string;
  readonly line: number;
}

function importsOf(file: SourceFile): Import[] {
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
