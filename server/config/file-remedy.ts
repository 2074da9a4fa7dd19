/** What an operator can do about an unusable file, for each cause. */

import type { FileFault } from '../../client-sdk/typescript/primitives/read-file.ts';

/** The remedy for a fault of a file, one or two sentences. */
export function remedyOfFile({ code, path }: FileFault): string {
  if (code === 'EMODE') return `Run: chmod 600 ${path}`;
  if (code === 'EOWNER') return 'Make this account or root its owner.';
  if (code === 'ELOOP') return 'Put the file or the folder itself there, in place of the link.';
  if (code === 'EMLINK') return `Make a copy of it, and put the copy in its place: ${path}`;
  if (code === 'EISDIR' || code === 'EFTYPE' || code === 'EFBIG')
    return 'Name another file, or restore it from a copy.';
  return 'Name a file that this process may read. If it is in the data folder, check the folder: quietkey doctor';
}
