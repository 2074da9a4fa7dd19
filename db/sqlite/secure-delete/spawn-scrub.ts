/**
 * The secure delete on SQLite: clears the residue of a database file in a separate process, and returns the domain's
 * result. A scrub that failed is reported as failed and never as zero residue bytes.
 */

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { SecureDeletion } from '../../../server/domain/privacy/receipt.ts';
import type { Scrubbed } from './scrub-file.ts';

const CHILD = fileURLToPath(new URL('./scrub-child.js', import.meta.url));
/** The time limit, in milliseconds. A gigabyte takes seconds, so a scrub that takes this long hangs. */
const SCRUB_MS_MAX = 600_000;

/**
 * Clears the residue of a database file. Nothing is returned from the process but counts and times.
 * @param signal ends the scrub, which loses nothing
 */
export async function secureDelete(path: string, signal?: AbortSignal): Promise<SecureDeletion> {
  try {
    const scrubbed = await scrub(path, signal);
    if (scrubbed.kind !== 'scrubbed') return { kind: 'put off', because: scrubbed.kind };
    const { bytesScanned, residueBytes } = scrubbed;
    return { kind: 'deleted', engine: 'sqlite', bytesScanned, residueBytes };
  } catch {
    return { kind: 'put off', because: signal?.aborted === true ? 'lost' : 'unscanned' };
  }
}

/** Runs the process that scrubs. Rejects if the file is not a complete database; the error contains no value. */
export function scrub(path: string, signal?: AbortSignal): Promise<Scrubbed> {
  return new Promise((resolve, reject) => {
    const options = { env: {}, timeout: SCRUB_MS_MAX, windowsHide: true, signal };
    execFile(process.execPath, [CHILD, path], options, (error, out, stderr) => {
      if (error !== null) reject(new Error(`the scrub failed: ${stderr.slice(0, 200) || error.name}`));
      else resolve(JSON.parse(out) as Scrubbed);
    });
  });
}
