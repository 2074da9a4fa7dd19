/**
 * The folder in which an app stores its license, by the conventions of each platform: for the person who runs the app,
 * or for all persons of the machine. It reads the environment and no file, and makes no folder.
 */
import { BadOptions } from '../primitives/errors.ts';
import { checkOptions, isObject, isText, type OptionRules } from '../primitives/option-rules.ts';
import { folderFor, thisSystem, type SharedBy, type SystemFacts } from './platform-folder.ts';

export type { SystemFacts } from './platform-folder.ts';

export interface FolderOptions {
  /** The name of the vendor, and of the app: folders of these names are made. */
  vendor: string;
  app: string;
  /** Who shares the license: each person has their own (default), or all persons of the machine have one. */
  sharedBy?: SharedBy | undefined;
  /** For tests. */
  system?: SystemFacts | undefined;
}

/** A name that is a folder on each platform, and no path. Windows reserves some, also before a dot. */
const NAME = /^(?![ .])[^<>:"/\\|?*\p{C}]{1,100}(?<![ .])$/u;
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;
const isName = (value: unknown): boolean => isText(value) && NAME.test(value) && !RESERVED.test(value);
const isSystem = (value: unknown): boolean => {
  if (!isObject(value)) return false;
  const { platform, env, home } = value as Partial<SystemFacts>;
  return isText(platform) && isObject(env) && isText(home);
};
const NAME_RULE = { accepts: isName, must: 'a name that can be a folder', isRequired: true } as const;

export const FOLDER_RULES: OptionRules<FolderOptions> = {
  vendor: NAME_RULE,
  app: NAME_RULE,
  sharedBy: { accepts: (value) => value === 'person' || value === 'machine', must: 'person or machine' },
  system: { accepts: isSystem, must: 'an object with platform, env and home' },
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
  const { vendor, app, sharedBy = 'person', system = thisSystem() } = options;
  const folder = folderFor([vendor, app, FOLDER], sharedBy, system);
  if (folder === undefined)
    throw new BadOptions(
      'This person has no home folder.',
      'Name a folder yourself, or set XDG_STATE_HOME to an absolute path.',
    );
  return folder;
}
