/** The requirement on a file that has a secret. */
import { statSync, type BigIntStats } from 'node:fs';
import { dirname } from 'node:path';
import { FileFault } from './read-file.ts';

/** The user id of root. */
const ROOT = 0;
const OTHERS = 0o077;
const OTHERS_READ = 0o044;

/**
 * Refuses a file that does not belong to this account, to root, or to the owner of its folder, and one that somebody else
 * may read or write. The owner of the folder can replace the file anyway, and some network file systems show that owner
 * for this account's files.
 *
 * @throws FileFault
 */
export function requirePrivate(path: string, stats: BigIntStats): void {
  const self = process.geteuid?.();
  if (self === undefined) return;
  const [uid, mode] = [Number(stats.uid), Number(stats.mode)];
  if (uid !== self && uid !== ROOT && uid !== statSync(dirname(path)).uid)
    throw new FileFault(path, 'EOWNER', `belongs to another account (${uid})`);
  const given = mode & OTHERS;
  if (given === 0) return;
  throw new FileFault(
    path,
    'EMODE',
    (given & OTHERS_READ) === 0 ? 'is open to others' : 'can be read by others',
  );
}
