/**
 * The end of the physical step over SQLite: the scan of a file that was just written anew, in the words of the domain.
 * A scan that failed is told as such and never as zero.
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
