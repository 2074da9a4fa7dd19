/**
 * PgBouncer, as OPERATIONS.md configures it. It must carry named statements, which 1.21 was the first to do. Where
 * Debian's own is older, the one of a newer release is unpacked into the folder of the stand with its libraries.
 */

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configurationOf, substituted } from './configurations.ts';
import type { Place } from './place.ts';
import { startProgram } from './processes.ts';

const VERSION_LEAST = [1, 21] as const;
const NEWER_RELEASE = 'trixie';
const PORT = 6432;
const SOURCE = `deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian ${NEWER_RELEASE} main`;
const LOADER = /^ld-linux.*\.so\.\d+$/;

/** How this machine runs PgBouncer. */
export interface Pooler {
  readonly command: readonly string[];
  readonly version: string;
}

/** Where servers connect to it. */
export function poolerAddress({ network }: Place): string {
  return `${network.addressOf('shared')}:${PORT}`;
}

/** Downloads it if it must. @throws Error if no new enough one can be had */
export function preparePooler(scratch: string, onProgress: (line: string) => void): Pooler {
  const own = versionOf(['pgbouncer']);
  if (isEnough(own)) return { command: ['pgbouncer'], version: `pgbouncer ${own}` };
  onProgress(`unpacking PgBouncer of ${NEWER_RELEASE}, since ${own} cannot carry named statements`);
  const command = unpackNewer(join(scratch, 'pgbouncer'));
  return { command, version: `pgbouncer ${versionOf(command)} (${NEWER_RELEASE})` };
}

export function startPooler(place: Place, { command }: Pooler): void {
  const folder = place.folderOf('shared');
  const [file, users] = [join(folder, 'pgbouncer.ini'), join(folder, 'userlist.txt')];
  const text = substituted(configurationOf(place.operations, 'Connections and PgBouncer: ini'), {
    '/etc/pgbouncer/userlist.txt': users,
  });
  writeFileSync(file, `${text}\nunix_socket_dir =\n`);
  writeFileSync(users, '"quietkey" "password"\n');
  const program = { name: 'pgbouncer', machine: 'shared', isDatabase: true } as const;
  startProgram(place, { ...program, command: [...command, file] });
}

function versionOf([file = '', ...words]: readonly string[]): string {
  const { stdout } = spawnSync(file, [...words, '--version'], { encoding: 'utf8' });
  return /PgBouncer (\d[\d.]*)/.exec(stdout)?.[1] ?? '0';
}

export function isEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > VERSION_LEAST[0] || (major === VERSION_LEAST[0] && minor >= VERSION_LEAST[1]);
}

/** Its packages and all that they depend on, beside those of this machine. Returns the command. */
function unpackNewer(folder: string): string[] {
  const [sources, status, lists, cache] = ['sources.list', 'status', 'lists', 'cache'].map((name) =>
    join(folder, name),
  ) as [string, string, string, string];
  mkdirSync(join(lists, 'partial'), { recursive: true });
  mkdirSync(join(cache, 'archives', 'partial'), { recursive: true });
  writeFileSync(sources, `${SOURCE}\n`);
  writeFileSync(status, '');
  const places = {
    'Dir::Etc::sourcelist': sources,
    'Dir::Etc::sourceparts': '-',
    'Dir::State::Lists': lists,
    'Dir::State::status': status,
    'Dir::Cache': cache,
    'APT::Sandbox::User': 'root',
    'Debug::NoLocking': '1',
  };
  const options = Object.entries(places).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  const download = ['install', '-qy', '--no-install-recommends', '--download-only', 'pgbouncer'];
  execFileSync('apt-get', [...options, 'update', '-q'], { stdio: 'pipe' });
  execFileSync('apt-get', [...options, ...download], { stdio: 'pipe' });
  const root = join(folder, 'root');
  const packages = readdirSync(join(cache, 'archives')).filter((name) => name.endsWith('.deb'));
  for (const name of packages)
    execFileSync('dpkg', ['-x', join(cache, 'archives', name), root], { stdio: 'pipe' });
  return loadedFrom(root);
}

/** The program with the loader and the libraries of its own release. */
function loadedFrom(root: string): string[] {
  const folders = readdirSync(join(root, 'usr/lib')).map((name) => join(root, 'usr/lib', name));
  const libraries = folders.find((name) => name.endsWith('-linux-gnu')) ?? '';
  const loader = readdirSync(libraries).find((name) => LOADER.test(name)) ?? '';
  return [join(libraries, loader), '--library-path', libraries, join(root, 'usr/sbin/pgbouncer')];
}
