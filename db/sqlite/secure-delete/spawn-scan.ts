/**
 * Scans a database file for residue in a separate process, so that the caller, which may have the database open, reads
 * no byte of the file. The caller chooses the time of the scan: during the scan the WAL must not be checkpointed into
 * the file.
 */

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Residue } from './scan.ts';

const CHILD = fileURLToPath(new URL('./scan-child.js', import.meta.url));
/**
 * The time limit of a scan, in milliseconds. The scan of a gigabyte takes seconds, so a scan that takes this long
 * hangs.
 */
const SCAN_MS_MAX = 600_000;

/**
 * Scans a database file and returns its residue. Rejects if the file cannot be read as a complete database; the error
 * contains no value.
 */
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
