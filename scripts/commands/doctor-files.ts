/**
 * A check of `quietkey doctor`: the server's account owns and may use every file in the data folder and in the folder
 * of keys, and nobody else may read them. Links are not followed, but nobody else may read their targets either.
 */

import { realpathSync, statSync } from 'node:fs';
import type { Config } from '../../server/config/config.ts';
import { forChown, nameOf } from '../../server/config/folder-owner.ts';
import { walkFolder, type Found } from '../../server/config/walk-folder.ts';
import { counted } from '../cli/print.ts';
import type { CheckResult } from '../cli/check-result.ts';

const GROUP_AND_OTHERS = 0o077;
const [READ, WRITE, ENTER] = [0o400, 0o200, 0o100];
const CHECK = 'data folder';

/** Checks the files of a server. On Windows, where files have no owner of this kind, there is no result. */
export function fileChecks({ dataFolder, keysFolder }: Config): CheckResult[] {
  const uid = process.geteuid?.();
  if (uid === undefined) return [];
  const found = new Map(
    [dataFolder, keysFolder].flatMap((folder) =>
      walkFolder(realpathSync(folder)).map((file) => [file.path, file] as const),
    ),
  );
  const isKey = (path: string): boolean => path.startsWith(realpathSync(keysFolder));
  const faults = faultsOf([...found.values()], { uid, folder: dataFolder, isKey });
  if (faults.length > 0) return faults;
  const detail = `${dataFolder}: ${counted(found.size, 'file')}, which only ${nameOf(uid)} can read`;
  return [{ check: CHECK, level: 'ok', detail }];
}

interface Expected {
  /** The account that owns everything. */
  readonly uid: number;
  readonly folder: string;
  /** Whether a file is in the folder of keys, which a server only reads. */
  readonly isKey: (path: string) => boolean;
}

/** The faults of the files that were found: one result for each kind of fault. */
export function faultsOf(found: readonly Found[], { uid, folder, isKey }: Expected): CheckResult[] {
  const owner = nameOf(uid);
  const foreign = found.filter(({ stats }) => stats.uid !== uid);
  const closed = found.filter((file) => file.stats.uid === uid && isClosed(file, isKey(file.path)));
  return [
    ...checkOf(
      foreign,
      `belongs to ${nameOf(foreign[0]?.stats.uid ?? uid)}, not to ${owner}`,
      `Run: sudo chown -hR ${forChown(owner)} ${folder}`,
    ),
    ...checkOf(found.filter(isOpen), 'can be read by other users', `Run: chmod -R go= ${folder}`),
    ...checkOf(closed, `cannot be used by its owner ${owner}`, `Run: chmod -R u+rwX ${folder}`),
  ];
}

function checkOf([first, ...more]: readonly Found[], detail: string, remedy: string): CheckResult[] {
  if (first === undefined) return [];
  const others = more.length === 0 ? '' : ` (and ${more.length} more)`;
  return [{ check: CHECK, level: 'fail', detail: `${first.path}${others} ${detail}`, remedy }];
}

/** Whether other users can read a file or the target of a link. */
function isOpen({ path, stats }: Found): boolean {
  const mode = stats.isSymbolicLink() ? targetMode(path) : stats.mode;
  return (mode & GROUP_AND_OTHERS) !== 0;
}

function targetMode(path: string): number {
  try {
    return statSync(path).mode;
  } catch {
    // a dangling link gives access to nothing
    return 0;
  }
}

/** Whether the owner of a file lacks a right that the server needs. A secret may be read-only. */
function isClosed({ stats, hidden }: Found, isKey: boolean): boolean {
  if (stats.isSymbolicLink()) return false;
  const enter = isKey ? ENTER : ENTER | WRITE;
  const needed = stats.isDirectory() ? READ | enter : READ;
  return hidden !== undefined || (stats.mode & needed) !== needed;
}
