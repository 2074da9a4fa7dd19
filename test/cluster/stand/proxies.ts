/**
 * The proxies of the stand, with the configurations of OPERATIONS.md: only the paths of certificates are replaced, and
 * what a whole file of that program needs is written around.
 */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configurationOf, substituted } from './configurations.ts';
import type { Place } from './place.ts';
import { startProgram } from './processes.ts';
import { runFile } from './run-file.ts';

export const PROXIES = ['nginx', 'haproxy', 'caddy'] as const;
export type Proxy = (typeof PROXIES)[number];

export const HOST = 'licenses.example.com';

interface Certificate {
  readonly certificate: string;
  readonly key: string;
  /** Both in one file. */
  readonly both: string;
}

interface Setting extends Certificate {
  readonly operations: string;
  readonly folder: string;
  readonly address: string;
  readonly port: number;
}

/** Each writes its file, and returns its command. */
const COMMANDS: Readonly<Record<Proxy, (setting: Setting) => string[]>> = {
  nginx: ({ folder, operations, certificate, key, address, port }) => {
    const text = substituted(configurationOf(operations, 'Proxy: nginx'), {
      'listen 443': `listen ${address}:${port}`,
      '/etc/ssl/licenses.crt': certificate,
      '/etc/ssl/licenses.key': key,
    });
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
    const paths = temporary.map((name) => `${name}_temp_path ${join(folder, name)};\n`).join('');
    const http = `access_log ${join(folder, 'access.log')};\n${paths}${text}`;
    const whole = `daemon off;\npid ${join(folder, 'nginx.pid')};\nerror_log stderr;\nevents {}\nhttp {\n${http}\n}\n`;
    return ['nginx', '-e', 'stderr', '-c', written(folder, 'nginx.conf', whole)];
  },
  haproxy: ({ folder, operations, both, address, port }) => {
    const text = substituted(configurationOf(operations, 'Proxy: haproxy'), {
      'bind :443': `bind ${address}:${port}`,
      '/etc/ssl/licenses.pem': both,
    });
    return ['haproxy', '-f', written(folder, 'haproxy.cfg', `${text}\n`)];
  },
  caddy: ({ folder, operations, certificate, key, address, port }) => {
    const text = substituted(configurationOf(operations, 'Proxy: caddyfile'), {
      [`${HOST} {`]: `${HOST}:${port} {`,
      '/etc/ssl/licenses.crt': certificate,
      '/etc/ssl/licenses.key': key,
    });
    const global = `{\n  admin off\n  auto_https disable_redirects\n  default_bind ${address}\n}\n`;
    const file = written(folder, 'Caddyfile', `${global}${text}\n`);
    return ['caddy', 'run', '--adapter', 'caddyfile', '--config', file];
  },
};

export async function makeCertificate(scratch: string): Promise<Certificate> {
  const folder = join(scratch, 'tls');
  mkdirSync(folder);
  const [certificate, key, both] = [
    join(folder, 'tls.crt'),
    join(folder, 'tls.key'),
    join(folder, 'tls.pem'),
  ];
  const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', `/CN=${HOST}`];
  const files = ['-addext', `subjectAltName=DNS:${HOST}`, '-keyout', key, '-out', certificate];
  await runFile('openssl', [...request, ...files]);
  writeFileSync(both, readFileSync(certificate, 'utf8') + readFileSync(key, 'utf8'), { mode: 0o600 });
  return { certificate, key, both };
}

export function startProxy(place: Place, proxy: Proxy, certificate: Certificate): void {
  const { network, operations, folderOf } = place;
  const listening = { address: network.addressOf(proxy), port: network.httpsPort };
  const command = COMMANDS[proxy]({ ...certificate, ...listening, operations, folder: folderOf(proxy) });
  startProgram(place, { name: proxy, machine: proxy, command });
}

function written(folder: string, name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}
