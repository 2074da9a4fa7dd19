/**
 * The end of the secure delete on SQLite: scans a file that was just rewritten, and returns the domain's result. A
 * failed scan is reported as failed and never as zero residue bytes.
 */

import type { SecureDeletion } from '../../../server/domain/privacy/receipt.ts';
import { scanForResidue } from './spawn-scan.ts';

export async function scanned(path: string): Promise<SecureDeletion> {
  try {
    const { bytesScanned, residueBytes } = await scanForResidue(path);
    return { kind: 'deleted', engine: 'sqlite', bytesScanned, residueBytes };
  } catch {
    return { kind: 'put off', because: 'unscanned' };
  }
}
