/**
 * Scans a database file for residue in its own process, so the caller, which may have the database open, reads no byte
 * of the file. The caller chooses the moment: the WAL must not be checkpointed into the file meanwhile.
 */

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Residue } from './scan.ts';

const CHILD = fileURLToPath(new URL('./scan-child.js', import.meta.url));
/** A gigabyte takes seconds; a scan of this length has hung. */
const SCAN_MS_MAX = 600_000;

/** The residue of the file. Rejects if it cannot be read as a complete database; the error contains no value. */
export function scanForResidue(path: string): Promise<Residue> {
  return new Promise((resolve, reject) => {
    const options = { env: {}, timeout: SCAN_MS_MAX, windowsHide: true };
    execFile(process.execPath, [CHILD, path], options, (error, out, stderr) => {
      if (error !== null)
        reject(new Error(`the scan for residue failed: ${stderr.slice(0, 200) || error.name}`));
      else resolve(JSON.parse(out) as Residue);
    });
  });
}
