/**
 * Code that V8 need not compile again. The build writes the code cache of a bundle beside it: what V8 compiled while the
 * bundle did its usual work. Another release of Node refuses the cache and compiles the bundle as if there were none.
 * Node 22 has a cache of its own (`module.enableCompileCache`), which Node 20 lacks.
 */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { constants, Script } from 'node:vm';
import { isThere } from '../client-sdk/typescript/primitives/files.ts';

export interface LoadedBundle<Exports> {
  readonly exports: Exports;
  /** Whether the code cache was there and was taken. */
  readonly isCached: boolean;
  /** What V8 has compiled of the bundle so far, as the content of the cache's file. */
  readonly codeCache: () => Buffer;
}

type Wrapper = (
  exports: object,
  require: NodeJS.Require,
  module: { exports: object },
  filename: string,
  dirname: string,
) => void;

/** The bundles of this thread. A bundle is loaded once, as a module is. */
const loaded = new Map<string, LoadedBundle<unknown>>();

/** Loads a bundle in CommonJS, with its code cache if there is one. @param file the path of the bundle */
export function loadBundle<Exports>(file: string): LoadedBundle<Exports> {
  const known = loaded.get(file) ?? load(file);
  loaded.set(file, known);
  return known as LoadedBundle<Exports>;
}

/** The bundles of this thread by their paths. */
export function loadedBundles(): ReadonlyMap<string, LoadedBundle<unknown>> {
  return loaded;
}

/** The file of a bundle's code cache. */
export function codeCacheOf(file: string): string {
  return `${file}.cache`;
}

/**
 * The digest at the end of a bundle, with which its code cache begins. V8 takes a cache for any code of the same length,
 * so the cache of an earlier build would run wrong code.
 */
export const DIGEST_CHARACTERS = 64;

/** The code of a bundle as a function of what Node gives to a module in CommonJS, and its code cache if it has one. */
export function readBundle(file: string): { code: string; digest: Buffer; cachedData: Buffer | undefined } {
  const source = readFileSync(file, 'utf8');
  const digest = Buffer.from(source.slice(-DIGEST_CHARACTERS));
  const cache = isThere(codeCacheOf(file)) ? readFileSync(codeCacheOf(file)) : Buffer.alloc(0);
  const isOwn = cache.subarray(0, digest.length).equals(digest);
  return {
    code: `(function (exports, require, module, __filename, __dirname) {${source}\n})`,
    digest,
    cachedData: isOwn ? cache.subarray(digest.length) : undefined,
  };
}

function load(file: string): LoadedBundle<unknown> {
  const { code, digest, cachedData } = readBundle(file);
  const script = new Script(code, {
    filename: file,
    ...(cachedData && { cachedData }),
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  const module = { exports: {} };
  const run = script.runInThisContext() as Wrapper;
  run(module.exports, createRequire(file), module, file, dirname(file));
  return {
    exports: module.exports,
    isCached: script.cachedDataRejected === false,
    codeCache: () => Buffer.concat([digest, script.createCachedData()]),
  };
}
