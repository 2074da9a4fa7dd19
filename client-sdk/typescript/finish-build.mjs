/**
 * Finishes the build of the package: marks the CommonJS files as such, and changes the imports of the declarations to
 * `.js`. TypeScript before 5.0 does not resolve an import of `.ts`, and makes every type `any`. Writes the privacy manifest.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

for (const folder of ['dist/esm', 'dist/cjs']) {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.d.ts')) continue;
    const path = join(folder, name);
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replace(/(?<=['"])(\.{1,2}\/[\w./-]+)\.ts(?=['"])/g, '$1.js'));
  }
}
writeFileSync('dist/cjs/package.json', JSON.stringify({ type: 'commonjs' }));
const { makePrivacyManifest } = await import('./dist/esm/privacy-manifest.js');
writeFileSync('privacy-manifest.json', `${JSON.stringify(makePrivacyManifest(), null, 2)}\n`);
