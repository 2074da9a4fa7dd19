/**
 * The bundles of the server, its writer thread and the command. Node takes about a millisecond of CPU to load a module,
 * and each of these programs loads some 400 modules. A bundle starts three times as fast. It is CommonJS, since Node 20
 * loads no module with a code cache. What tsc wrote for the server and its thread is replaced by a line that loads the
 * bundle; everything else in `dist` stays as tsc wrote it, for the tests.
 */

import { build as bundle, type Plugin } from 'esbuild';
import { hash } from 'node:crypto';
import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';

const PROGRAMS = ['server/main', 'server/writer'];
/** `scripts/quietkey.ts` loads its bundle. */
const COMMAND = 'scripts/command-line';
/** Packages with files that are not JavaScript. */
const UNBUNDLED = ['argon2', 'better-sqlite3', 'pg-native'];

/** Bundles the programs, each into a file of the folder `bundle` in `output`. */
export async function bundlePrograms(root: string, output: string): Promise<void> {
  await bundle({
    absWorkingDir: root,
    entryPoints: [...PROGRAMS, COMMAND].map((program) => `${program}.ts`),
    outdir: join(output, 'bundle'),
    entryNames: '[name]',
    outExtension: { '.js': '.cjs' },
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20.20',
    external: UNBUNDLED,
    plugins: [migrationFiles(root), ownPlace(root)],
    logLevel: 'warning',
  });
  for (const program of [...PROGRAMS, COMMAND]) addDigest(join(output, 'bundle', `${basename(program)}.cjs`));
  for (const program of PROGRAMS) writeFileSync(join(output, `${program}.js`), loaderOf(program));
}

/** Ends a bundle with the digest of its code, which `cached-code.ts` looks for. */
function addDigest(file: string): void {
  appendFileSync(file, `// ${hash('sha256', readFileSync(file))}`);
}

/** The code of a program that only loads its bundle. */
function loaderOf(program: string): string {
  return `import { join } from 'node:path';
import { loadBundle } from '../scripts/cached-code.js';
loadBundle(join(import.meta.dirname, '..', 'bundle', '${basename(program)}.cjs'));
`;
}

/**
 * Lets a module that reads a file next to itself find the file where tsc put the module, not next to the bundle.
 */
function ownPlace(root: string): Plugin {
  return {
    name: 'own place',
    setup: (build) => {
      build.onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const file = relative(root, path).replace(/\.ts$/, '.js');
        const own: Readonly<Record<string, string>> = {
          url: `require('node:url').pathToFileURL(__dirname + '/../${file}').href`,
          dirname: `(__dirname + '/../${dirname(file)}')`,
        };
        const contents = readFileSync(path, 'utf8').replaceAll(
          /import\.meta\.(url|dirname)/g,
          (_, name: string) => own[name] ?? '',
        );
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
