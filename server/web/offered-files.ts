/** The vendor's files for customers, as the portal sees them. `server/composition/open-downloads.ts` reads them. */

import type { Download } from '../domain/renewal/download.ts';

export interface OfferedFiles {
  /** The absolute path of the vendor's folder. */
  readonly folder: string;
  /** The files that are offered now. */
  readonly list: () => readonly Download[];
  /** Whether a file is there, is no link, and has the digest of the list. */
  readonly isWhole: (download: Download) => Promise<boolean>;
  /** Counts a download that has started: a number for each day, product and version. */
  readonly count: (download: Download) => void;
}
