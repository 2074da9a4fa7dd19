/**
 * Has a database file scanned for residue by a process of its own. Guarantees that the caller, which may have the
 * database open, touches no byte of the file. When it is worth scanning is left to the caller: while nobody moves the
 * WAL into the file.
 */

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Residue } from './scan.ts';

const CHILD = fileURLToPath(new URL('./scan-child.js', import.meta.url));
/** A gigabyte takes seconds; whatever takes so long has hung. */
const SCAN_MS_MAX = 600_000;

/** What the file holds beside what is live. Rejected where it cannot be read as a whole database; no value is told. */
export function scanForResidue(path: string): Promise<Residue> {
  return new Promise((resolve, reject) => {
    const options = { env: {}, timeout: SCAN_MS_MAX, windowsHide: true };
    execFile(process.execPath, [CHILD, path], options, (error, out, says) => {
      if (error !== null)
        reject(new Error(`the scan for residue failed: ${says.slice(0, 200) || error.name}`));
      else resolve(JSON.parse(out) as Residue);
    });
  });
}
