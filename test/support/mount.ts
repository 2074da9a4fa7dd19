/** Whether this account may mount a file system of its own, for tests of a disk that is full. */

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
