/**
 * The bundles of the server, its writer thread, the process of the secure delete and the command. Node takes about a
 * millisecond of CPU to load a module, and each of these programs loads 250 to 400 modules. A bundle starts three times as
 * fast. It is CommonJS, since Node 20 loads no module with a code cache. What tsc wrote for the first three is replaced by
 * a line that loads the bundle. Programs of tests that load as much are bundled into ES modules, without a cache. All
 * else in `dist` stays as tsc wrote it, for the tests.
 */

import { build as bundle, type Plugin } from 'esbuild';
import { hash } from 'node:crypto';
import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';

const PROGRAMS = ['server/main', 'server/writer', 'db/sqlite/secure-delete/scrub-child'];
/** `scripts/quietkey.ts` loads its bundle. */
const COMMAND = 'scripts/command-line';
/** Programs that tests start many times. Who removes one from these lists removes `dist`: tsc writes only what changed. */
const TEST_PROGRAMS = [
  'test/bench/product',
  'test/bench/parts',
  'test/faults/faulted-server',
  'test/support/killed-scrub',
];
/** Packages with files that are not JavaScript. */
const UNBUNDLED = ['argon2', 'better-sqlite3', 'pg-native'];

/** Bundles the programs, each into a file of the folder `bundle` in `output`. */
export async function bundlePrograms(root: string, output: string): Promise<void> {
  const options = {
    absWorkingDir: root,
    entryNames: '[name]',
    bundle: true,
    platform: 'node',
    target: 'node20.20',
    external: UNBUNDLED,
    logLevel: 'warning',
  } as const;
  await bundle({
    ...options,
    entryPoints: [...PROGRAMS, COMMAND].map((program) => `${program}.ts`),
    outdir: join(output, 'bundle'),
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
    plugins: [migrationFiles(root), ownPlace(root, CJS_PLACE)],
  });
  for (const program of [...PROGRAMS, COMMAND]) addDigest(join(output, 'bundle', `${basename(program)}.cjs`));
  for (const program of PROGRAMS) writeFileSync(join(output, `${program}.js`), loaderOf(program));
  await bundle({
    ...options,
    entryPoints: TEST_PROGRAMS.map((program) => `${program}.ts`),
    outdir: join(output, 'test', 'bundle'),
    outExtension: { '.js': '.mjs' },
    format: 'esm',
    banner: { js: REQUIRE },
    plugins: [migrationFiles(root), ownPlace(root, ESM_PLACE)],
  });
  for (const program of TEST_PROGRAMS)
    writeFileSync(join(output, `${program}.js`), `import '../bundle/${basename(program)}.mjs';\n`);
}

/** Ends a bundle with the digest of its code, which `cached-code.ts` looks for. */
function addDigest(file: string): void {
  appendFileSync(file, `// ${hash('sha256', readFileSync(file))}`);
}

/** The code of a program that only loads its bundle. */
function loaderOf(program: string): string {
  const up = relative(dirname(program), '.');
  return `import { join } from 'node:path';
import { loadBundle } from '${up}/scripts/cached-code.js';
loadBundle(join(import.meta.dirname, '${up}', 'bundle', '${basename(program)}.cjs'));
`;
}

/** What a bundle has in place of `import.meta`, for a file and its folder in `dist`. */
interface Place {
  readonly url: (file: string) => string;
  readonly dirname: (folder: string) => string;
}

const CJS_PLACE: Place = {
  url: (file) => `require('node:url').pathToFileURL(__dirname + '/../${file}').href`,
  dirname: (folder) => `(__dirname + '/../${folder}')`,
};
const ESM_PLACE: Place = {
  url: (file) => `new URL('../../${file}', import.meta.url).href`,
  dirname: (folder) => `(import.meta.dirname + '/../../${folder}')`,
};
/** Packages in CommonJS require modules of Node. */
const REQUIRE =
  "import { createRequire as bundleRequire } from 'node:module'; const require = bundleRequire(import.meta.url);";

/**
 * Lets a module that reads a file next to itself find the file where tsc put the module, not next to the bundle.
 */
function ownPlace(root: string, place: Place): Plugin {
  return {
    name: 'own place',
    setup: (build) => {
      build.onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const file = relative(root, path).replace(/\.ts$/, '.js');
        const contents = readFileSync(path, 'utf8')
          .replaceAll('import.meta.url', () => place.url(file))
          .replaceAll(/import\.meta\.dirname/g, () => place.dirname(dirname(file)));
        return { contents, loader: 'ts' };
      });
    },
  };
}

/**
 * Replaces `files.ts`, which imports the files that it finds in its folder, by a static import of each schema change.
 */
function migrationFiles(root: string): Plugin {
  const folder = join(root, 'db', 'migrations');
  return {
    name: 'migration files',
    setup: (build) => {
      build.onLoad({ filter: /\/db\/migrations\/files\.ts$/ }, () => {
        const names = readdirSync(folder)
          .filter((file) => /^\d{4}-[a-z0-9-]+\.ts$/.test(file))
          .toSorted()
          .map((file) => file.replace(/\.ts$/, ''));
        const imports = names.map((name, index) => `import * as file${index} from './${name}.ts';`);
        const entries = names.map((name, index) => `['${name}', file${index}]`);
        return {
          contents: `${imports.join('\n')}\nexport const MIGRATION_FILES = [${entries.join(', ')}];`,
          loader: 'ts',
          resolveDir: folder,
        };
      });
    },
  };
}
