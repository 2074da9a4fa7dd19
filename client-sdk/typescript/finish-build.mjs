/**
 * Finishes the build of the package: marks the CommonJS files as such, bundles the ES modules, and changes the imports of
 * the declarations to `.js`. TypeScript before 5.0 does not resolve an import of `.ts`, and makes every type `any`. Writes
 * the privacy manifest.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';

/** The entries beside the main one. */
const OTHER_ENTRIES = [
  'bundle',
  'floating',
  'offline',
  'portal',
  'privacy-manifest',
  'storage',
  'testing/index',
  'texts/index',
];
/** The modules with classes that an app compares by `instanceof`. There is one copy of them, in the main entry. */
const ONE_COPY = /\/(quietkey|primitives\/errors)\.js$/;

/**
 * Makes an import of a module with one copy an import of the main entry, which exports all of its names.
 *
 * @type {import('esbuild').Plugin}
 */
const keepOneCopy = {
  name: 'one copy',
  setup(bundler) {
    bundler.onResolve({ filter: ONE_COPY }, ({ kind }) =>
      kind === 'entry-point' ? undefined : { path: '@quietkey/client', external: true },
    );
  },
};

/**
 * Replaces the ES modules of a folder by one bundle for each entry: a start that loads many small files takes twice the
 * time. What the main entry loads only for some calls is in files of its own.
 *
 * @param {string} folder
 */
async function bundleModules(folder) {
  /** @satisfies {import('esbuild').BuildOptions} */
  const options = {
    outdir: folder,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    write: false,
  };
  const others = OTHER_ENTRIES.map((name) => `${folder}/${name}.js`);
  const results = await Promise.all([
    build({
      ...options,
      entryPoints: [`${folder}/index.js`],
      splitting: true,
      chunkNames: 'parts/[name]-[hash]',
    }),
    build({ ...options, entryPoints: others, plugins: [keepOneCopy] }),
    // one file with all that it needs, which runs wherever a Node.js is
    build({ ...options, entryPoints: [`${folder}/command.js`] }),
  ]);
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }))
    if (name.endsWith('.js')) rmSync(join(folder, name));
  for (const { path, contents } of results.flatMap(({ outputFiles }) => outputFiles)) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, contents);
  }
}

for (const folder of ['dist/esm', 'dist/cjs']) {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.d.ts')) continue;
    const path = join(folder, name);
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replace(/(?<=['"])(\.{1,2}\/[\w./-]+)\.ts(?=['"])/g, '$1.js'));
  }
}
await bundleModules('dist/esm');
writeFileSync('dist/cjs/package.json', JSON.stringify({ type: 'commonjs' }));
const { makePrivacyManifest } = await import('./dist/esm/privacy-manifest.js');
writeFileSync('privacy-manifest.json', `${JSON.stringify(makePrivacyManifest(), null, 2)}\n`);
