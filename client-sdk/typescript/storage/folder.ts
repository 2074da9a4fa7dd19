/**
 * The folder in which an app stores its license, by the conventions of each platform: for the person who runs the app,
 * or for all persons of the machine. It reads the environment and no file, and makes no folder.
 */
import { homedir } from 'node:os';
import { posix, win32 } from 'node:path';
import { BadOptions } from '../primitives/errors.ts';
import { checkOptions, isObject, isText, type OptionRules } from '../primitives/option-rules.ts';

/** What decides on the folder besides the names: by default those of this process. */
export interface SystemFacts {
  platform: string;
  env: Readonly<Record<string, string | undefined>>;
  home: string;
}

export interface FolderOptions {
  /** The name of the vendor, and of the app: folders of these names are made. */
  vendor: string;
  app: string;
  /** Who shares the license: each person has their own (default), or all persons of the machine have one. */
  sharedBy?: 'person' | 'machine' | undefined;
  /** For tests. */
  system?: SystemFacts | undefined;
}

/** A name that is a folder on each platform, and no path. Windows reserves some, also before a dot. */
const NAME = /^(?![ .])[^<>:"/\\|?*\p{C}]{1,100}(?<![ .])$/u;
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;
const isName = (value: unknown): boolean => isText(value) && NAME.test(value) && !RESERVED.test(value);
const NAME_RULE = { accepts: isName, must: 'a name that can be a folder', isRequired: true } as const;

export const FOLDER_RULES: OptionRules<FolderOptions> = {
  vendor: NAME_RULE,
  app: NAME_RULE,
  sharedBy: { accepts: (value) => value === 'person' || value === 'machine', must: 'person or machine' },
  system: { accepts: isObject, must: 'an object with platform, env and home' },
};

/** The folder below those of vendor and app, which nothing but the license uses. */
const FOLDER = 'license';

/**
 * The absolute path of the folder.
 *
 *  | platform | of a person                                        | of the machine                  |
 *  | Windows  | `%LOCALAPPDATA%`, or `AppData\Local` of the home   | `%ProgramData%`                 |
 *  | macOS    | `~/Library/Application Support`                    | `/Library/Application Support`  |
 *  | others   | `$XDG_STATE_HOME`, or `~/.local/state`             | `/var/lib`                      |
 *
 * A variable that is no absolute path is ignored, as the XDG Base Directory Specification demands.
 *
 * @throws BadOptions
 */
export function stateFolder(options: FolderOptions): string {
  checkOptions(options, FOLDER_RULES, 'stateFolder(…)');
  const { vendor, app, sharedBy = 'person' } = options;
  const system = options.system ?? { platform: process.platform, env: process.env, home: homeOf() };
  const path = system.platform === 'win32' ? win32 : posix;
  const root = sharedBy === 'machine' ? rootOfMachine(system) : rootOfPerson(system);
  if (!path.isAbsolute(root)) throw new BadOptions('This person has no home folder. Name a folder yourself.');
  return path.join(root, vendor, app, FOLDER);
}

/** The home folder of this account; empty: it has none, as an account of a container that nobody has named. */
function homeOf(): string {
  try {
    return homedir();
  } catch {
    return '';
  }
}

function rootOfPerson({ platform, env, home }: SystemFacts): string {
  if (platform === 'win32')
    return absolute(win32, env['LOCALAPPDATA']) ?? win32.join(home, 'AppData', 'Local');
  if (platform === 'darwin') return posix.join(home, 'Library', 'Application Support');
  return absolute(posix, env['XDG_STATE_HOME']) ?? posix.join(home, '.local', 'state');
}

function rootOfMachine({ platform, env }: SystemFacts): string {
  // Windows compares names of variables without case; the object that Node makes of them does so too
  if (platform === 'win32') return absolute(win32, env['ProgramData']) ?? 'C:\\ProgramData';
  return platform === 'darwin' ? '/Library/Application Support' : '/var/lib';
}

/** A path that is absolute; on Windows with a drive or a share. */
function absolute(path: typeof posix, value: string | undefined): string | undefined {
  if (value === undefined || !path.isAbsolute(value)) return undefined;
  return path === win32 && !/^(?:[a-z]:|\\\\)/i.test(value) ? undefined : value;
}
