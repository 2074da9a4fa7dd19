/**
 * The account under which a process writes to a data folder: the owner of the folder. A process that runs as root on
 * the folder of another account gives up root before it touches anything. So nothing in the folder belongs to root, and
 * no link in it can lead the process to a file that only root may change. If it cannot give up root, the process
 * refuses and names a command that works. The process never changes the owner of a file.
 */

import { accessSync, constants, readFileSync, realpathSync, statSync, type Stats } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isThere } from '../../client-sdk/typescript/primitives/files.ts';
import { faultFields } from '../domain/kernel/fault-fields.ts';
import { ConfigFault, type Config } from './config.ts';
import { walkFolder } from './walk-folder.ts';

const ROOT = 0;
const WRITABLE_BY_OTHERS = 0o022;
const READ_AND_WRITE = constants.R_OK | constants.W_OK | constants.X_OK;
/** This file, which represents the files of the program. */
const PROGRAM = fileURLToPath(import.meta.url);

type Owner = Pick<Stats, 'uid' | 'gid'>;

/** A Node function that is missing from Node's types. */
interface Groups {
  initgroups?(user: string, extraGroup: number): void;
}

/** The facts on which the decision about a folder depends. */
export interface FolderFacts {
  readonly folder: Pick<Stats, 'uid' | 'gid' | 'mode'>;
  /** The owners of what is in the folder. They are read only if the owner of the folder does not decide. */
  readonly contents: () => readonly Owner[];
  /** Whether this process may read, write and enter the folder. */
  readonly isWritable: boolean;
}

/** What a process must do before it writes to a folder. */
export type Standing =
  | { readonly kind: 'stay' }
  | { readonly kind: 'become'; readonly owner: Owner }
  /** The folder, or what is in it, belongs to another account, and this process is not root. */
  | { readonly kind: 'stranger'; readonly owner: Owner }
  /** The files in a folder of root belong to several accounts, so it is unclear which account is the right one. */
  | { readonly kind: 'mixed'; readonly owners: readonly Owner[] };

/** Decides what a process must do. */
export function standingOf(uid: number, facts: FolderFacts): Standing {
  return uid === ROOT ? standingOfRoot(facts) : standingOfAccount(uid, facts);
}

/**
 * In another account's folder, root becomes that account, since it can replace everything in its folder. In a folder of
 * root, root becomes the owner of the files.
 */
function standingOfRoot({ folder, contents }: FolderFacts): Standing {
  if (folder.uid !== ROOT) return { kind: 'become', owner: folder };
  const [owner, ...more] = ownersExcept(ROOT, contents());
  if (owner === undefined) return { kind: 'stay' };
  return more.length === 0 ? { kind: 'become', owner } : { kind: 'mixed', owners: [owner, ...more] };
}

/**
 * An account may use a folder of another owner that was made writable for it, as orchestrators do, if no other account
 * has files there. A network file system may show another owner for the files of this process; if that folder is not
 * writable by its group or by all, the owners of its files do not count.
 */
function standingOfAccount(uid: number, { folder, contents, isWritable }: FolderFacts): Standing {
  if (folder.uid === uid) return { kind: 'stay' };
  if (!isWritable) return { kind: 'stranger', owner: folder };
  if ((folder.mode & WRITABLE_BY_OTHERS) === 0) return { kind: 'stay' };
  const [owner] = ownersExcept(uid, contents());
  return owner === undefined ? { kind: 'stay' } : { kind: 'stranger', owner };
}

/** The accounts that own something, except root and the given account. */
function ownersExcept(uid: number, owners: readonly Owner[]): Owner[] {
  const others = owners.filter((owner) => owner.uid !== ROOT && owner.uid !== uid);
  return [...new Map(others.map((owner) => [owner.uid, owner])).values()];
}

/**
 * Lets this process become the owner of the data folder or, if the folder does not exist, the owner of the first parent
 * folder that exists. If root may stay root there, a separate folder of keys is judged in the same way.
 * @param command the command that is running, such as `quietkey purge`
 * @returns the name of the account that root became; undefined if nothing changed
 * @throws ConfigFault with the command that works
 */
export function becomeOwner(
  { dataFolder, keysFolder }: Pick<Config, 'dataFolder' | 'keysFolder'>,
  command: string,
): string | undefined {
  const uid = process.geteuid?.();
  if (uid === undefined) return undefined;
  const owner = isThere(dataFolder)
    ? become({ variable: 'QUIETKEY_DATA', folder: dataFolder, files: realpathSync(dataFolder), command })
    : becomeOwnerOfFile(dataFolder, command);
  if (owner !== undefined || uid !== ROOT || !isThere(keysFolder)) return owner;
  return become({ variable: 'QUIETKEY_KEYS', folder: keysFolder, files: realpathSync(keysFolder), command });
}

/**
 * Lets root become the owner of a file, of its folder, or of the first parent folder that exists. Processes of other
 * accounts stay as they are.
 */
export function becomeOwnerOfFile(file: string, command: string): string | undefined {
  if (process.geteuid?.() !== ROOT) return undefined;
  const folder = dirname(file);
  if (!isThere(folder)) return becomeOwnerOfFile(folder, command);
  return become({ variable: 'QUIETKEY_DATA', folder, files: file, command });
}

/** A folder whose owner this process has to become. */
interface Place {
  /** The variable that names the folder. */
  readonly variable: 'QUIETKEY_DATA' | 'QUIETKEY_KEYS';
  readonly folder: string;
  /** The file or the folder whose owners count if root owns the folder. */
  readonly files: string;
  readonly command: string;
}

function become(place: Place): string | undefined {
  const { folder, files } = place;
  const folderStats = statSync(folder);
  const standing = standingOf(process.geteuid?.() ?? ROOT, {
    folder: folderStats,
    contents: () => walkFolder(files).flatMap(({ stats }) => (stats.ino === folderStats.ino ? [] : [stats])),
    isWritable: accessFault(folder, READ_AND_WRITE) === undefined,
  });
  if (standing.kind === 'become') return giveUpRoot(place, standing.owner);
  if (standing.kind === 'stranger') throw strange(place, standing.owner);
  if (standing.kind === 'mixed') throw mixed(place, standing.owners);
  return undefined;
}

function giveUpRoot(place: Place, { uid, gid }: Owner): string {
  let name: string;
  try {
    process.seteuid?.(uid);
    const user = userOf(uid, gid);
    process.seteuid?.(ROOT);
    if (user.isKnown) (process as Groups).initgroups?.(user.name, user.gid);
    else process.setgroups?.([user.gid]);
    process.setgid?.(user.gid);
    process.setuid?.(uid);
    ({ name } = user);
  } catch (error) {
    throw unable(place, { uid, gid }, faultFields(error).error);
  }
  requireReach(place, name);
  return name;
}

/** The name and the group of the account under which this process runs at the moment. */
function userOf(uid: number, gid: number): { name: string; gid: number; isKnown: boolean } {
  try {
    const { username, gid: ownGroup } = userInfo();
    return { name: username, gid: ownGroup, isKnown: true };
  } catch {
    // an account without a name, as in a container, has the group of the folder
    return { name: `#${uid}`, gid, isKnown: false };
  }
}

/**
 * Requires that the owner can reach the folder and the program, since either may be below a folder that only root may
 * enter.
 */
function requireReach(place: Place, name: string): void {
  const { folder } = place;
  const program = [PROGRAM, process.execPath].find((path) => accessFault(path, constants.R_OK) === 'EACCES');
  if (program !== undefined) {
    const what = `which belongs to ${name}, who may not read ${program}`;
    throw fault(place, what, `Install Quietkey and Node.js where ${name} may read them.`);
  }
  if (accessFault(folder, READ_AND_WRITE) !== 'EACCES') return;
  const what = `which belongs to ${name}, who may not read and write in it`;
  throw fault(
    place,
    what,
    `Let ${name} enter the folders above it, and run: sudo chown ${forChown(name)} ${folder}`,
  );
}

/** The code of the fault if this process does not have the given access to a path. */
function accessFault(path: string, mode: number): string | undefined {
  try {
    accessSync(path, mode);
    return undefined;
  } catch (error) {
    return faultFields(error).error;
  }
}

function strange(place: Place, { uid }: Owner): ConfigFault {
  return fault(place, `which belongs to ${nameOf(uid)}`, `Run: ${asUser(uid, place.command)}`);
}

function unable(place: Place, { uid }: Owner, code: string): ConfigFault {
  const what = `which belongs to ${nameOf(uid)}, and this process cannot become that account (${code})`;
  return fault(place, what, `Run: ${asUser(uid, place.command)}`);
}

function mixed(place: Place, owners: readonly Owner[]): ConfigFault {
  const what = `a folder of root with files of ${owners.map(({ uid }) => nameOf(uid)).join(' and ')}`;
  const remedy = `Give everything to the account of the server: sudo chown -hR ACCOUNT ${place.folder}`;
  return fault(place, what, remedy);
}

function fault({ variable, folder }: Place, what: string, remedy: string): ConfigFault {
  return new ConfigFault([{ variable, message: `names ${folder}, ${what}`, remedy }]);
}

function asUser(uid: number, command: string): string {
  const name = nameOf(uid);
  return uid === ROOT ? `sudo ${command}` : `sudo -u ${name.startsWith('#') ? `'${name}'` : name} ${command}`;
}

/** The name of an account or, if it has no name on this machine, `#` and its number, as sudo accepts it. */
export function nameOf(uid: number): string {
  try {
    const line = new RegExp(`^([^:\\n]+):[^:\\n]*:${uid}:`, 'm').exec(readFileSync('/etc/passwd', 'utf8'));
    return line?.[1] ?? `#${uid}`;
  } catch {
    return `#${uid}`;
  }
}

/** The name of an account, as chown and install accept it. */
export function forChown(name: string): string {
  return name.replace(/^#/, '');
}
