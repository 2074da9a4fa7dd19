/**
 * The files of this folder whose name begins with a number: each is one schema change, and the number is its version.
 * They are imported by their names here; in the bundles, static imports of all of them replace this file.
 */

import { readdirSync } from 'node:fs';

/** What the file of a schema change exports. */
interface MigrationFile {
  readonly migration: { readonly sql: string; readonly serves: number };
}

/** What a file of this folder exports, by its name without an ending: `0002-many-nodes`. */
export type MigrationFiles = readonly (readonly [name: string, exported: MigrationFile])[];

/** The modules of all schema changes, in the order of their names. */
export const MIGRATION_FILES: MigrationFiles = await Promise.all(
  readdirSync(import.meta.dirname)
    .filter((file) => /^\d{4}-[a-z0-9-]+\.js$/.test(file))
    .toSorted()
    .map(async (file) => {
      const exported = (await import(new URL(file, import.meta.url).href)) as MigrationFile;
      return [file.replace(/\.js$/, ''), exported] as const;
    }),
);
