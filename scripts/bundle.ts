/**
 * The bundles of the server, its writer thread and the command. Node takes about a millisecond of CPU to load a module,
 * and each of these programs loads some 400 modules. A bundle starts three times as fast. The bundles of the server
 * replace what tsc wrote for these two files; everything else in `dist` stays as tsc wrote it, for the tests. The bundle
 * of the command is CommonJS, since Node 20 loads no module with a code cache; `cached-code.ts` loads it.
 */

import { build as bundle, type BuildOptions, type Plugin } from 'esbuild';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const PROGRAMS = ['server/main.ts', 'server/writer.ts'];
const COMMAND = 'scripts/command-line.ts';
/** Packages with files that are not JavaScript. */
const UNBUNDLED = ['argon2', 'better-sqlite3', 'pg-native'];
/** Defines `require`, which packages in CommonJS call and which a module does not have. */
const REQUIRE =
  "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);";

/** Bundles the programs. The bundle of the command and the parts of the others lie one folder below `output`. */
export async function bundlePrograms(root: string, output: string): Promise<void> {
  const common: BuildOptions = {
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    target: 'node20.20',
    external: UNBUNDLED,
    logLevel: 'warning',
  };
  await bundle({
    ...common,
    entryPoints: PROGRAMS,
    outdir: output,
    outbase: root,
    chunkNames: 'bundle/[name]-[hash]',
    splitting: true,
    format: 'esm',
    sourcemap: true,
    sourcesContent: false,
    banner: { js: REQUIRE },
    plugins: [migrationFiles(root), ownPlace(root, 'import.meta.dirname')],
  });
  await bundle({
    ...common,
    entryPoints: [COMMAND],
    outfile: join(output, 'bundle', 'command-line.cjs'),
    format: 'cjs',
    plugins: [migrationFiles(root), ownPlace(root, '__dirname')],
  });
}

/**
 * Lets a module that reads a file next to itself find the file where tsc put the module, not next to the bundle.
 * @param place the folder of the bundle, as code
 */
function ownPlace(root: string, place: string): Plugin {
  return {
    name: 'own place',
    setup: (build) => {
      build.onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const file = relative(root, path).replace(/\.ts$/, '.js');
        const own: Readonly<Record<string, string>> = {
          url: `require('node:url').pathToFileURL(${place} + '/../${file}').href`,
          dirname: `(${place} + '/../${dirname(file)}')`,
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

/** Puts an import of each schema change where `files.ts` imports the files that it finds in its folder. */
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
