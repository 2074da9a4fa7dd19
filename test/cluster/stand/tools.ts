/**
 * The programs that the stand needs, from Debian's packages. Missing ones are installed, where this is Debian and the
 * user is root. Their services are not started.
 */

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRoot } from './place.ts';
import { PROGRAM_FOLDERS } from './processes.ts';

const PACKAGES: Readonly<Record<string, string>> = {
  ip: 'iproute2',
  setpriv: 'util-linux',
  openssl: 'openssl',
  etcd: 'etcd-server',
  patroni: 'patroni',
  haproxy: 'haproxy',
  nginx: 'nginx-light',
  caddy: 'caddy',
  pgbouncer: 'pgbouncer',
};
const POSTGRES = 'postgresql';
const POSTGRES_VERSIONS = '/usr/lib/postgresql';
/** While it says 101, the packages start no service. */
const POLICY = '/usr/sbin/policy-rc.d';

export interface Tools {
  /** The folder of PostgreSQL's programs. */
  readonly postgresFolder: string;
  /** The versions, such as `nginx 1.22.1-9`, for the report. */
  readonly versions: readonly string[];
}

/** Finds the programs, and installs what is missing. @throws Error with the packages, if they cannot be installed */
export function prepareTools(onProgress: (line: string) => void): Tools {
  const missing = missingPackages();
  if (missing.length > 0 && isRoot()) {
    onProgress(`installing ${missing.join(', ')}`);
    install(missing);
  }
  const left = missingPackages();
  if (left.length > 0) throw new Error(`these packages are missing: ${left.join(', ')}`);
  return { postgresFolder: postgresFolder() ?? '', versions: versions() };
}

function missingPackages(): string[] {
  const missing = Object.entries(PACKAGES).filter(
    ([program]) => !PROGRAM_FOLDERS.some((folder) => existsSync(join(folder, program))),
  );
  return [...missing.map(([, name]) => name), ...(postgresFolder() === undefined ? [POSTGRES] : [])];
}

function postgresFolder(): string | undefined {
  if (!existsSync(POSTGRES_VERSIONS)) return undefined;
  const newest = readdirSync(POSTGRES_VERSIONS).toSorted((version, next) => Number(next) - Number(version));
  return newest
    .map((version) => join(POSTGRES_VERSIONS, version, 'bin'))
    .find((folder) => existsSync(join(folder, 'initdb')));
}

function install(packages: readonly string[]): void {
  const options = { stdio: 'pipe', env: { ...BASE, DEBIAN_FRONTEND: 'noninteractive' } } as const;
  const isOwn = !existsSync(POLICY);
  if (isOwn) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    execFileSync('apt-get', ['update', '-q'], options);
    execFileSync('apt-get', ['install', '-qy', '--no-install-recommends', ...packages], options);
  } catch (error) {
    throw new Error(`apt-get cannot install ${packages.join(', ')}: ${String(error)}`, { cause: error });
  } finally {
    if (isOwn) rmSync(POLICY);
  }
}

const BASE = { PATH: PROGRAM_FOLDERS.join(':'), HOME: '/root' };

/** Of those that are Debian's; a program from elsewhere has none. */
function versions(): string[] {
  const format = '-f=${db:Status-Abbrev}${Package} ${Version}\n';
  const names = [...Object.values(PACKAGES), `${POSTGRES}-[0-9]*`];
  const { stdout } = spawnSync('dpkg-query', ['-W', format, ...names], { encoding: 'utf8' });
  return stdout
    .split('\n')
    .filter((line) => line.startsWith('ii'))
    .map((line) => line.slice(2).trim());
}
