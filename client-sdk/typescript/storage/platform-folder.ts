/**
 * The folders in which the programs of a platform store their state, and the folder of a product that names none: the
 * product and a part of the hash of its issuer, so that two vendors whose products have one name do not meet there.
 */
import { createHash } from 'node:crypto';
import { posix, win32 } from 'node:path';
import { homeFolder, readVariable } from '../primitives/environment.ts';

/** Who shares a license: each person has their own, or all persons of the machine have one. */
export type SharedBy = 'person' | 'machine';

/** What decides on the folder besides the names: by default those of this process. */
export interface SystemFacts {
  platform: string;
  env: Readonly<Record<string, string | undefined>>;
  home: string;
}

/** The variables that decide, and no other. */
const VARIABLES = ['LOCALAPPDATA', 'ProgramData', 'XDG_STATE_HOME'];
const ISSUER_HEX = 16;

const pathOf = (platform: string): typeof posix => (platform === 'win32' ? win32 : posix);

/** The facts of this process. In Deno, what may not be read is absent. */
export function thisSystem(): SystemFacts {
  const { platform } = process;
  const env = Object.fromEntries(VARIABLES.map((name) => [name, readVariable(name)]));
  return { platform, env, home: homeFolder((path) => pathOf(platform).isAbsolute(path)) };
}

/** The absolute path of a folder of these names; undefined if the person has no home. */
export function folderFor(
  names: readonly string[],
  sharedBy: SharedBy,
  system: SystemFacts,
): string | undefined {
  const path = pathOf(system.platform);
  const root = sharedBy === 'machine' ? rootOfMachine(system) : rootOfPerson(system);
  return path.isAbsolute(root) ? path.join(root, ...names) : undefined;
}

/** The folder of a product whose app names none; undefined if the person has no home. PROTOCOL.md says the same. */
export function folderOfProduct(
  { product, issuer }: { product: string; issuer: string },
  sharedBy: SharedBy,
  system: SystemFacts = thisSystem(),
): string | undefined {
  const part = createHash('sha256').update(issuer).digest('hex').slice(0, ISSUER_HEX);
  return folderFor(['quietkey', `${product}-${part}`], sharedBy, system);
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
