/**
 * Whether this account may mount its own file system, for tests of a full disk.
 */

import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';

export function mayMount(): boolean {
  try {
    execFileSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'tmpfs', tmpdir()], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
