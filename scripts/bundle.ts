/**
 * The bundles of the server, its writer thread and the command. Node takes about a millisecond of CPU to load a module,
 * and each of these programs loads some 400 modules. A bundle starts three times as fast. The bundles replace what tsc
 * wrote for these three files; everything else in `dist` stays as tsc wrote it, for the tests.
 */

import { build as bundle, type Plugin } from 'esbuild';
import { readFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';

const PROGRAMS = ['server/main.ts', 'server/writer.ts', 'scripts/quietkey.ts'];
/** Bundled separately, so that a test process can run `quietkey.js` again without loading its imports again. */
const SHARED = 'scripts/command-line.ts';
/** Packages with files that are not JavaScript. */
const UNBUNDLED = ['argon2', 'better-sqlite3', 'pg-native'];
/** Defines `require`, which packages in CommonJS call and which a module does not have. */
const REQUIRE =
  "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);";

/** Bundles the programs. The bundles and their shared parts are one folder below `output`. */
export async function bundlePrograms(root: string, output: string): Promise<void> {
  await bundle({
    absWorkingDir: root,
    entryPoints: [...PROGRAMS, SHARED],
    outdir: output,
    outbase: root,
    chunkNames: 'bundle/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.20',
    sourcemap: true,
    sourcesContent: false,
    external: UNBUNDLED,
    banner: { js: REQUIRE },
    plugins: [ownPlace(root)],
    logLevel: 'warning',
  });
}

/** Lets a module find a file next to itself where tsc put the module, not next to the bundle. */
function ownPlace(root: string): Plugin {
  return {
    name: 'own place',
    setup: (build) => {
      build.onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const source = readFileSync(path, 'utf8');
        const file = relative(root, path).replace(/\.ts$/, '.js');
        const contents = source
          .replaceAll('import.meta.url', `new URL('../${file}', import.meta.url).href`)
          .replaceAll('import.meta.dirname', `(import.meta.dirname + '/../${dirname(file)}')`);
        return { contents, loader: 'ts' };
      });
    },
  };
}
