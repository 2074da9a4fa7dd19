/**
 * What this process may read of its environment. In Deno, a program that reads what it may not makes Deno ask the person
 * at the terminal, so the permission is looked up first.
 */
import { homedir, userInfo } from 'node:os';

/** Returns an environment variable; undefined if there is none, or if it may not be read. */
export type Variable = (name: string) => string | undefined;

type Wanted = { name: 'env'; variable: string } | { name: 'sys'; kind: 'homedir' };
interface Deno {
  permissions: { querySync: (wanted: Wanted) => { state: string } };
}

function mayRead(wanted: Wanted): boolean {
  const { Deno } = globalThis as { Deno?: Deno };
  return Deno === undefined || Deno.permissions.querySync(wanted).state === 'granted';
}

export const readVariable: Variable = (name) =>
  mayRead({ name: 'env', variable: name }) ? process.env[name] : undefined;

/**
 * The home folder of this account; empty if it has none, as an account of a container that nobody has named.
 *
 * @param isAbsolute - a `HOME` that is no absolute path is ignored, and the system's list of accounts decides
 */
export function homeFolder(isAbsolute: (path: string) => boolean): string {
  try {
    if (!mayRead({ name: 'sys', kind: 'homedir' })) return '';
    const home = homedir();
    return isAbsolute(home) ? home : userInfo().homedir;
  } catch {
    return '';
  }
}
