/**
 * The proxies of the stand, with the configurations of OPERATIONS.md: only the paths of certificates are replaced, and
 * what a whole file of that program needs is written around.
 */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configurationOf, substituted } from './configurations.ts';
import { addressOf } from './network.ts';
import { runFile, startProgram } from './processes.ts';

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
  readonly scratch: string;
  readonly operations: string;
}

/** Each writes its file, and returns its command. */
const COMMANDS: Readonly<Record<Proxy, (setting: Setting) => string[]>> = {
  nginx: ({ scratch, operations, certificate, key }) => {
    const text = substituted(configurationOf(operations, 'Proxy: nginx'), {
      '/etc/ssl/licenses.crt': certificate,
      '/etc/ssl/licenses.key': key,
    });
    const log = join(scratch, 'logs', 'nginx-access.log');
    const whole = `daemon off;
user root;
pid ${join(scratch, 'nginx.pid')};
error_log stderr;
events {}
http {
access_log ${log};
${text}
}
`;
    return ['nginx', '-c', written(scratch, 'nginx.conf', whole)];
  },
  haproxy: ({ scratch, operations, both }) => {
    const text = substituted(configurationOf(operations, 'Proxy: haproxy'), {
      '/etc/ssl/licenses.pem': both,
    });
    return ['haproxy', '-f', written(scratch, 'haproxy.cfg', `${text}\n`)];
  },
  caddy: ({ scratch, operations, certificate, key }) => {
    const text = substituted(configurationOf(operations, 'Proxy: caddyfile'), {
      '/etc/ssl/licenses.crt': certificate,
      '/etc/ssl/licenses.key': key,
    });
    const file = written(scratch, 'Caddyfile', `{\n  admin off\n}\n${text}\n`);
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

export function startProxy(proxy: Proxy, setting: Setting): void {
  const command = COMMANDS[proxy](setting);
  startProgram(setting.scratch, { name: proxy, machine: proxy, command });
}

export function proxyAddress(proxy: Proxy): string {
  return addressOf(proxy);
}

function written(scratch: string, name: string, text: string): string {
  const file = join(scratch, name);
  writeFileSync(file, text);
  return file;
}
