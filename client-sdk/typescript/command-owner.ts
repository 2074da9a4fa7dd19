/** Lets the command write files that the app can read, also if root types it. */
import { statSync } from 'node:fs';

/**
 * If root runs the command, switches to the account that owns the folder, because the app could not read files that
 * root writes there. Changes nothing for any other account, or if root owns the folder.
 */
export function becomeOwner(folder: string): void {
  const owner = statSync(folder, { throwIfNoEntry: false });
  if (process.geteuid?.() !== 0 || owner === undefined || owner.uid === 0) return;
  const { uid, gid } = owner;
  process.setgroups?.([gid]);
  process.setgid?.(gid);
  process.setuid?.(uid);
}
